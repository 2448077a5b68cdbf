"""The pages of cases, written once over a `CaseBook` and mounted by both programs.

Promise: each page works without JavaScript, in Khmer and English, and asks the `Desk` for everything. Refused: SQL,
keys, HTTP clients, names of people in addresses or titles, and knowing which program it runs in.
"""
