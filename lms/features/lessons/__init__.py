"""What a learner does: lessons."""
