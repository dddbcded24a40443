"""Where admins write the next version of the rules or of the privacy notice."""
