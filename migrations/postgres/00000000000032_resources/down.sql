DROP TABLE resource_reservations;
DROP TABLE resource_slots;
DROP TABLE resources;
