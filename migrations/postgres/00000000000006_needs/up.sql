CREATE TABLE needs (
    id TEXT PRIMARY KEY NOT NULL,
    title_zh TEXT NOT NULL,
    description_zh TEXT NOT NULL,
    area_code TEXT NOT NULL REFERENCES areas (code),
    field TEXT NOT NULL,
    category TEXT NOT NULL CHECK (category IN ('livelihood', 'civility', 'infrastructure', 'safety')),
    target_groups TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('committee', 'desk', 'survey')),
    status TEXT NOT NULL CHECK (status IN ('reported', 'verified', 'planned', 'in_delivery', 'met', 'confirmed', 'declined', 'merged')),
    status_reason TEXT,
    reported_by TEXT NOT NULL REFERENCES users (id),
    source TEXT,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX needs_status ON needs (status, id);
CREATE INDEX needs_area ON needs (area_code, id);
CREATE INDEX needs_field ON needs (field, id);
