CREATE TABLE rule_sets (
    code TEXT NOT NULL,
    version TEXT NOT NULL,
    digest TEXT NOT NULL,
    body TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    loaded_at TIMESTAMP NOT NULL,
    PRIMARY KEY (code, version)
);

CREATE TABLE catalogue_items (
    id TEXT PRIMARY KEY NOT NULL,
    code TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    field TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    source TEXT,
    created_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX catalogue_items_code ON catalogue_items (code, valid_from);

CREATE TABLE budget_lines (
    id TEXT PRIMARY KEY NOT NULL,
    area_code TEXT NOT NULL REFERENCES areas (code),
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    year INTEGER NOT NULL,
    code TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen >= 0),
    committed_fen BIGINT NOT NULL CHECK (committed_fen >= 0),
    created_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL,
    CHECK (committed_fen <= amount_fen)
);
CREATE UNIQUE INDEX budget_lines_code ON budget_lines (organization_id, year, code);

CREATE TABLE budget_entries (
    id TEXT PRIMARY KEY NOT NULL,
    budget_line_id TEXT NOT NULL REFERENCES budget_lines (id),
    project_id TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('opened', 'reserved', 'lowered', 'released')),
    change_fen BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX budget_entries_project ON budget_entries (project_id);
CREATE INDEX budget_entries_line ON budget_entries (budget_line_id, id);
