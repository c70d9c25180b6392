"""Her record and certificates."""
