"""Quizzes on paper: printing one for a learner, and entering what she wrote."""
