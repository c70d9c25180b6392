"""What a woman keeps for herself beside the lessons: notes, bookmarks and words."""
