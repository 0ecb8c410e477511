"""The store as rdflib sees it: what is asked there is looked through as it is here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Never

from oxrdflib import OxigraphStore
from rdflib.term import Identifier

from whoshares.model.errors import QueryError
from whoshares.model.vocabulary import ID, PREFIXES
from whoshares.store.native import resolved
from whoshares.store.query_limits import errors_of, no_connections, prepare

if TYPE_CHECKING:
    from rdflib.query import Result


class RdflibView(OxigraphStore):  # type: ignore[misc]
    """An Oxigraph store for rdflib that asks no other machine."""

    reads_files = False
    """Whether the store is on the disk."""

    def query(
        self,
        query: str,
        initNs: Mapping[str, object],  # noqa: N803 - rdflib's names
        initBindings: Mapping[str, Identifier],  # noqa: N803
        queryGraph: str,  # noqa: N803
        **more: object,
    ) -> Result:
        """The answer to a query, whole. Raises QueryError where it is none, or would ask another machine."""
        prefixes = {**PREFIXES, **{prefix: str(namespace) for prefix, namespace in initNs.items()}}
        prepared = prepare(query, ID, prefixes, resolved)
        with errors_of(prepared), no_connections(reads_files=self.reads_files):
            result: Result = super().query(prepared.text, {}, initBindings, queryGraph, **more)
            _ = result.bindings  # now, and not when they are looked at
        return result

    def update(self, *given: object, **more: object) -> Never:
        """Refused with QueryError, whatever it is: it may ask another machine, and this view is for reading."""
        raise QueryError(
            "This view of the graph is for reading, so that no update is run on it. Copy its statements into an rdflib "
            "Dataset of your own and change that: Dataset().addN(view.quads())."
        )
