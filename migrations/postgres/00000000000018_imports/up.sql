CREATE TABLE imports (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('organizations', 'needs', 'budget_lines')),
    mode TEXT NOT NULL CHECK (mode IN ('dry_run', 'all_or_nothing', 'valid_rows')),
    status TEXT NOT NULL CHECK (status IN ('checking', 'importing', 'completed', 'refused', 'failed')),
    requested_by TEXT NOT NULL REFERENCES users (id),
    digest TEXT NOT NULL,
    places TEXT NOT NULL,
    rows_total INTEGER NOT NULL CHECK (rows_total > 0),
    rows_checked INTEGER NOT NULL CHECK (rows_checked >= 0 AND rows_checked <= rows_total),
    rows_invalid INTEGER NOT NULL CHECK (rows_invalid >= 0),
    rows_existing INTEGER NOT NULL CHECK (rows_existing >= 0),
    rows_imported INTEGER NOT NULL CHECK (rows_imported >= 0),
    chunks_done INTEGER NOT NULL CHECK (chunks_done >= 0),
    errors BYTEA,
    errors_total INTEGER NOT NULL CHECK (errors_total >= 0),
    created_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    expires_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL,
    CHECK (rows_invalid + rows_existing + rows_imported <= rows_checked),
    CHECK (mode <> 'dry_run' OR rows_imported = 0),
    CHECK (mode <> 'all_or_nothing' OR rows_imported IN (0, rows_total)),
    CHECK ((status IN ('completed', 'refused', 'failed')) = (finished_at IS NOT NULL))
);
CREATE INDEX imports_requested_by ON imports (requested_by, id);

CREATE TABLE import_chunks (
    import_id TEXT NOT NULL REFERENCES imports (id),
    number INTEGER NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (import_id, number)
);
