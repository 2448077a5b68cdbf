"""`make demo`: the main job with real processes over loopback, on invented people, measured in that run."""
