DROP TABLE survey_codings;
DROP TABLE survey_answers;
DROP TABLE survey_responses;
DROP TABLE survey_links;
DROP TABLE surveys;
