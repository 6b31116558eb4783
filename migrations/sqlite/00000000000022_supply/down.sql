DROP TABLE organization_statements;
