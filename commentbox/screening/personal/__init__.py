"""The kinds of personal data, each known by its form, some by a checksum."""
