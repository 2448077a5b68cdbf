"""All SQL of the central store, one noun a file; refuses to decide who may see what."""
