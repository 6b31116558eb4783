CREATE TABLE bids (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id),
    round INTEGER NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'withdrawn', 'opened', 'qualified', 'disqualified', 'scored', 'winner', 'reserve',
        'not_selected', 'unopened', 'declined_award')),
    status_reason TEXT,
    draft BYTEA,
    current_version INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX bids_one_per_organization ON bids (project_id, round, organization_id);
CREATE INDEX bids_organization ON bids (organization_id, id);

CREATE TABLE bid_versions (
    id TEXT PRIMARY KEY NOT NULL,
    bid_id TEXT NOT NULL REFERENCES bids (id),
    number INTEGER NOT NULL,
    sealed BYTEA NOT NULL,
    commitment TEXT NOT NULL,
    receipt_no TEXT NOT NULL UNIQUE,
    receipt TEXT NOT NULL,
    received_at TIMESTAMP NOT NULL,
    submitted_by TEXT NOT NULL,
    withdrawn_at TIMESTAMP
);
CREATE UNIQUE INDEX bid_versions_number ON bid_versions (bid_id, number);

CREATE TABLE bid_openings (
    bid_id TEXT PRIMARY KEY NOT NULL REFERENCES bids (id),
    version_id TEXT NOT NULL REFERENCES bid_versions (id),
    content TEXT NOT NULL,
    price_fen BIGINT NOT NULL CHECK (price_fen > 0),
    nonce TEXT NOT NULL,
    opened_at TIMESTAMP NOT NULL
);

CREATE TABLE bid_eligibility (
    bid_id TEXT NOT NULL REFERENCES bids (id),
    stage TEXT NOT NULL CHECK (stage IN ('submission', 'opening', 'award', 'signing')),
    rule TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('met', 'flagged', 'refused')),
    detail TEXT NOT NULL,
    checked_at TIMESTAMP NOT NULL,
    accepted BOOLEAN,
    decided_by TEXT REFERENCES users (id),
    decided_at TIMESTAMP,
    reason TEXT,
    PRIMARY KEY (bid_id, stage, rule)
);
