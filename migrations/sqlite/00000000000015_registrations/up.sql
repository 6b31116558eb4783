CREATE TABLE registrations (
    link_id TEXT PRIMARY KEY NOT NULL REFERENCES one_time_links (id),
    sealed BLOB NOT NULL
);
