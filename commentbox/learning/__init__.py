"""LEARN: what a site's own decisions say of the screening, and what comes of it."""
