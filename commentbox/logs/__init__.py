"""What is logged: one road for every line of a process, and nobody's words on it."""
