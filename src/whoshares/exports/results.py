"""Answers as files: every format that an answer may leave in besides text, JSON and CSV, and what takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from whoshares.model.answer import Answer

if TYPE_CHECKING:
    from whoshares.answers.parts import GraphParts

Part = Literal["flows", "documents", "all"]
"""What of an answer a format holds."""


class ResultFormat(NamedTuple):
    """A format of files: its ending, its media type, what takes it, and who writes it."""

    ending: str
    media_type: str
    program: str
    part: Part
    module: str
    """The module of this package that writes it, loaded when it is first asked for."""
    function: str

    @property
    def text(self) -> bool:
        """Whether it can be printed."""
        return self.ending not in ("xlsx", "png", "zip")


_EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSL: Final = "application/vnd.citationstyles.csl+json"
RESULT_FORMATS: Final[Mapping[str, ResultFormat]] = MappingProxyType(
    {
        "xlsx": ResultFormat("xlsx", _EXCEL, "Excel, LibreOffice", "all", "workbook", "workbook"),
        "svg": ResultFormat("svg", "image/svg+xml", "browsers, Inkscape", "all", "drawing", "svg"),
        "png": ResultFormat("png", "image/png", "all that shows pictures", "all", "drawing", "png"),
        "graphml": ResultFormat("graphml", "application/graphml+xml", "yEd, igraph", "flows", "graph_files", "graphml"),
        "gexf": ResultFormat("gexf", "application/gexf+xml", "Gephi, with days", "flows", "graph_files", "gexf"),
        "dot": ResultFormat("dot", "text/vnd.graphviz", "Graphviz", "flows", "graph_files", "dot"),
        "gephi": ResultFormat("zip", "application/zip", "Gephi, as tables", "flows", "graph_tables", "gephi"),
        "neo4j": ResultFormat("zip", "application/zip", "Neo4j, with a loader", "flows", "graph_tables", "neo4j"),
        "cytoscape": ResultFormat("cyjs", "application/json", "Cytoscape", "flows", "graph_data", "cytoscape"),
        "node-link": ResultFormat("json", "application/json", "networkx, D3", "flows", "graph_data", "node_link"),
        "mermaid": ResultFormat("mmd", "text/plain", "GitHub, Obsidian, Notion", "flows", "mermaid", "mermaid"),
        "openlineage": ResultFormat(
            "ndjson", "application/x-ndjson", "Marquez, DataHub", "flows", "graph_data", "lineage"
        ),
        "bibtex": ResultFormat("bib", "application/x-bibtex", "LaTeX, JabRef", "documents", "references", "bibtex"),
        "csl": ResultFormat("json", _CSL, "Zotero, pandoc", "documents", "references", "csl"),
    }
)
"""The formats by name, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class Result:
    """An answer of a graph, what it says first, and the columns of its table; none are those that its rows have."""

    kg: GraphParts
    answer: Answer
    title: str = ""
    columns: Sequence[str] = ()


def written(result: Result, format_name: str) -> Iterable[str] | bytes:
    """An answer in a format, as text in pieces or as bytes.

    Raises InputError where the answer has nothing of what the format holds, or a package is missing.
    """
    form = RESULT_FORMATS[format_name]
    write: Any = getattr(import_module(f"whoshares.exports.{form.module}"), form.function)
    if form.part == "all":
        found: Iterable[str] | bytes = write(result)
    elif form.part == "documents":
        from whoshares.exports.references import documents_of

        found = write(documents_of(result.kg, result.answer))
    else:
        from whoshares.exports.nets import net_of_answer

        found = write(net_of_answer(result.kg, result.answer, result.title))
    return found
