CREATE TABLE resources (
    id TEXT PRIMARY KEY NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    area_code TEXT NOT NULL REFERENCES areas (code),
    kind TEXT NOT NULL CHECK (kind IN ('venue', 'equipment', 'people')),
    name_zh TEXT NOT NULL,
    name_en TEXT,
    description_zh TEXT NOT NULL,
    seats INTEGER CHECK (seats > 0),
    status TEXT NOT NULL CHECK (status IN ('offered', 'withdrawn')),
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX resources_organization ON resources (organization_id);

-- What is free is counted here and nowhere else: the database itself refuses to give away more than there is.
CREATE TABLE resource_slots (
    id TEXT PRIMARY KEY NOT NULL,
    resource_id TEXT NOT NULL REFERENCES resources (id),
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    free INTEGER NOT NULL CHECK (free >= 0 AND free <= quantity),
    closed_at TIMESTAMP,
    CHECK (starts_at < ends_at)
);
CREATE INDEX resource_slots_resource ON resource_slots (resource_id, ends_at);
CREATE INDEX resource_slots_end ON resource_slots (ends_at);

CREATE TABLE resource_reservations (
    id TEXT PRIMARY KEY NOT NULL,
    resource_id TEXT NOT NULL REFERENCES resources (id),
    slot_id TEXT NOT NULL REFERENCES resource_slots (id),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    organization_id TEXT REFERENCES organizations (id),
    need_id TEXT REFERENCES needs (id),
    purpose_zh TEXT NOT NULL,
    people INTEGER CHECK (people > 0),
    status TEXT NOT NULL CHECK (status IN ('proposed', 'accepted', 'declined', 'withdrawn', 'cancelled', 'lapsed', 'delivered', 'missed', 'rated')),
    status_reason TEXT,
    asked_by TEXT NOT NULL REFERENCES users (id),
    accepted_by TEXT REFERENCES users (id),
    answer_by TIMESTAMP NOT NULL,
    provider_stars INTEGER CHECK (provider_stars BETWEEN 1 AND 5),
    provider_note_zh TEXT,
    asker_stars INTEGER CHECK (asker_stars BETWEEN 1 AND 5),
    asker_note_zh TEXT,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL,
    CHECK (organization_id IS NOT NULL OR need_id IS NOT NULL),
    CHECK ((status = 'rated') = (provider_stars IS NOT NULL AND asker_stars IS NOT NULL))
);
CREATE INDEX resource_reservations_resource ON resource_reservations (resource_id);
CREATE INDEX resource_reservations_slot ON resource_reservations (slot_id);
CREATE INDEX resource_reservations_organization ON resource_reservations (organization_id);
CREATE INDEX resource_reservations_need ON resource_reservations (need_id);
