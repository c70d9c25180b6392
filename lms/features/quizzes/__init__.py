"""Sitting a quiz: one question a page, each answer saved by itself."""
