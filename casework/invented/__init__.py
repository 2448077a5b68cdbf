"""Invented people for the demo, tests and measurements: the same seed, the same people; nobody real is among them."""
