"""The list of what was done, and the check of the chain of signatures."""
