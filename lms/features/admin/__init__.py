"""The state of the server."""
