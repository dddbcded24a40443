"""Posts that the database could not take, kept on disk until it can."""
