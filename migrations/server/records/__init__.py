"""Steps of the store of records, people and devices; one small step a file, never edited after a release."""
