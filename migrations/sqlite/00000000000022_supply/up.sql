-- What is stated of an organisation beside its registration: its supply, and its standing.
CREATE TABLE organization_statements (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    kind TEXT NOT NULL CHECK (kind IN ('supply', 'standing')),
    content TEXT NOT NULL,
    stated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (organization_id, kind)
);
