"""What a learner does: practicals."""
