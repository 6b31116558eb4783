DROP TABLE bid_eligibility;
DROP TABLE bid_openings;
DROP TABLE bid_versions;
DROP TABLE bids;
