CREATE TABLE incubation_programmes (
    id TEXT PRIMARY KEY NOT NULL,
    area_code TEXT NOT NULL REFERENCES areas (code),
    title_zh TEXT NOT NULL,
    title_en TEXT,
    description_zh TEXT NOT NULL,
    places INTEGER NOT NULL CHECK (places > 0),
    places_taken INTEGER NOT NULL CHECK (places_taken >= 0 AND places_taken <= places),
    term_months INTEGER NOT NULL CHECK (term_months > 0),
    extension_months INTEGER NOT NULL CHECK (extension_months >= 0),
    checklist TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'closed')),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE incubation_cases (
    id TEXT PRIMARY KEY NOT NULL,
    programme_id TEXT NOT NULL REFERENCES incubation_programmes (id),
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    status TEXT NOT NULL CHECK (status IN ('applied', 'due_diligence', 'declined', 'admitted', 'incubating', 'extended', 'graduated', 'withdrawn', 'expelled', 'expired')),
    status_reason TEXT,
    plan_zh TEXT NOT NULL,
    mentor_id TEXT REFERENCES users (id),
    started_on TEXT,
    due_on TEXT,
    reminded_of TEXT,
    registered_on TEXT,
    ended_on TEXT,
    registered_at_exit BOOLEAN,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL,
    CHECK ((started_on IS NULL) = (due_on IS NULL)),
    CHECK (started_on IS NOT NULL OR status NOT IN ('incubating', 'extended', 'graduated', 'expelled', 'expired')),
    CHECK (ended_on IS NULL OR ended_on >= started_on)
);
CREATE INDEX incubation_cases_programme ON incubation_cases (programme_id);
CREATE UNIQUE INDEX incubation_cases_open ON incubation_cases (organization_id)
    WHERE status IN ('applied', 'due_diligence', 'admitted', 'incubating', 'extended');

CREATE TABLE incubation_supports (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES incubation_cases (id),
    kind TEXT NOT NULL CHECK (kind IN ('premises', 'meeting_room', 'equipment', 'small_grant', 'registration_help', 'training', 'mentoring', 'finance_hosting', 'project_design', 'publicity', 'matching', 'volunteer_recruitment', 'insurance_help', 'party_building', 'legal_advice')),
    quantity_hundredths BIGINT NOT NULL CHECK (quantity_hundredths > 0),
    unit TEXT NOT NULL CHECK (unit IN ('hour', 'day', 'month', 'session', 'piece', 'person', 'square_metre', 'item')),
    value_fen BIGINT NOT NULL CHECK (value_fen >= 0),
    provider_zh TEXT NOT NULL,
    provided_on TEXT NOT NULL,
    note_zh TEXT NOT NULL,
    reverses TEXT UNIQUE REFERENCES incubation_supports (id),
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX incubation_supports_case ON incubation_supports (case_id);

CREATE TABLE incubation_milestones (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES incubation_cases (id),
    checklist_key TEXT,
    title_zh TEXT NOT NULL,
    title_en TEXT,
    due_on TEXT,
    reached_on TEXT,
    note_zh TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX incubation_milestones_checklist ON incubation_milestones (case_id, checklist_key);
