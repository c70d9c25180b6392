"""Asking for sign-off, reviewing, signing."""
