"""The small fixed graph that the catalogue's queries are asked of."""

from tests.queries.conftest import names, store

__all__ = ["names", "store"]
