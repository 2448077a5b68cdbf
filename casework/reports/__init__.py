"""Figures that the coalition reports (records.md 6): pure functions of dossiers, dated values, a period and a day.

The same answer on laptop and centre. Nothing here knows who reads: hiding small cells is asked for by whoever releases.
"""
