"""Drafts of courses, written in the browser: the editor, new courses and modules, moving and bringing in files."""
