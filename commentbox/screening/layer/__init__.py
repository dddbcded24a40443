"""What a site has learnt from its decisions, on top of what every site is given."""
