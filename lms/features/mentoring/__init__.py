"""A mentor's training, her agreement and her clearance."""
