"""Pictures of every page and of its important states, in both languages and on both small screens."""
