"""The small fixed graph, in the store and in rdflib's own memory."""

from __future__ import annotations

import warnings

import pytest
from rdflib import Dataset
from tests.queries.cases import GRAPH

from whoshares.facts.yaml_ld import load_folder
from whoshares.store.engine import Store
from whoshares.store.names import Names


@pytest.fixture(scope="session")
def store() -> Store:
    """The fixed graph with the vocabulary."""
    return load_folder(GRAPH)[0]


@pytest.fixture(scope="session")
def names(store: Store) -> Names:
    """The names of the fixed graph."""
    return Names(store)


@pytest.fixture(scope="session")
def dataset(store: Store) -> Dataset:
    """The same quads, without the engine that the store is made of."""
    filled = Dataset(default_union=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib 7 uses what it has deprecated
        filled.parse(data=store.dump(), format="nquads")
    return filled
