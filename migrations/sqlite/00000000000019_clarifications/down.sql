DROP TABLE journal_holds;
DROP TABLE clarifications;
DROP TABLE project_amendments;
