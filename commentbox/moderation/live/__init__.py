"""What others do meanwhile: who reads which case, and what has changed."""
