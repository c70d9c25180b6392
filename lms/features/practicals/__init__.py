"""The practical: the task, her own rating beside the criteria, and her words."""
