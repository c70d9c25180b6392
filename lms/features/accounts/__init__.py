"""Signing in and out, choosing a secret, and how pages look."""
