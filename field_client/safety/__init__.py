"""A laptop that must be emptied: all of it at once (wipe), or what does not go on a trip (travel). Keys go first."""
