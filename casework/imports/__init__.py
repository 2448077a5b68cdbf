"""Records of a spreadsheet, a script or another system: read, held against the book, shown, taken. No SQL, no keys."""
