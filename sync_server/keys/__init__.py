"""The server's signing key, its own device, the organisation's root: the other room with keys here."""
