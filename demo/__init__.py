"""`make demo`: the main job with real processes over loopback, on invented people, every number measured in that run."""
