"""`whoshares brief` and `whoshares check`."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from whoshares.cli.options import asks, format_option, graph_option, open_for, print_json
from whoshares.cli.output import deliver
from whoshares.knowledge_graph import verbs
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError
from whoshares.text.console import show

if TYPE_CHECKING:
    from whoshares.answers.brief import Brief, Record
    from whoshares.answers.brief_changes import BriefCheck
    from whoshares.exports.brief_page import BriefPage

_FORMS: Final = ("html", "md", "pdf")
_ENDINGS: Final = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md", ".pdf": "pdf"}
_PARAMETERS: Final = tuple(p for p in verbs.CUT.parameters if p.name not in ("by", "using", "seconds", "full"))
_UNITS: Final = ("flow", "controller", "instrument", "block")
_SECONDS: Final = 60.0
"""After which a search for a cut answers with the best known."""
_MOST_HASHED: Final = 500_000
"""Statements up to which the whole graph is hashed for its edition."""
_PER_PAIR: Final = 20
"""How many routes are looked for between two holders where an end stands for several."""


@click.command(epilog='Example: whoshares brief "Local jail" ICE --as-of 2011-10-01 --output brief.html')
@asks(verbs.CUT._replace(parameters=_PARAMETERS))
@graph_option
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="html, md or pdf. Default: as FILE ends, else html.",
)
@click.option("--output", metavar="FILE", help="Write there instead of standard output; whole or not at all.")
def brief(graph: str | None, form: str | None, output: str | None, **asked: Any) -> None:
    """One page or two on how data can get from FROM to TO, for whoever decides.

    The answer, what forbids it, the ways with a picture, each hop with its documents, what these do not show, who could
    end it, and how to cite it. The page is one file that needs no network, and carries its question and answer, so that
    “whoshares check FILE” says whether it still holds. FROM and TO may be a place, a kind of body or a program.
    """
    from whoshares.text.brief import page_of

    name = form or _ENDINGS.get(Path(output).suffix.lower() if output else "", "html")
    if name == "pdf" and output is None:
        raise InputError("pdf is no text, so it is not printed. Name a file: --output brief.pdf.")
    kg = open_for(graph)
    deliver(_written(page_of(_made(kg, asked)), name), output)


@click.command(epilog="Example: whoshares check brief.html")
@click.argument("file", type=click.Path(path_type=Path))
@format_option("text", "json")
@graph_option
def check(file: Path, format_name: str, graph: str | None) -> int:
    """Does a brief still hold?

    FILE is what “whoshares brief” wrote. Its question is asked again, of the graph at hand, and what changed is said:
    routes and ways, how sure they are, laws, blocks, documents, who could end it, the headline. Exits with 0 where
    nothing did, with 1 where something did, with 2 where the file is no brief, or was altered.
    """
    from whoshares.exports.brief_files import read_brief

    name, data, record = read_brief(file)
    kg = open_for(graph)
    answer = _checked(kg, name, data, record)
    if format_name == "json":
        print_json(answer.to_dict())
    else:
        show(answer)
    return 0 if answer.same else 1


def _made(kg: KnowledgeGraph, asked: dict[str, Any]) -> Brief:
    """The brief of a question: its trace, the cuts, and the edition."""
    from whoshares.answers.brief import Brief, edition_of
    from whoshares.answers.place import PlaceTrace
    from whoshares.knowledge_graph.remote.graph import RemoteGraph

    trace = kg.trace(**asked)
    if isinstance(trace, PlaceTrace) and len(trace.pairs) > 1:
        trace = kg.trace(**asked, limit=_PER_PAIR)
    cuts = []
    try:
        if trace.routes:
            day = {"as_of": trace.question["asOf"]}
            cuts = [kg.cut(**{**asked, **day}, by=unit, seconds=_SECONDS) for unit in _UNITS]
    except InputError:  # one end is within the other: nothing lies between, so that nothing can be cut
        cuts = []
    here = not isinstance(kg, RemoteGraph) and len(kg.store) <= _MOST_HASHED
    quads = kg.store.dump() if here else None
    of_blocks = {block.id: tuple(kg.evidence.citations(block.id)) for block in trace.between.blocks}
    return Brief(trace, tuple(cuts), edition_of(trace, quads), of_blocks)


def _written(page: BriefPage, name: str) -> str | bytes:
    if name == "pdf":
        from whoshares.exports.brief_pdf import brief_pdf

        return brief_pdf(page)
    if name == "md":
        from whoshares.exports.brief_markdown import brief_markdown

        return brief_markdown(page)
    from whoshares.exports.brief_html import brief_html

    return brief_html(page)


def _checked(kg: KnowledgeGraph, name: str, data: bytes, record: Record) -> BriefCheck:
    """What changed since a brief was made. Raises InputError where its question cannot be asked of this graph."""
    from whoshares.answers.brief_changes import BriefChange, BriefCheck, changes
    from whoshares.exports.brief_files import edition_in
    from whoshares.text.brief import page_of, sealed

    question = record["question"]
    made = _made(
        kg,
        {
            "origin": question["from"],
            "recipient": question["to"],
            "carrying": question["carrying"],
            "as_of": question["asOf"],
            "exact": question["exact"],
            "max_hops": question["maxHops"],
            "confirmed_since": question["confirmedSince"],
        },
    )
    now = sealed(made)
    if now["question"] != question:
        raise InputError("The question that this brief carries is not written as “whoshares brief” writes it.")
    found = list(changes(record, now))
    if record["headline"] != now["headline"]:
        found.append(BriefChange("headline", "changed", (), (record["headline"],), (now["headline"],)))
    compared = not found and name != "pdf" and edition_in(record).version == made.edition.version
    if compared:
        counts = {key: record["edition"][key] for key in ("flows", "sources")}
        as_then = replace(made, trace=made.trace.of_all(counts), edition=edition_in(record))
        again = _written(page_of(as_then, dict(record)), name)
        assert isinstance(again, str)
        if again.encode() != data.replace(b"\r\n", b"\n"):
            found.append(BriefChange("words", "changed", ()))
    told = [change for change in found if change.sort != "headline"]
    labels = _labels(kg, made, {one for change in told for one in (*change.things, *change.before, *change.now)})
    return BriefCheck(question, edition_in(record), made.edition, tuple(found), labels, compared)


def _labels(kg: KnowledgeGraph, made: Brief, things: set[str]) -> dict[str, str]:
    """The labels of things by their ids, as far as the answer or the graph has them."""
    found: dict[str, str] = {}
    for answer in (made.trace, *made.cuts):
        found |= {v.shorten(iri): label for iri, label in answer.labels.items()}
    known = {thing: found[thing] for thing in things if thing in found}
    if made.edition.graph:
        for thing in things - known.keys():
            iri = thing if ":" in thing else v.ID + thing
            with suppress(ValueError):  # a file may name what no IRI is
                if kg.evidence.claims(iri):
                    known[thing] = kg.describe(iri)
    return known
