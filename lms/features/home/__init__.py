"""The first page after signing in: where she goes on."""
