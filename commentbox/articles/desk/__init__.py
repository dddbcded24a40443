"""Articles at the desk: which there are, and what their discussions do."""
