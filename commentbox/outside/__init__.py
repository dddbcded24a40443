"""The one door to the outside: what the publisher has named is asked through it."""
