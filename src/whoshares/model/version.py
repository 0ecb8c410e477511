"""The version of the package, its ontology and its facts."""

__version__ = "0.1.0"
