"""IN: a reader's comment, its edit and its withdrawal."""
