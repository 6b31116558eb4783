CREATE TABLE project_amendments (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id),
    round INTEGER NOT NULL,
    number INTEGER NOT NULL,
    text_zh TEXT NOT NULL,
    text_en TEXT,
    affects_bids BOOLEAN NOT NULL,
    deadline_before TIMESTAMP NOT NULL,
    deadline_after TIMESTAMP NOT NULL,
    amended_by TEXT NOT NULL REFERENCES users (id),
    amended_at TIMESTAMP NOT NULL,
    CHECK (deadline_after >= deadline_before)
);
CREATE UNIQUE INDEX project_amendments_number ON project_amendments (project_id, round, number);

CREATE TABLE clarifications (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id),
    round INTEGER NOT NULL,
    number INTEGER NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    question_zh TEXT NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    answer_by TIMESTAMP NOT NULL,
    answer_zh TEXT,
    answer_en TEXT,
    amendment_id TEXT REFERENCES project_amendments (id),
    answered_by TEXT REFERENCES users (id),
    answered_at TIMESTAMP,
    version BIGINT NOT NULL,
    CHECK ((answer_zh IS NULL) = (answered_at IS NULL))
);
CREATE UNIQUE INDEX clarifications_number ON clarifications (project_id, round, number);

-- What was hidden until `since` or later stays hidden until `until`: the deadline of a call has moved.
CREATE TABLE journal_holds (
    project_id TEXT PRIMARY KEY NOT NULL,
    since TIMESTAMP NOT NULL,
    until TIMESTAMP NOT NULL
);
