DROP TABLE holidays;
DROP TABLE jobs;
DROP TABLE idempotency_keys;
DROP TABLE settings;
