DROP TABLE project_invitations;
DROP TABLE project_keys;
DROP TABLE project_approvals;
DROP TABLE project_editors;
DROP TABLE project_needs;
DROP TABLE projects;
