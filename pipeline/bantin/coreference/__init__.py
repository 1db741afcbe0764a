"""Cross-document coreference: records of one event become a story, mentions of one person a person with a timeline."""
