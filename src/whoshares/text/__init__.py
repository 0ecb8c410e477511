"""Answers as people read them: in a terminal and, through the same renderings, in a notebook."""
