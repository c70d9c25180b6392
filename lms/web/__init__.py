"""The Flask glue that every feature uses and that knows none of them."""
