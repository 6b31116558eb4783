-- Heads and proofs are looked up by digest; the auditor's questions go through the journal by event.
CREATE INDEX journal_entries_digest ON journal_entries (digest);
CREATE INDEX journal_entries_event ON journal_entries (event, seq);

CREATE TABLE access_log (
    id TEXT PRIMARY KEY NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('shown', 'forbidden', 'not_found')),
    actor TEXT NOT NULL,
    operation TEXT NOT NULL,
    entity TEXT NOT NULL CHECK (entity IN ('bid', 'project', 'contract', 'organization')),
    entity_id TEXT,
    project_id TEXT REFERENCES projects (id),
    times BIGINT NOT NULL CHECK (times > 0),
    first_at TIMESTAMP NOT NULL,
    last_at TIMESTAMP NOT NULL,
    refused_on TEXT,
    visible_from TIMESTAMP,
    CHECK ((outcome = 'shown') = (refused_on IS NULL)),
    CHECK ((entity = 'organization') = (entity_id IS NULL) AND (entity = 'organization') = (project_id IS NULL))
);
CREATE INDEX access_log_entity ON access_log (entity_id, id);
CREATE INDEX access_log_project ON access_log (project_id, id);
CREATE INDEX access_log_actor ON access_log (actor, id);
CREATE UNIQUE INDEX access_log_refused ON access_log (actor, operation, entity_id, outcome, refused_on);

-- Which reminder of a duty has gone out: each once.
CREATE TABLE duty_reminders (
    project_id TEXT NOT NULL REFERENCES projects (id),
    duty TEXT NOT NULL CHECK (duty IN ('evaluate', 'decide_award', 'end_publicity', 'sign_contract')),
    stage TEXT NOT NULL CHECK (stage IN ('due_soon', 'overdue')),
    due_on TEXT NOT NULL,
    reminded_at TIMESTAMP NOT NULL,
    PRIMARY KEY (project_id, duty, stage, due_on)
);
