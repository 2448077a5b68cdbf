"""From declarations to questions, from what was typed to values, from problems to sentences. Pure.

Promise: every form follows from the declaration of its kind, and nothing typed is ever thrown away. Refused: disk,
network, Flask, a second list of fields.
"""
