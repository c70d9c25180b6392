"""How a lesson is written: plain words as rules with names, in English and Spanish, one file for each family."""
