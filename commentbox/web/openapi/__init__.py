"""What programs may ask of commentbox, as OpenAPI 3.1 and as a page made from it."""
