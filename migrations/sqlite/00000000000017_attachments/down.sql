DROP TABLE bid_attachments;
