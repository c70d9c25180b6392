"""The shelf of courses."""
