DROP TABLE meeting_talks;
DROP TABLE meeting_run_pairs;
DROP TABLE meeting_runs;
DROP TABLE meeting_demands;
DROP TABLE meeting_participants;
DROP TABLE matching_meetings;
