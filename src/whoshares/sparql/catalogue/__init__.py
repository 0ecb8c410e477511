"""The query catalogue: one question a file, in SPARQL 1.1, under a header that says what it asks and takes."""

from whoshares.sparql.catalogue.answers import CatalogueAnswer, answer
from whoshares.sparql.catalogue.binding import Given, bind, filled
from whoshares.sparql.catalogue.queries import Catalogue, CatalogueQuery, QueryParameter

__all__ = ["Catalogue", "CatalogueAnswer", "CatalogueQuery", "Given", "QueryParameter", "answer", "bind", "filled"]
