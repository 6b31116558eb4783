CREATE TABLE project_invitation_edits (
    project_id TEXT NOT NULL REFERENCES projects (id),
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    invited BOOLEAN NOT NULL,
    reason_zh TEXT NOT NULL,
    edited_by TEXT NOT NULL REFERENCES users (id),
    edited_at TIMESTAMP NOT NULL,
    PRIMARY KEY (project_id, organization_id)
);
