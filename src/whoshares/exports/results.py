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
    from whoshares.answers.stopped import StoppedRoutes

Part = Literal["flows", "documents", "all"]
"""What of an answer a format holds."""


class ResultFormat(NamedTuple):
    """A format of files: its ending, its media type, what it is and what takes it, and who writes it."""

    ending: str
    media_type: str
    words: str
    """What it is, in a menu."""
    program: str
    part: Part
    module: str
    """The module of this package that writes it, loaded when it is first asked for."""
    function: str

    @property
    def text(self) -> bool:
        """Whether it can be printed."""
        return self.ending not in ("xlsx", "png", "zip")

    @property
    def needs_flows(self) -> bool:
        """Whether only an answer that has flows can be written in it."""
        return self.part == "flows" or self.module in ("drawing", "geojson")


_EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSL: Final = "application/vnd.citationstyles.csl+json"
_GEOJSON: Final = "application/geo+json"
_GEXF: Final = "application/gexf+xml"
_GRAPHML: Final = "application/graphml+xml"
_BIBTEX: Final = "application/x-bibtex"
_LINES: Final = "application/x-ndjson"
_JSON: Final = "application/json"
_ZIP: Final = "application/zip"
RESULT_FORMATS: Final[Mapping[str, ResultFormat]] = MappingProxyType(
    {
        "xlsx": ResultFormat("xlsx", _EXCEL, "Workbook", "Excel, LibreOffice", "all", "workbook", "workbook"),
        "csv-bom": ResultFormat("csv", "text/csv", "Table with a byte order mark", "Excel", "all", "tables", "csv_bom"),
        "svg": ResultFormat("svg", "image/svg+xml", "Picture", "browsers, Inkscape", "all", "drawing", "svg"),
        "png": ResultFormat("png", "image/png", "Picture", "all that shows pictures", "all", "drawing", "png"),
        "graphml": ResultFormat("graphml", _GRAPHML, "Graph", "yEd, igraph", "flows", "graph_files", "graphml"),
        "gexf": ResultFormat("gexf", _GEXF, "Graph with days", "Gephi", "flows", "graph_files", "gexf"),
        "dot": ResultFormat("dot", "text/vnd.graphviz", "Graph", "Graphviz", "flows", "graph_files", "dot"),
        "gephi": ResultFormat("zip", _ZIP, "Two tables", "Gephi", "flows", "graph_tables", "gephi"),
        "neo4j": ResultFormat("zip", _ZIP, "Two tables and a loader", "Neo4j", "flows", "graph_tables", "neo4j"),
        "cytoscape": ResultFormat("cyjs", _JSON, "Graph", "Cytoscape", "flows", "graph_data", "cytoscape"),
        "node-link": ResultFormat("json", _JSON, "Graph", "networkx, D3", "flows", "graph_data", "node_link"),
        "mermaid": ResultFormat("mmd", "text/plain", "Flowchart", "GitHub, Obsidian", "flows", "mermaid", "mermaid"),
        "openlineage": ResultFormat("ndjson", _LINES, "Lineage", "Marquez, DataHub", "flows", "graph_data", "lineage"),
        "geojson": ResultFormat("geojson", _GEOJSON, "Map", "QGIS, geojson.io", "all", "geojson", "geojson"),
        "jsonld": ResultFormat(
            "jsonld", "application/ld+json", "Linked data", "RDF stores", "all", "result_ld", "result_ld"
        ),
        "bibtex": ResultFormat("bib", _BIBTEX, "Documents", "LaTeX, JabRef", "documents", "references", "bibtex"),
        "csl": ResultFormat("json", _CSL, "Documents", "Zotero, pandoc", "documents", "references", "csl"),
    }
)
"""The formats by name, in the order in which they are offered."""


def formats_of(*, flows: bool) -> tuple[str, ...]:
    """The names of the formats in which an answer can be written that has flows, or has none."""
    return tuple(name for name, form in RESULT_FORMATS.items() if flows or not form.needs_flows)


@dataclass(frozen=True, slots=True)
class Result:
    """An answer of a graph, what it says first, and the columns of its table; none are those that its rows have."""

    kg: GraphParts
    answer: Answer
    title: str = ""
    columns: Sequence[str] = ()
    stopped: StoppedRoutes | None = None
    """Of a trace without routes those that blocks stop, for a picture."""

    @property
    def table(self) -> tuple[tuple[str, ...], list[dict[str, str]]]:
        """The columns of the answer and its rows."""
        answer, rows = self.answer, self.answer.rows_with_note()
        own = self.columns or answer.head
        columns = (*answer.extra_columns, *own, *answer.last_columns) if own else ()
        return columns or tuple(dict.fromkeys(name for row in rows for name in row)), rows


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
