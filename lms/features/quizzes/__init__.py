"""What a learner does: quizzes."""
