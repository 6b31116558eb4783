DROP INDEX deliveries_recipient;
