DROP TABLE budget_entries;
DROP TABLE budget_lines;
DROP TABLE catalogue_items;
DROP TABLE rule_sets;
