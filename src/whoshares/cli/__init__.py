"""The `whoshares` command: one module a verb, each loaded when it is called."""
