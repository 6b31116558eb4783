mod budget_lines_create;
mod budget_lines_export;
mod budget_lines_list;
mod calendar_years;
mod catalogue;
mod commitment;
mod rule_sets;
