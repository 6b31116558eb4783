CREATE TABLE projects (
    id TEXT PRIMARY KEY NOT NULL,
    number TEXT NOT NULL UNIQUE,
    title_zh TEXT NOT NULL,
    title_en TEXT,
    description_zh TEXT NOT NULL,
    area_code TEXT NOT NULL REFERENCES areas (code),
    field TEXT,
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'returned', 'rejected', 'approved', 'published', 'closed', 'opening', 'evaluating',
        'award_proposed', 'returned_to_panel', 'publicity', 'awarded', 'contracted', 'completed', 'failed', 'cancelled')),
    status_reason TEXT,
    buyer_id TEXT NOT NULL REFERENCES organizations (id),
    author_organization_id TEXT NOT NULL REFERENCES organizations (id),
    created_by TEXT NOT NULL REFERENCES users (id),
    officer_in_charge TEXT REFERENCES users (id),
    content TEXT NOT NULL,
    budget_fen BIGINT CHECK (budget_fen > 0),
    budget_line_id TEXT REFERENCES budget_lines (id),
    catalogue_item_id TEXT REFERENCES catalogue_items (id),
    regime TEXT NOT NULL,
    rule_set_version TEXT,
    rule_set TEXT,
    deadline TIMESTAMP,
    submitted_at TIMESTAMP,
    approved_at TIMESTAMP,
    published_at TIMESTAMP,
    closed_at TIMESTAMP,
    opened_at TIMESTAMP,
    counts TEXT,
    next_check_at TIMESTAMP,
    round INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX projects_status ON projects (status, id);
CREATE INDEX projects_area ON projects (area_code, id);
CREATE INDEX projects_field ON projects (field, id);
CREATE INDEX projects_budget_line ON projects (budget_line_id);

CREATE TABLE project_needs (
    project_id TEXT NOT NULL REFERENCES projects (id),
    need_id TEXT NOT NULL REFERENCES needs (id),
    PRIMARY KEY (project_id, need_id)
);
CREATE INDEX project_needs_need ON project_needs (need_id);

CREATE TABLE project_editors (
    project_id TEXT NOT NULL REFERENCES projects (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    PRIMARY KEY (project_id, user_id)
);

CREATE TABLE project_approvals (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id),
    submission INTEGER NOT NULL,
    step INTEGER NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('approved', 'returned', 'rejected')),
    decided_by TEXT NOT NULL REFERENCES users (id),
    decided_at TIMESTAMP NOT NULL,
    reason TEXT,
    collective_decision TEXT
);
CREATE UNIQUE INDEX project_approvals_step ON project_approvals (project_id, submission, step);
CREATE UNIQUE INDEX project_approvals_person ON project_approvals (project_id, submission, decided_by);

CREATE TABLE project_keys (
    project_id TEXT PRIMARY KEY NOT NULL REFERENCES projects (id),
    algorithm TEXT NOT NULL,
    public_key BYTEA NOT NULL,
    wrapped_private_key BYTEA NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE project_invitations (
    project_id TEXT NOT NULL REFERENCES projects (id),
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    score INTEGER NOT NULL,
    weights TEXT NOT NULL,
    reasons TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (project_id, organization_id)
);
CREATE INDEX project_invitations_organization ON project_invitations (organization_id, created_at);
