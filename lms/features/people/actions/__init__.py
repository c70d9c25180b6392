"""What changes about people: their accounts, and what they are in."""
