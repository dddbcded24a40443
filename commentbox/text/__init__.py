"""Every text on its way in, and the only doors from text to HTML."""
