"""How well the screening judges a labelled file: figures, a table, a plot."""
