CREATE TABLE panels (
    project_id TEXT PRIMARY KEY NOT NULL REFERENCES projects (id),
    status TEXT NOT NULL CHECK (status IN ('forming', 'declaring', 'scoring', 'tallying', 'reported')),
    formed_by TEXT NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE panel_members (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL REFERENCES panels (project_id),
    user_id TEXT NOT NULL REFERENCES users (id),
    seat TEXT NOT NULL CHECK (seat IN ('chair', 'evaluator')),
    expert BOOLEAN NOT NULL,
    is_reserve BOOLEAN NOT NULL,
    position INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'assigned', 'declared', 'recused')),
    declared_at TIMESTAMP,
    replaces TEXT
);
CREATE UNIQUE INDEX panel_members_user ON panel_members (project_id, user_id);
CREATE INDEX panel_members_person ON panel_members (user_id);

CREATE TABLE conflict_declarations (
    panel_member_id TEXT NOT NULL REFERENCES panel_members (id),
    bid_id TEXT NOT NULL REFERENCES bids (id),
    kind TEXT NOT NULL CHECK (kind IN ('none', 'employment', 'board', 'control', 'kinship', 'other')),
    note TEXT,
    PRIMARY KEY (panel_member_id, bid_id)
);

CREATE TABLE score_sheets (
    id TEXT PRIMARY KEY NOT NULL,
    panel_member_id TEXT NOT NULL REFERENCES panel_members (id),
    bid_id TEXT NOT NULL REFERENCES bids (id),
    scores TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'signed')),
    signed_at TIMESTAMP,
    digest TEXT,
    updated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX score_sheets_member ON score_sheets (panel_member_id, bid_id);

CREATE TABLE rankings (
    project_id TEXT NOT NULL REFERENCES projects (id),
    bid_id TEXT NOT NULL REFERENCES bids (id),
    place INTEGER NOT NULL,
    price_fen BIGINT NOT NULL,
    technical_hundredths BIGINT NOT NULL,
    price_hundredths BIGINT NOT NULL,
    total_hundredths BIGINT NOT NULL,
    is_tied BOOLEAN NOT NULL,
    flags TEXT NOT NULL,
    PRIMARY KEY (project_id, bid_id)
);

CREATE TABLE awards (
    project_id TEXT PRIMARY KEY NOT NULL REFERENCES projects (id),
    bid_id TEXT NOT NULL REFERENCES bids (id),
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    price_fen BIGINT NOT NULL CHECK (price_fen > 0),
    reported_by TEXT NOT NULL REFERENCES users (id),
    reported_at TIMESTAMP NOT NULL,
    report TEXT NOT NULL,
    decide_by TIMESTAMP NOT NULL,
    decided_by TEXT REFERENCES users (id),
    decided_at TIMESTAMP,
    reason TEXT,
    publicity_from TIMESTAMP,
    publicity_until TIMESTAMP,
    is_provisional BOOLEAN NOT NULL,
    awarded_at TIMESTAMP,
    sign_by TIMESTAMP,
    version BIGINT NOT NULL
);
