"""People, enrolment and matches."""
