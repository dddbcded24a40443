"""Links that admins hand out: to join a site, to set a new password."""
