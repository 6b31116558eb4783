DROP TABLE api_keys;
DROP TABLE login_throttles;
DROP TABLE one_time_links;
DROP TABLE refresh_tokens;
DROP TABLE sessions;
DROP TABLE memberships;
DROP TABLE users;
