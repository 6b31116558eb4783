DROP TABLE duty_reminders;
DROP TABLE access_log;
DROP INDEX journal_entries_event;
DROP INDEX journal_entries_digest;
