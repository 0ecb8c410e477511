"""The command: one module a verb, each imported when it is called."""
