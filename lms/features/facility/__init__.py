"""The facility itself: its name, hours and help words, and how work is signed and published there."""
