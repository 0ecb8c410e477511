"""What everything speaks of: errors, the vocabulary, terms, days, checked arguments, and what every answer can do.

Knows nothing of the project but itself, and no library but Python's own.
"""
