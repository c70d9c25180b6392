"""Dated facts: what is said, where it holds, until when, and which lessons say it."""
