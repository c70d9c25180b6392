"""What women here say without a name, and what was done about it."""
