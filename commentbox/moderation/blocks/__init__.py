"""Blocks: hold back for a while what an author sends, and let moderators see that."""
