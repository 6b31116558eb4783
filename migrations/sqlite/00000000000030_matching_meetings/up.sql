CREATE TABLE matching_meetings (
    id TEXT PRIMARY KEY NOT NULL,
    area_code TEXT NOT NULL REFERENCES areas (code),
    title_zh TEXT NOT NULL,
    title_en TEXT,
    venue_zh TEXT NOT NULL,
    held_on TEXT NOT NULL,
    times TEXT NOT NULL,
    rules TEXT NOT NULL,
    conditions TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'open', 'solved', 'confirmed', 'held', 'closed', 'cancelled')),
    status_reason TEXT,
    input_version BIGINT NOT NULL,
    runs INTEGER NOT NULL CHECK (runs >= 0),
    run_id TEXT,
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL,
    CHECK (run_id IS NOT NULL OR status NOT IN ('confirmed', 'held', 'closed'))
);
CREATE INDEX matching_meetings_area ON matching_meetings (area_code);

CREATE TABLE meeting_participants (
    meeting_id TEXT NOT NULL REFERENCES matching_meetings (id),
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    capacity INTEGER NOT NULL CHECK (capacity > 0),
    absent TEXT NOT NULL,
    entered_by TEXT NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    PRIMARY KEY (meeting_id, organization_id)
);
CREATE INDEX meeting_participants_organization ON meeting_participants (organization_id);

CREATE TABLE meeting_demands (
    id TEXT PRIMARY KEY NOT NULL,
    meeting_id TEXT NOT NULL REFERENCES matching_meetings (id),
    project_id TEXT REFERENCES projects (id),
    need_id TEXT REFERENCES needs (id),
    slots INTEGER NOT NULL CHECK (slots > 0),
    absent TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    CHECK ((project_id IS NULL) <> (need_id IS NULL))
);
CREATE UNIQUE INDEX meeting_demands_project ON meeting_demands (meeting_id, project_id);
CREATE UNIQUE INDEX meeting_demands_need ON meeting_demands (meeting_id, need_id);

CREATE TABLE meeting_runs (
    id TEXT PRIMARY KEY NOT NULL,
    meeting_id TEXT NOT NULL REFERENCES matching_meetings (id),
    number INTEGER NOT NULL,
    what_if BOOLEAN NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'solved', 'refused')),
    rules TEXT NOT NULL,
    conditions TEXT NOT NULL,
    requested_by TEXT NOT NULL REFERENCES users (id),
    input_version BIGINT,
    input_digest TEXT,
    result TEXT,
    result_digest TEXT,
    solve_ms BIGINT,
    created_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    CHECK ((status = 'queued') = (finished_at IS NULL)),
    CHECK ((result IS NULL) = (finished_at IS NULL))
);
CREATE UNIQUE INDEX meeting_runs_number ON meeting_runs (meeting_id, number);

CREATE TABLE meeting_run_pairs (
    run_id TEXT NOT NULL REFERENCES meeting_runs (id),
    position INTEGER NOT NULL,
    demand_id TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    time TEXT NOT NULL,
    score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 10000),
    newly_incubated BOOLEAN NOT NULL,
    explanation TEXT NOT NULL,
    PRIMARY KEY (run_id, position)
);
CREATE UNIQUE INDEX meeting_run_pairs_pair ON meeting_run_pairs (run_id, demand_id, organization_id);

CREATE TABLE meeting_talks (
    id TEXT PRIMARY KEY NOT NULL,
    meeting_id TEXT NOT NULL REFERENCES matching_meetings (id),
    demand_id TEXT NOT NULL REFERENCES meeting_demands (id),
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    time TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('planned', 'introduced', 'agreed', 'no_interest', 'cancelled')),
    newly_incubated BOOLEAN NOT NULL,
    organization_consented_at TIMESTAMP,
    organization_consented_by TEXT REFERENCES users (id),
    demand_consented_at TIMESTAMP,
    demand_consented_by TEXT REFERENCES users (id),
    introduced_at TIMESTAMP,
    ended_at TIMESTAMP,
    outcome_zh TEXT,
    declined_by TEXT CHECK (declined_by IN ('organization', 'demand')),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL,
    CHECK ((organization_consented_at IS NULL) = (organization_consented_by IS NULL)),
    CHECK ((demand_consented_at IS NULL) = (demand_consented_by IS NULL)),
    CHECK (introduced_at IS NULL OR (organization_consented_at IS NOT NULL AND demand_consented_at IS NOT NULL)),
    CHECK (introduced_at IS NOT NULL OR status NOT IN ('introduced', 'agreed')),
    CHECK ((ended_at IS NULL) = (status IN ('planned', 'introduced'))),
    CHECK ((declined_by IS NOT NULL) = (status = 'no_interest'))
);
CREATE UNIQUE INDEX meeting_talks_organization ON meeting_talks (meeting_id, time, organization_id) WHERE status <> 'cancelled';
CREATE UNIQUE INDEX meeting_talks_demand ON meeting_talks (meeting_id, time, demand_id) WHERE status <> 'cancelled';
CREATE UNIQUE INDEX meeting_talks_pair ON meeting_talks (demand_id, organization_id);
