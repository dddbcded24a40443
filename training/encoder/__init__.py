"""How the encoder of the second tier is trained, measured and exported."""
