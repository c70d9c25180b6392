"""Courses, their versions and problems."""
