"""A learner's way through modules: attempts, lessons, and how far she is."""
