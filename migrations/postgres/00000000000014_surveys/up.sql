CREATE TABLE surveys (
    id TEXT PRIMARY KEY NOT NULL,
    area_code TEXT NOT NULL REFERENCES areas (code),
    title_zh TEXT NOT NULL,
    title_en TEXT,
    consent_zh TEXT NOT NULL,
    consent_en TEXT,
    questions TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'open', 'closed', 'published')),
    created_by TEXT NOT NULL REFERENCES users (id),
    opened_at TIMESTAMP,
    closed_at TIMESTAMP,
    published_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX surveys_area ON surveys (area_code, id);

-- No time and no response stands here: who got which link must not lead to what they answered.
CREATE TABLE survey_links (
    id TEXT PRIMARY KEY NOT NULL,
    survey_id TEXT NOT NULL REFERENCES surveys (id),
    kind TEXT NOT NULL CHECK (kind IN ('invitation', 'open')),
    token_hash TEXT NOT NULL UNIQUE,
    spent BOOLEAN NOT NULL
);
CREATE INDEX survey_links_survey ON survey_links (survey_id, kind);

CREATE TABLE survey_responses (
    id TEXT PRIMARY KEY NOT NULL,
    survey_id TEXT NOT NULL REFERENCES surveys (id),
    channel TEXT NOT NULL CHECK (channel IN ('invitation', 'open', 'desk')),
    received_at TIMESTAMP NOT NULL
);
CREATE INDEX survey_responses_survey ON survey_responses (survey_id);

CREATE TABLE survey_answers (
    id TEXT PRIMARY KEY NOT NULL,
    survey_id TEXT NOT NULL REFERENCES surveys (id),
    response_id TEXT NOT NULL REFERENCES survey_responses (id),
    question TEXT NOT NULL,
    choice TEXT,
    text TEXT,
    CHECK ((choice IS NULL) <> (text IS NULL))
);
CREATE INDEX survey_answers_question ON survey_answers (survey_id, question, choice);
CREATE UNIQUE INDEX survey_answers_choice ON survey_answers (response_id, question, choice);

CREATE TABLE survey_codings (
    answer_id TEXT NOT NULL REFERENCES survey_answers (id),
    need_id TEXT NOT NULL REFERENCES needs (id),
    PRIMARY KEY (answer_id, need_id)
);
CREATE INDEX survey_codings_need ON survey_codings (need_id);
