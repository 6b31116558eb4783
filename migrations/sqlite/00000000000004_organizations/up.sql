CREATE TABLE organizations (
    id TEXT PRIMARY KEY NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('society', 'social_service_agency', 'foundation', 'community_team', 'public_institution_1',
        'public_institution_2', 'group_organization', 'enterprise', 'committee', 'government')),
    form TEXT,
    credit_code TEXT,
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'returned', 'verified', 'suspended', 'deregistered')),
    status_reason TEXT,
    area_code TEXT NOT NULL REFERENCES areas (code),
    description_zh TEXT NOT NULL,
    contact_email TEXT,
    legal_representative TEXT,
    registered_on TEXT,
    major_breach_until TEXT,
    source TEXT,
    synthetic BOOLEAN NOT NULL,
    verified_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX organizations_credit_code ON organizations (credit_code);
CREATE INDEX organizations_status ON organizations (status, id);

CREATE TABLE organization_fields (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    field TEXT NOT NULL,
    PRIMARY KEY (organization_id, field)
);
CREATE INDEX organization_fields_field ON organization_fields (field);

CREATE TABLE organization_areas (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    area_code TEXT NOT NULL REFERENCES areas (code),
    PRIMARY KEY (organization_id, area_code)
);

CREATE TABLE organization_groups (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    target_group TEXT NOT NULL,
    PRIMARY KEY (organization_id, target_group)
);
