"""Pauses: a coordinator says that work rests for now."""
