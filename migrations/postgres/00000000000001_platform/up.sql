CREATE TABLE settings (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

CREATE TABLE idempotency_keys (
    caller TEXT NOT NULL,
    route TEXT NOT NULL,
    key TEXT NOT NULL,
    body_digest TEXT NOT NULL,
    answer BYTEA,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    PRIMARY KEY (caller, route, key)
);
CREATE INDEX idempotency_keys_expires ON idempotency_keys (expires_at);

CREATE TABLE jobs (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    clock TEXT NOT NULL CHECK (clock IN ('business', 'system')),
    dedupe_key TEXT,
    run_at TIMESTAMP NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'dead')),
    attempts INTEGER NOT NULL,
    last_error TEXT,
    locked_by TEXT,
    locked_until TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX jobs_dedupe ON jobs (dedupe_key);
CREATE INDEX jobs_due ON jobs (status, clock, run_at);

CREATE TABLE holidays (
    year INTEGER PRIMARY KEY NOT NULL,
    body TEXT NOT NULL,
    added_at TIMESTAMP NOT NULL
);
