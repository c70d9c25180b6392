"""What we teach: files to frozen objects and safe HTML, in plain Python."""
