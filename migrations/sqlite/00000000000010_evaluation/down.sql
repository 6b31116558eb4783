DROP TABLE awards;
DROP TABLE rankings;
DROP TABLE score_sheets;
DROP TABLE conflict_declarations;
DROP TABLE panel_members;
DROP TABLE panels;
