"""The words that the checks know, as plain text files, and how they are found."""
