ALTER TABLE matching_meetings DROP COLUMN opened_at;
