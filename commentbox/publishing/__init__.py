"""OUT: the thread, its page, its JSON and its feeds."""
