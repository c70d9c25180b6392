"""Finding lessons by their words, whatever the accents and endings."""
