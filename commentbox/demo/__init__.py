"""A throw-away site with real discussions, to look at and to try everything on."""
