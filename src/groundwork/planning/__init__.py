"""Planning: expands parameters into specs and specs into a plan of records."""
