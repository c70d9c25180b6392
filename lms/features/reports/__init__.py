"""Totals for those who teach and those who look over it: one query behind screen and CSV, small numbers hidden."""
