DROP TABLE project_invitation_edits;
