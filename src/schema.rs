//! The tables as diesel sees them; `tests/migrations` proves that both databases have them.

diesel::table! {
    settings (key) {
        key -> Text,
        value -> Text,
    }
}

diesel::table! {
    idempotency_keys (caller, route, key) {
        caller -> Text,
        route -> Text,
        key -> Text,
        body_digest -> Text,
        answer -> Nullable<Binary>,
        created_at -> Timestamp,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    jobs (id) {
        id -> Text,
        kind -> Text,
        subject -> Text,
        clock -> Text,
        dedupe_key -> Nullable<Text>,
        run_at -> Timestamp,
        status -> Text,
        attempts -> Integer,
        last_error -> Nullable<Text>,
        locked_by -> Nullable<Text>,
        locked_until -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    holidays (year) {
        year -> Integer,
        body -> Text,
        added_at -> Timestamp,
    }
}

diesel::table! {
    journal_entries (ord) {
        ord -> BigInt,
        seq -> Nullable<BigInt>,
        id -> Text,
        occurred_at -> Timestamp,
        recorded_at -> Timestamp,
        event -> Text,
        entity -> Text,
        entity_id -> Text,
        project_id -> Nullable<Text>,
        actor -> Text,
        request_id -> Text,
        organization_id -> Nullable<Text>,
        area_path -> Nullable<Text>,
        visible_from -> Nullable<Timestamp>,
        is_public -> Bool,
        payload -> Text,
        previous_digest -> Nullable<Text>,
        digest -> Nullable<Text>,
    }
}

diesel::table! {
    journal_holds (project_id) {
        project_id -> Text,
        since -> Timestamp,
        until -> Timestamp,
    }
}

diesel::table! {
    areas (code) {
        code -> Text,
        parent_code -> Nullable<Text>,
        level -> Text,
        path -> Text,
        name_zh -> Text,
        name_en -> Text,
        population -> Nullable<BigInt>,
        status -> Text,
        source -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    organizations (id) {
        id -> Text,
        name_zh -> Text,
        name_en -> Nullable<Text>,
        kind -> Text,
        form -> Nullable<Text>,
        credit_code -> Nullable<Text>,
        status -> Text,
        status_reason -> Nullable<Text>,
        area_code -> Text,
        description_zh -> Text,
        contact_email -> Nullable<Text>,
        legal_representative -> Nullable<Text>,
        registered_on -> Nullable<Text>,
        major_breach_until -> Nullable<Text>,
        source -> Nullable<Text>,
        synthetic -> Bool,
        verified_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    organization_fields (organization_id, field) {
        organization_id -> Text,
        field -> Text,
    }
}

diesel::table! {
    organization_areas (organization_id, area_code) {
        organization_id -> Text,
        area_code -> Text,
    }
}

diesel::table! {
    organization_groups (organization_id, target_group) {
        organization_id -> Text,
        target_group -> Text,
    }
}

diesel::table! {
    organization_statements (organization_id, kind) {
        organization_id -> Text,
        kind -> Text,
        content -> Text,
        stated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    users (id) {
        id -> Text,
        email -> Text,
        name -> Text,
        password_hash -> Nullable<Text>,
        language -> Text,
        status -> Text,
        created_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    memberships (id) {
        id -> Text,
        user_id -> Text,
        organization_id -> Nullable<Text>,
        role -> Text,
        area_code -> Nullable<Text>,
        created_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        version -> BigInt,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        user_id -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
        revoked_reason -> Nullable<Text>,
    }
}

diesel::table! {
    refresh_tokens (token_hash) {
        token_hash -> Text,
        session_id -> Text,
        created_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    one_time_links (id) {
        id -> Text,
        kind -> Text,
        token_hash -> Text,
        sealed_token -> Nullable<Binary>,
        email -> Nullable<Text>,
        name -> Nullable<Text>,
        organization_id -> Nullable<Text>,
        role -> Nullable<Text>,
        area_code -> Nullable<Text>,
        language -> Text,
        created_by -> Nullable<Text>,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    registrations (link_id) {
        link_id -> Text,
        sealed -> Binary,
    }
}

diesel::table! {
    login_throttles (subject) {
        subject -> Text,
        failures -> Integer,
        window_start -> Timestamp,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Text,
        organization_id -> Text,
        created_by -> Text,
        name -> Text,
        last_eight -> Text,
        key_hash -> Text,
        scopes -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    incubation_programmes (id) {
        id -> Text,
        area_code -> Text,
        title_zh -> Text,
        title_en -> Nullable<Text>,
        description_zh -> Text,
        places -> Integer,
        places_taken -> Integer,
        term_months -> Integer,
        extension_months -> Integer,
        checklist -> Text,
        status -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    incubation_cases (id) {
        id -> Text,
        programme_id -> Text,
        organization_id -> Text,
        status -> Text,
        status_reason -> Nullable<Text>,
        plan_zh -> Text,
        mentor_id -> Nullable<Text>,
        started_on -> Nullable<Text>,
        due_on -> Nullable<Text>,
        reminded_of -> Nullable<Text>,
        registered_on -> Nullable<Text>,
        ended_on -> Nullable<Text>,
        registered_at_exit -> Nullable<Bool>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    incubation_supports (id) {
        id -> Text,
        case_id -> Text,
        kind -> Text,
        quantity_hundredths -> BigInt,
        unit -> Text,
        value_fen -> BigInt,
        provider_zh -> Text,
        provided_on -> Text,
        note_zh -> Text,
        reverses -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    incubation_milestones (id) {
        id -> Text,
        case_id -> Text,
        checklist_key -> Nullable<Text>,
        title_zh -> Text,
        title_en -> Nullable<Text>,
        due_on -> Nullable<Text>,
        reached_on -> Nullable<Text>,
        note_zh -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    resources (id) {
        id -> Text,
        organization_id -> Text,
        area_code -> Text,
        kind -> Text,
        name_zh -> Text,
        name_en -> Nullable<Text>,
        description_zh -> Text,
        seats -> Nullable<Integer>,
        status -> Text,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    resource_slots (id) {
        id -> Text,
        resource_id -> Text,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
        quantity -> Integer,
        free -> Integer,
        closed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    resource_reservations (id) {
        id -> Text,
        resource_id -> Text,
        slot_id -> Text,
        quantity -> Integer,
        organization_id -> Nullable<Text>,
        need_id -> Nullable<Text>,
        purpose_zh -> Text,
        people -> Nullable<Integer>,
        status -> Text,
        status_reason -> Nullable<Text>,
        asked_by -> Text,
        accepted_by -> Nullable<Text>,
        answer_by -> Timestamp,
        provider_stars -> Nullable<Integer>,
        provider_note_zh -> Nullable<Text>,
        asker_stars -> Nullable<Integer>,
        asker_note_zh -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    lexicon_editions (number) {
        number -> Integer,
        content -> Text,
        reason_zh -> Text,
        edited_by -> Text,
        edited_at -> Timestamp,
    }
}

diesel::table! {
    matching_meetings (id) {
        id -> Text,
        area_code -> Text,
        title_zh -> Text,
        title_en -> Nullable<Text>,
        venue_zh -> Text,
        held_on -> Text,
        times -> Text,
        rules -> Text,
        conditions -> Text,
        status -> Text,
        status_reason -> Nullable<Text>,
        input_version -> BigInt,
        runs -> Integer,
        run_id -> Nullable<Text>,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
        opened_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    meeting_participants (meeting_id, organization_id) {
        meeting_id -> Text,
        organization_id -> Text,
        capacity -> Integer,
        absent -> Text,
        entered_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    meeting_demands (id) {
        id -> Text,
        meeting_id -> Text,
        project_id -> Nullable<Text>,
        need_id -> Nullable<Text>,
        slots -> Integer,
        absent -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    meeting_runs (id) {
        id -> Text,
        meeting_id -> Text,
        number -> Integer,
        what_if -> Bool,
        status -> Text,
        rules -> Text,
        conditions -> Text,
        requested_by -> Text,
        input_version -> Nullable<BigInt>,
        input_digest -> Nullable<Text>,
        result -> Nullable<Text>,
        result_digest -> Nullable<Text>,
        solve_ms -> Nullable<BigInt>,
        created_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    meeting_run_pairs (run_id, position) {
        run_id -> Text,
        position -> Integer,
        demand_id -> Text,
        organization_id -> Text,
        time -> Text,
        score -> Integer,
        newly_incubated -> Bool,
        explanation -> Text,
    }
}

diesel::table! {
    meeting_talks (id) {
        id -> Text,
        meeting_id -> Text,
        demand_id -> Text,
        organization_id -> Text,
        time -> Text,
        status -> Text,
        newly_incubated -> Bool,
        organization_consented_at -> Nullable<Timestamp>,
        organization_consented_by -> Nullable<Text>,
        demand_consented_at -> Nullable<Timestamp>,
        demand_consented_by -> Nullable<Text>,
        introduced_at -> Nullable<Timestamp>,
        ended_at -> Nullable<Timestamp>,
        outcome_zh -> Nullable<Text>,
        declined_by -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    saved_searches (id) {
        id -> Text,
        user_id -> Text,
        name -> Text,
        looks_in -> Text,
        words -> Nullable<Text>,
        field -> Nullable<Text>,
        area_code -> Nullable<Text>,
        budget_from_fen -> Nullable<BigInt>,
        budget_to_fen -> Nullable<BigInt>,
        organization_id -> Nullable<Text>,
        least_score -> Nullable<Integer>,
        notify -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    watches (id) {
        id -> Text,
        user_id -> Text,
        project_id -> Nullable<Text>,
        need_id -> Nullable<Text>,
        notify -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    alerts (user_id, event_id) {
        user_id -> Text,
        event_id -> Text,
        notify -> Text,
        searches -> Text,
        watch_id -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    needs (id) {
        id -> Text,
        title_zh -> Text,
        description_zh -> Text,
        area_code -> Text,
        field -> Text,
        category -> Text,
        target_groups -> Text,
        channel -> Text,
        status -> Text,
        status_reason -> Nullable<Text>,
        reported_by -> Text,
        source -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    rule_sets (code, version) {
        code -> Text,
        version -> Text,
        digest -> Text,
        body -> Text,
        valid_from -> Text,
        valid_to -> Nullable<Text>,
        loaded_at -> Timestamp,
    }
}

diesel::table! {
    catalogue_items (id) {
        id -> Text,
        code -> Text,
        title_zh -> Text,
        title_en -> Text,
        field -> Text,
        valid_from -> Text,
        valid_to -> Nullable<Text>,
        source -> Nullable<Text>,
        created_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    budget_lines (id) {
        id -> Text,
        area_code -> Text,
        organization_id -> Text,
        year -> Integer,
        code -> Text,
        title_zh -> Text,
        amount_fen -> BigInt,
        committed_fen -> BigInt,
        created_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    budget_entries (id) {
        id -> Text,
        budget_line_id -> Text,
        project_id -> Nullable<Text>,
        kind -> Text,
        change_fen -> BigInt,
        created_at -> Timestamp,
    }
}

diesel::table! {
    projects (id) {
        id -> Text,
        number -> Text,
        title_zh -> Text,
        title_en -> Nullable<Text>,
        description_zh -> Text,
        area_code -> Text,
        field -> Nullable<Text>,
        status -> Text,
        status_reason -> Nullable<Text>,
        buyer_id -> Text,
        author_organization_id -> Text,
        created_by -> Text,
        officer_in_charge -> Nullable<Text>,
        content -> Text,
        budget_fen -> Nullable<BigInt>,
        budget_line_id -> Nullable<Text>,
        catalogue_item_id -> Nullable<Text>,
        regime -> Text,
        rule_set_version -> Nullable<Text>,
        rule_set -> Nullable<Text>,
        deadline -> Nullable<Timestamp>,
        submitted_at -> Nullable<Timestamp>,
        approved_at -> Nullable<Timestamp>,
        published_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
        opened_at -> Nullable<Timestamp>,
        counts -> Nullable<Text>,
        next_check_at -> Nullable<Timestamp>,
        round -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    project_needs (project_id, need_id) {
        project_id -> Text,
        need_id -> Text,
    }
}

diesel::table! {
    project_editors (project_id, user_id) {
        project_id -> Text,
        user_id -> Text,
    }
}

diesel::table! {
    project_approvals (id) {
        id -> Text,
        project_id -> Text,
        submission -> Integer,
        step -> Integer,
        decision -> Text,
        decided_by -> Text,
        decided_at -> Timestamp,
        reason -> Nullable<Text>,
        collective_decision -> Nullable<Text>,
    }
}

diesel::table! {
    project_amendments (id) {
        id -> Text,
        project_id -> Text,
        round -> Integer,
        number -> Integer,
        text_zh -> Text,
        text_en -> Nullable<Text>,
        affects_bids -> Bool,
        deadline_before -> Timestamp,
        deadline_after -> Timestamp,
        amended_by -> Text,
        amended_at -> Timestamp,
    }
}

diesel::table! {
    clarifications (id) {
        id -> Text,
        project_id -> Text,
        round -> Integer,
        number -> Integer,
        organization_id -> Text,
        question_zh -> Text,
        asked_at -> Timestamp,
        answer_by -> Timestamp,
        answer_zh -> Nullable<Text>,
        answer_en -> Nullable<Text>,
        amendment_id -> Nullable<Text>,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
        version -> BigInt,
    }
}

diesel::table! {
    project_keys (project_id) {
        project_id -> Text,
        algorithm -> Text,
        public_key -> Binary,
        wrapped_private_key -> Binary,
        created_at -> Timestamp,
    }
}

diesel::table! {
    project_invitations (project_id, organization_id) {
        project_id -> Text,
        organization_id -> Text,
        score -> Integer,
        weights -> Text,
        reasons -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    project_invitation_edits (project_id, organization_id) {
        project_id -> Text,
        organization_id -> Text,
        invited -> Bool,
        reason_zh -> Text,
        edited_by -> Text,
        edited_at -> Timestamp,
    }
}

diesel::table! {
    bids (id) {
        id -> Text,
        project_id -> Text,
        round -> Integer,
        organization_id -> Text,
        status -> Text,
        status_reason -> Nullable<Text>,
        draft -> Nullable<Binary>,
        current_version -> Integer,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    bid_versions (id) {
        id -> Text,
        bid_id -> Text,
        number -> Integer,
        sealed -> Binary,
        commitment -> Text,
        receipt_no -> Text,
        receipt -> Text,
        received_at -> Timestamp,
        submitted_by -> Text,
        withdrawn_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    bid_attachments (id) {
        id -> Text,
        bid_id -> Text,
        number -> Nullable<Integer>,
        hidden -> Nullable<Binary>,
        opened -> Nullable<Text>,
        created_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    bid_openings (bid_id) {
        bid_id -> Text,
        version_id -> Text,
        content -> Text,
        price_fen -> BigInt,
        nonce -> Text,
        opened_at -> Timestamp,
    }
}

diesel::table! {
    bid_eligibility (bid_id, stage, rule) {
        bid_id -> Text,
        stage -> Text,
        rule -> Text,
        outcome -> Text,
        detail -> Text,
        checked_at -> Timestamp,
        accepted -> Nullable<Bool>,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    panels (project_id) {
        project_id -> Text,
        status -> Text,
        formed_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    panel_members (id) {
        id -> Text,
        project_id -> Text,
        user_id -> Text,
        seat -> Text,
        expert -> Bool,
        is_reserve -> Bool,
        position -> Integer,
        status -> Text,
        declared_at -> Nullable<Timestamp>,
        replaces -> Nullable<Text>,
    }
}

diesel::table! {
    conflict_declarations (panel_member_id, bid_id) {
        panel_member_id -> Text,
        bid_id -> Text,
        kind -> Text,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    score_sheets (id) {
        id -> Text,
        panel_member_id -> Text,
        bid_id -> Text,
        scores -> Text,
        status -> Text,
        signed_at -> Nullable<Timestamp>,
        digest -> Nullable<Text>,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    rankings (project_id, bid_id) {
        project_id -> Text,
        bid_id -> Text,
        place -> Integer,
        price_fen -> BigInt,
        technical_hundredths -> BigInt,
        price_hundredths -> BigInt,
        total_hundredths -> BigInt,
        is_tied -> Bool,
        flags -> Text,
    }
}

diesel::table! {
    awards (project_id) {
        project_id -> Text,
        bid_id -> Text,
        organization_id -> Text,
        price_fen -> BigInt,
        reported_by -> Text,
        reported_at -> Timestamp,
        report -> Text,
        decide_by -> Timestamp,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        reason -> Nullable<Text>,
        publicity_from -> Nullable<Timestamp>,
        publicity_until -> Nullable<Timestamp>,
        is_provisional -> Bool,
        awarded_at -> Nullable<Timestamp>,
        sign_by -> Nullable<Timestamp>,
        version -> BigInt,
    }
}

diesel::table! {
    contracts (id) {
        id -> Text,
        project_id -> Text,
        bid_id -> Text,
        number -> Text,
        buyer_id -> Text,
        supplier_id -> Text,
        price_fen -> BigInt,
        terms -> Text,
        status -> Text,
        sign_by -> Timestamp,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    contract_signatures (id) {
        id -> Text,
        contract_id -> Text,
        side -> Text,
        signed_by -> Text,
        signer_name -> Text,
        authority -> Text,
        signed_on -> Text,
        document_digest -> Text,
        recorded_at -> Timestamp,
    }
}

diesel::table! {
    deliveries (id) {
        id -> Text,
        event_id -> Text,
        template -> Text,
        recipient -> Text,
        recipient_role -> Text,
        project_id -> Nullable<Text>,
        language -> Text,
        message_id -> Text,
        message -> Binary,
        status -> Text,
        attempts -> Integer,
        last_error -> Nullable<Text>,
        created_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    notices (id) {
        id -> Text,
        kind -> Text,
        project_id -> Text,
        area_path -> Text,
        field -> Nullable<Text>,
        words -> Text,
        published_at -> Timestamp,
        document -> Text,
    }
}

diesel::table! {
    surveys (id) {
        id -> Text,
        area_code -> Text,
        title_zh -> Text,
        title_en -> Nullable<Text>,
        consent_zh -> Text,
        consent_en -> Nullable<Text>,
        questions -> Text,
        status -> Text,
        created_by -> Text,
        opened_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
        published_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    survey_links (id) {
        id -> Text,
        survey_id -> Text,
        kind -> Text,
        token_hash -> Text,
        spent -> Bool,
    }
}

diesel::table! {
    survey_responses (id) {
        id -> Text,
        survey_id -> Text,
        channel -> Text,
        received_at -> Timestamp,
    }
}

diesel::table! {
    survey_answers (id) {
        id -> Text,
        survey_id -> Text,
        response_id -> Text,
        question -> Text,
        choice -> Nullable<Text>,
        text -> Nullable<Text>,
    }
}

diesel::table! {
    survey_codings (answer_id, need_id) {
        answer_id -> Text,
        need_id -> Text,
    }
}

diesel::table! {
    access_log (id) {
        id -> Text,
        outcome -> Text,
        actor -> Text,
        operation -> Text,
        entity -> Text,
        entity_id -> Nullable<Text>,
        project_id -> Nullable<Text>,
        times -> BigInt,
        first_at -> Timestamp,
        last_at -> Timestamp,
        refused_on -> Nullable<Text>,
        visible_from -> Nullable<Timestamp>,
    }
}

diesel::table! {
    duty_reminders (project_id, duty, stage, due_on) {
        project_id -> Text,
        duty -> Text,
        stage -> Text,
        due_on -> Text,
        reminded_at -> Timestamp,
    }
}

diesel::joinable!(clarifications -> projects (project_id));
diesel::joinable!(clarifications -> project_amendments (amendment_id));
diesel::joinable!(notices -> projects (project_id));
diesel::joinable!(organization_fields -> organizations (organization_id));
diesel::joinable!(bids -> projects (project_id));
diesel::joinable!(bids -> organizations (organization_id));
diesel::joinable!(memberships -> users (user_id));
diesel::joinable!(panel_members -> panels (project_id));
diesel::joinable!(projects -> areas (area_code));
diesel::joinable!(needs -> areas (area_code));
diesel::joinable!(organizations -> areas (area_code));
diesel::joinable!(budget_lines -> areas (area_code));
diesel::joinable!(incubation_programmes -> areas (area_code));
diesel::joinable!(incubation_cases -> incubation_programmes (programme_id));
diesel::joinable!(incubation_cases -> organizations (organization_id));

// Only the tables that some query names together: listing all of them costs the compiler a thousand impls.
diesel::table! {
    imports (id) {
        id -> Text,
        kind -> Text,
        mode -> Text,
        status -> Text,
        requested_by -> Text,
        digest -> Text,
        places -> Text,
        rows_total -> Integer,
        rows_checked -> Integer,
        rows_invalid -> Integer,
        rows_existing -> Integer,
        rows_imported -> Integer,
        chunks_done -> Integer,
        errors -> Nullable<Binary>,
        errors_total -> Integer,
        created_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
        expires_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    import_chunks (import_id, number) {
        import_id -> Text,
        number -> Integer,
        content -> Binary,
    }
}

diesel::allow_tables_to_appear_in_same_query!(areas, organizations, memberships, users, projects, bids, contracts);
diesel::allow_tables_to_appear_in_same_query!(refresh_tokens, sessions);
diesel::allow_tables_to_appear_in_same_query!(registrations, one_time_links);
diesel::allow_tables_to_appear_in_same_query!(sessions, users);
diesel::allow_tables_to_appear_in_same_query!(refresh_tokens, users);
diesel::allow_tables_to_appear_in_same_query!(organization_areas, areas);
diesel::allow_tables_to_appear_in_same_query!(organization_areas, organizations);
diesel::allow_tables_to_appear_in_same_query!(organization_fields, organizations);
diesel::allow_tables_to_appear_in_same_query!(organization_groups, organizations);
diesel::allow_tables_to_appear_in_same_query!(panel_members, score_sheets);
diesel::allow_tables_to_appear_in_same_query!(panel_members, conflict_declarations);
diesel::allow_tables_to_appear_in_same_query!(panel_members, panels);
diesel::allow_tables_to_appear_in_same_query!(awards, projects);
diesel::allow_tables_to_appear_in_same_query!(project_keys, projects);
diesel::allow_tables_to_appear_in_same_query!(project_keys, areas);
diesel::allow_tables_to_appear_in_same_query!(project_needs, projects);
diesel::allow_tables_to_appear_in_same_query!(project_needs, needs);
diesel::allow_tables_to_appear_in_same_query!(project_invitations, organizations);
diesel::allow_tables_to_appear_in_same_query!(project_invitations, projects);
diesel::allow_tables_to_appear_in_same_query!(needs, areas);
diesel::allow_tables_to_appear_in_same_query!(needs, projects);
diesel::allow_tables_to_appear_in_same_query!(api_keys, organizations);
diesel::allow_tables_to_appear_in_same_query!(bid_openings, bids);
diesel::allow_tables_to_appear_in_same_query!(bid_openings, projects);
diesel::allow_tables_to_appear_in_same_query!(bid_versions, bids);
diesel::allow_tables_to_appear_in_same_query!(bid_versions, projects);
diesel::allow_tables_to_appear_in_same_query!(project_editors, projects);
diesel::allow_tables_to_appear_in_same_query!(project_approvals, projects);
diesel::allow_tables_to_appear_in_same_query!(project_editors, areas);
diesel::allow_tables_to_appear_in_same_query!(project_editors, memberships);
diesel::allow_tables_to_appear_in_same_query!(project_editors, users);
diesel::allow_tables_to_appear_in_same_query!(journal_entries, journal_holds);
diesel::allow_tables_to_appear_in_same_query!(clarifications, projects);
diesel::allow_tables_to_appear_in_same_query!(clarifications, areas);
diesel::allow_tables_to_appear_in_same_query!(clarifications, project_amendments);
diesel::allow_tables_to_appear_in_same_query!(deliveries, journal_entries);
diesel::allow_tables_to_appear_in_same_query!(deliveries, projects);
diesel::allow_tables_to_appear_in_same_query!(deliveries, areas);
diesel::allow_tables_to_appear_in_same_query!(budget_lines, areas);
diesel::allow_tables_to_appear_in_same_query!(notices, projects);
diesel::allow_tables_to_appear_in_same_query!(surveys, areas);
diesel::allow_tables_to_appear_in_same_query!(incubation_programmes, areas);
diesel::allow_tables_to_appear_in_same_query!(incubation_programmes, organizations);
diesel::allow_tables_to_appear_in_same_query!(incubation_cases, incubation_programmes);
diesel::allow_tables_to_appear_in_same_query!(incubation_cases, organizations);
diesel::allow_tables_to_appear_in_same_query!(incubation_cases, areas);
diesel::allow_tables_to_appear_in_same_query!(contract_signatures, contracts);
diesel::allow_tables_to_appear_in_same_query!(matching_meetings, areas);
diesel::allow_tables_to_appear_in_same_query!(meeting_participants, organizations);
diesel::allow_tables_to_appear_in_same_query!(meeting_demands, needs);
diesel::allow_tables_to_appear_in_same_query!(meeting_demands, projects);
diesel::allow_tables_to_appear_in_same_query!(meeting_demands, areas);
diesel::allow_tables_to_appear_in_same_query!(meeting_demands, panel_members);
diesel::allow_tables_to_appear_in_same_query!(meeting_talks, matching_meetings);
diesel::allow_tables_to_appear_in_same_query!(meeting_talks, areas);
diesel::allow_tables_to_appear_in_same_query!(meeting_talks, meeting_demands);
diesel::allow_tables_to_appear_in_same_query!(meeting_talks, projects);
diesel::allow_tables_to_appear_in_same_query!(meeting_talks, journal_entries);
diesel::allow_tables_to_appear_in_same_query!(meeting_talks, deliveries);
diesel::allow_tables_to_appear_in_same_query!(meeting_participants, memberships);
diesel::allow_tables_to_appear_in_same_query!(resources, areas);
diesel::allow_tables_to_appear_in_same_query!(resources, organizations);
diesel::allow_tables_to_appear_in_same_query!(resources, resource_slots);
diesel::allow_tables_to_appear_in_same_query!(resource_reservations, resources);
diesel::allow_tables_to_appear_in_same_query!(resource_reservations, needs);
diesel::allow_tables_to_appear_in_same_query!(resource_reservations, areas);
diesel::allow_tables_to_appear_in_same_query!(panel_members, project_needs);
