"""Who moderates a site, as its admins see and change it."""
