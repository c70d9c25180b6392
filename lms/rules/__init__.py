"""What we decide: pure functions, with the clock as an argument."""
