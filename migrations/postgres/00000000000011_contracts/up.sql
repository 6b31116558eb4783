CREATE TABLE contracts (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL UNIQUE REFERENCES projects (id),
    bid_id TEXT NOT NULL REFERENCES bids (id),
    number TEXT NOT NULL UNIQUE,
    buyer_id TEXT NOT NULL REFERENCES organizations (id),
    supplier_id TEXT NOT NULL REFERENCES organizations (id),
    price_fen BIGINT NOT NULL CHECK (price_fen > 0),
    terms TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('drafted', 'signed', 'active', 'completed', 'terminated')),
    sign_by TIMESTAMP NOT NULL,
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE contract_signatures (
    id TEXT PRIMARY KEY NOT NULL,
    contract_id TEXT NOT NULL REFERENCES contracts (id),
    side TEXT NOT NULL CHECK (side IN ('buyer', 'supplier')),
    signed_by TEXT NOT NULL,
    signer_name TEXT NOT NULL,
    authority TEXT NOT NULL,
    signed_on TEXT NOT NULL,
    document_digest TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX contract_signatures_side ON contract_signatures (contract_id, side);
