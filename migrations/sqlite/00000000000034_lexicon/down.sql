DROP TABLE lexicon_editions;
