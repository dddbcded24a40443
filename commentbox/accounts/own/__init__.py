"""What moderators look after themselves: name, password, sessions."""
