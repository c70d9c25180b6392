"""`python -m lms`: the commands without installing anything."""

from lms.cli import main

main()
