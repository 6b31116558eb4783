ALTER TABLE matching_meetings ADD COLUMN opened_at TIMESTAMP;
UPDATE matching_meetings SET opened_at = (
    SELECT MIN(occurred_at) FROM journal_entries
    WHERE journal_entries.event = 'meeting.opened' AND journal_entries.entity_id = matching_meetings.id
);
