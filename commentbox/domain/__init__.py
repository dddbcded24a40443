"""The vocabulary: what a comment section talks about. Standard library only."""
