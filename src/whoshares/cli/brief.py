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
from whoshares.knowledge_graph.briefs import brief_of
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError
from whoshares.text.console import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from whoshares.answers.brief import Brief, Edition, Record
    from whoshares.answers.brief_changes import BriefChange, BriefCheck
    from whoshares.answers.dossier import Dossier
    from whoshares.exports.brief_page import Page

_FORMS: Final = ("html", "md", "pdf")
_ENDINGS: Final = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md", ".pdf": "pdf"}
_PARAMETERS: Final = tuple(
    p._replace(required=False) if p.name == "recipient" else p
    for p in verbs.CUT.parameters
    if p.name not in ("by", "using", "seconds", "full")
)


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
    """One page or two on how data can get from FROM to TO, or on one thing alone, for whoever decides.

    The answer, what forbids it, the ways with a picture, each hop with its documents, what these do not show, who could
    end it, and how to cite it. The page is one file that needs no network, and carries its question and answer, so that
    “whoshares check FILE” says whether it still holds. FROM and TO may be a place, a kind of body or a program. Without
    TO, FROM is a place, a body, a law, a data category or a program, and the page says what of it reaches immigration
    authorities, what comes in, and which rules are about it.
    """
    name = form or _ENDINGS.get(Path(output).suffix.lower() if output else "", "html")
    if name == "pdf" and output is None:
        raise InputError("pdf is no text, so it is not printed. Name a file: --output brief.pdf.")
    kg = open_for(graph)
    deliver(_written(_page(kg, asked), name), output)


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


def _page(kg: KnowledgeGraph, asked: dict[str, Any]) -> Page:
    """The page of a question; of a thing alone where no other end is named."""
    if asked["recipient"] is None:
        for option in ("carrying", "exact", "max_hops", "confirmed_since"):
            if asked[option]:
                raise InputError(
                    f"--{option.replace('_', '-')} asks of the way between two ends, and a brief of one thing has no "
                    "other end. Name TO as well, or leave the option out."
                )
        from whoshares.text.dossier import page_of_thing

        return page_of_thing(*_of_thing(kg, asked["origin"], asked["as_of"]))
    from whoshares.text.brief import page_of

    return page_of(brief_of(kg, asked))


def _of_thing(kg: KnowledgeGraph, thing: str, as_of: str | None) -> tuple[Dossier, Edition]:
    """The dossier of one thing, and the edition. Raises InputError where the graph is not at hand."""
    from whoshares.answers.dossier_things import thing_named
    from whoshares.answers.dossiers import dossiers_of
    from whoshares.knowledge_graph.remote.graph import RemoteGraph
    from whoshares.model.arguments import read_day_or_today

    if isinstance(kg, RemoteGraph):
        raise InputError(
            "The brief of one thing needs the graph at hand, and --graph names an endpoint. Name TO as well, or open "
            "the graph from a file."
        )
    made = dossiers_of(kg, read_day_or_today(as_of))
    return made.of(thing_named(kg, thing)), made.edition


def _written(page: Page, name: str) -> str | bytes:
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
    from whoshares.answers.brief_changes import changes
    from whoshares.text.brief import page_of, sealed

    question = record["question"]
    if "thing" in question:
        return _checked_thing(kg, name, data, record)
    made = brief_of(
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

    def again(edition: Edition) -> Page:
        as_then = replace(made, trace=made.trace.of_all(edition.searched), edition=edition)
        return page_of(as_then, dict(record))

    return _compared(name, data, record, now, list(changes(record, now)), again, lambda told: _labels(kg, made, told))


def _checked_thing(kg: KnowledgeGraph, name: str, data: bytes, record: Record) -> BriefCheck:
    """The same of a brief of one thing."""
    from whoshares.answers.dossier import changes_of_thing
    from whoshares.text.dossier import page_of_thing, sealed_thing

    question = record["question"]
    made, edition = _of_thing(kg, question["thing"], question["asOf"])
    now = sealed_thing(made, edition)
    if now["question"] != question:
        raise InputError("The question that this brief carries is not written as “whoshares brief” writes it.")

    def again(edition: Edition) -> Page:
        return page_of_thing(made.of_all(edition.searched), edition, record=dict(record))

    def labels(told: set[str]) -> dict[str, str]:
        return {one: kg.describe(v.ID + one) for one in told if kg.evidence.claims(v.ID + one)}

    return _compared(name, data, record, now, list(changes_of_thing(record, now)), again, labels)


def _compared(
    name: str,
    data: bytes,
    record: Record,
    now: Record,
    found: list[BriefChange],
    again: Callable[[Edition], Page],
    labels: Callable[[set[str]], dict[str, str]],
) -> BriefCheck:
    """A check of what was found to have changed, with the headline and the words; `again` makes the page anew."""
    from whoshares.answers.brief_changes import BriefChange, BriefCheck
    from whoshares.exports.brief_files import edition_in

    was, here = edition_in(record), edition_in(now)
    if record["headline"] != now["headline"]:
        found.append(BriefChange("headline", "changed", (), (record["headline"],), (now["headline"],)))
    compared = not found and name != "pdf" and was.version == here.version
    if compared:
        text = _written(again(was), name)
        assert isinstance(text, str)
        if text.encode() != data.replace(b"\r\n", b"\n"):
            found.append(BriefChange("words", "changed", ()))
    told = [change for change in found if change.sort != "headline"]
    things = {one for change in told for one in (*change.things, *change.before, *change.now)}
    return BriefCheck(record["question"], was, here, tuple(found), labels(things), compared)


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
