"""Checking facts: strict reading, then the SHACL shapes (pySHACL), then the lint rules (SPARQL)."""
