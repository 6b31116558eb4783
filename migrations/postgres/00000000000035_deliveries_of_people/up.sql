-- How many letters somebody got lately: what they want to know at once is bounded by the hour.
CREATE INDEX deliveries_recipient ON deliveries (recipient, created_at);
