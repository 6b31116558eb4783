-- What the public is told; written once, from the journal entry of the same id.
CREATE TABLE notices (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('call', 'amendment', 'clarification', 'result', 'award', 'contract', 'failure', 'cancellation')),
    project_id TEXT NOT NULL REFERENCES projects (id),
    area_path TEXT NOT NULL,
    field TEXT,
    words TEXT NOT NULL,
    published_at TIMESTAMP NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX notices_project ON notices (project_id);
CREATE INDEX notices_kind ON notices (kind, id);
CREATE INDEX notices_field ON notices (field, id);
