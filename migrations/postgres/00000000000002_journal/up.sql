CREATE TABLE journal_entries (
    ord BIGSERIAL PRIMARY KEY,
    seq BIGINT,
    id TEXT NOT NULL UNIQUE,
    occurred_at TIMESTAMP NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    event TEXT NOT NULL,
    entity TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    project_id TEXT,
    actor TEXT NOT NULL,
    request_id TEXT NOT NULL,
    organization_id TEXT,
    area_path TEXT,
    visible_from TIMESTAMP,
    is_public BOOLEAN NOT NULL,
    payload TEXT NOT NULL,
    previous_digest TEXT,
    digest TEXT
);
CREATE UNIQUE INDEX journal_entries_seq ON journal_entries (seq);
CREATE INDEX journal_entries_project ON journal_entries (project_id, seq);
CREATE INDEX journal_entries_entity ON journal_entries (entity_id, seq);
