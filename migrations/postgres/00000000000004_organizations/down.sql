DROP TABLE organization_groups;
DROP TABLE organization_areas;
DROP TABLE organization_fields;
DROP TABLE organizations;
