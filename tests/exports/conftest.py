"""The shipped graph as files, each written once for all tests here."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from whoshares import KnowledgeGraph
from whoshares.exports.export import export

Exported = Callable[..., str]


@pytest.fixture(scope="session")
def exported(kg: KnowledgeGraph) -> Exported:
    """`exported("trig")` or `exported(vocabulary="prov")` is what `export` writes of the shipped graph."""

    @cache
    def written(format_name: str | None = None, **options: str | bool) -> str:
        return export(kg, format_name, **options)  # type: ignore[arg-type]

    return written
