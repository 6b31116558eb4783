DROP TABLE incubation_milestones;
DROP TABLE incubation_supports;
DROP TABLE incubation_cases;
DROP TABLE incubation_programmes;
