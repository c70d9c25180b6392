"""Pictures and recordings of a draft: giving them, what uses each, and those that nothing uses."""
