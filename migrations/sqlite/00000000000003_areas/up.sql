CREATE TABLE areas (
    code TEXT PRIMARY KEY NOT NULL,
    parent_code TEXT REFERENCES areas (code),
    level TEXT NOT NULL CHECK (level IN ('city', 'district', 'street', 'town', 'committee')),
    path TEXT NOT NULL UNIQUE,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    population BIGINT,
    status TEXT NOT NULL CHECK (status IN ('active', 'preparatory')),
    source TEXT,
    version BIGINT NOT NULL
);
CREATE INDEX areas_parent ON areas (parent_code);
