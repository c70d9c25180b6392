"""What people do: one folder per noun."""
