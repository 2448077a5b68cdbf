"""The local program around the pages: a loopback server, the door and its lock, first run, sending, settings."""
