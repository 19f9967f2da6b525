"""What an interviewer asks to write on a whiteboard, each in a file of its own that the report prints as it stands."""
