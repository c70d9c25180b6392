"""Question files of other systems: taken in as quiz text, given out as GIFT."""
