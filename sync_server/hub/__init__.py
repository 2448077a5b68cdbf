"""A provincial hub: what this server does because it has a centre above it (sync.md 6, security.md 4.11).

Promises that what laptops gave it reaches the centre unchanged, and that what the centre has of its offices stands
here. Refuses to change authorship, to publish accounts, and to shorten what a laptop still owes the centre.
"""
