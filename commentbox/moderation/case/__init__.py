"""The page of one case: all that a fair decision needs beside the text itself."""
