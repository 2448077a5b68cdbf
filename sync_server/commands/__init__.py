"""The commands of `sync-server`, one noun a file; each file has `add_to(group)`."""
