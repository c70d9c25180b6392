"""Keep it fresh: a few questions from before, for her alone and never scored."""
