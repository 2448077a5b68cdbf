"""What the server does for people and devices; each service owns its transaction and answers after commit."""
