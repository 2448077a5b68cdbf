"""Rules between fields, consent in force, visit patterns, due dates, gates: pure functions over a dossier."""
