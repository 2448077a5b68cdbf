"""Steps of the key set, which lives in a file or schema of its own."""
