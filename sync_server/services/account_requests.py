"""Registers of a worker's directory record that follow her account; pushed changes of them are only requests."""

ACCOUNT_REGISTERS = frozenset({"role", "status", "clearance", "office"})
