CREATE TABLE saved_searches (
    id TEXT PRIMARY KEY NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    looks_in TEXT NOT NULL CHECK (looks_in IN ('calls', 'needs')),
    words TEXT,
    field TEXT,
    area_code TEXT REFERENCES areas (code),
    budget_from_fen BIGINT CHECK (budget_from_fen > 0),
    budget_to_fen BIGINT CHECK (budget_to_fen > 0),
    organization_id TEXT REFERENCES organizations (id),
    least_score INTEGER CHECK (least_score BETWEEN 1 AND 10000),
    notify TEXT NOT NULL CHECK (notify IN ('at_once', 'daily', 'never')),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL,
    CHECK ((organization_id IS NULL) = (least_score IS NULL)),
    CHECK (looks_in = 'calls' OR (budget_from_fen IS NULL AND budget_to_fen IS NULL AND least_score IS NULL))
);
CREATE UNIQUE INDEX saved_searches_name ON saved_searches (user_id, name);
CREATE INDEX saved_searches_listening ON saved_searches (looks_in, notify);

CREATE TABLE watches (
    id TEXT PRIMARY KEY NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    project_id TEXT REFERENCES projects (id),
    need_id TEXT REFERENCES needs (id),
    notify TEXT NOT NULL CHECK (notify IN ('at_once', 'daily', 'never')),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    CHECK ((project_id IS NULL) <> (need_id IS NULL))
);
CREATE UNIQUE INDEX watches_project ON watches (user_id, project_id);
CREATE UNIQUE INDEX watches_need ON watches (user_id, need_id);
CREATE INDEX watches_of_project ON watches (project_id);
CREATE INDEX watches_of_need ON watches (need_id);

CREATE TABLE alerts (
    user_id TEXT NOT NULL REFERENCES users (id),
    event_id TEXT NOT NULL,
    notify TEXT NOT NULL CHECK (notify IN ('at_once', 'daily')),
    searches TEXT NOT NULL,
    watch_id TEXT,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (user_id, event_id)
);
CREATE INDEX alerts_event ON alerts (event_id);
CREATE INDEX alerts_waiting ON alerts (notify, created_at);
