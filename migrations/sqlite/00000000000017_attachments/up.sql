-- A file of a bid. Its name, kind, digest and key are in `hidden`, encrypted, while the bid is a draft; inside the sealed bid from the
-- submission on, when `number` names the version that it was sealed with; and in `opened` once that is opened.
CREATE TABLE bid_attachments (
    id TEXT PRIMARY KEY NOT NULL,
    bid_id TEXT NOT NULL REFERENCES bids (id),
    number INTEGER CHECK (number > 0),
    hidden BLOB,
    opened TEXT,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    CHECK ((number IS NULL) = (hidden IS NOT NULL)),
    CHECK (opened IS NULL OR number IS NOT NULL)
);
CREATE INDEX bid_attachments_bid ON bid_attachments (bid_id, id);
