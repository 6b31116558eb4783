DROP TABLE alerts;
DROP TABLE watches;
DROP TABLE saved_searches;
