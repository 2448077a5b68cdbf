"""The server's signing key, its own device and the organisation's root; beside `store/sealing.py` the only room with keys."""
