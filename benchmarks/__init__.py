"""Side-by-side figures against the peers."""
