"""One person's encrypted laptop: vault, store, sync engine, shell around the pages, command line."""
