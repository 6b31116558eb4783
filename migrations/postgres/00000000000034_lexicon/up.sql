-- The lexicon of the matching, edition by edition; before the first one the words of the taxonomy hold.
CREATE TABLE lexicon_editions (
    number INTEGER PRIMARY KEY NOT NULL CHECK (number > 0),
    content TEXT NOT NULL,
    reason_zh TEXT NOT NULL,
    edited_by TEXT NOT NULL REFERENCES users (id),
    edited_at TIMESTAMP NOT NULL
);
