"""Work after the commit: wished for in a transaction, done by one process at a time."""
