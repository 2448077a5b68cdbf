"""One small step a file, for each side's store. Imports no product code; never edited after release."""
