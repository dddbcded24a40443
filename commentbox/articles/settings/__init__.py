"""The settings of a site at the desk."""
