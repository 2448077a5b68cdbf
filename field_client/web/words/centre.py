"""Khmer of the name that the centre has unless it is given one of its own."""

WORDS = {"Phnom Penh": "ភ្នំពេញ"}
