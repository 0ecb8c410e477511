"""`whoshares watch`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from whoshares.cli.options import format_option, measured, open_for, print_json
from whoshares.cli.saved_questions import DAY, Ask, SavedQuestion, read_questions
from whoshares.exports.tables import to_csv
from whoshares.facts.importers.kinds import KINDS, importer_of
from whoshares.facts.importers.two_editions import ListRow, TwoEditions, two_editions
from whoshares.model import vocabulary as v
from whoshares.model.dates import in_words
from whoshares.model.errors import InputError
from whoshares.model.measured import Advance, tell_nobody
from whoshares.sparql.catalogue import CatalogueAnswer
from whoshares.text.console import show, to_text, write

if TYPE_CHECKING:
    from whoshares.answers.watched import Told, Watched
    from whoshares.knowledge_graph.graph import KnowledgeGraph
    from whoshares.model.answer import Answer

_UNWRAPPED: Final = 10_000
_ANY_DAY: Final = "2000-01-01"
_A_DAY: Final = len("YYYY-MM-DD")


@click.command(
    epilog="Example: whoshares watch questions.yaml ice-287g participatingAgencies03072025am.xlsx "
    "participatingAgencies07182025pm.xlsx --graph national"
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.argument("kind", metavar="KIND", type=click.Choice(tuple(KINDS)))
@click.argument("earlier", metavar="EARLIER", type=click.Path(path_type=Path))
@click.argument("later", metavar="LATER", type=click.Path(path_type=Path))
@click.option(
    "--graph",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="A folder of imported files that stand beside both editions, such as counties and the FBI's list.",
)
@click.option("--full", is_flag=True, help="List each row.")
@format_option("text", "json", "csv")
def watch(file: Path, kind: str, earlier: Path, later: Path, graph: Path | None, full: bool, format_name: str) -> int:
    """Which answers does a new edition of a list change, and by which rows?

    FILE holds saved questions, as YAML: one a line, “name: question”, each as one would type it behind “whoshares”,
    such as “trace "Local jail" ICE”. “{day}” in a question stands for the day of the edition. KIND is a sort of table
    that “import” knows; EARLIER and LATER are two editions of it. Each question is asked of the graph with the earlier
    edition, then with the later one beside it.

    Exits with 0 where all answers are the same, with 1 where one changed, with 2 where a file or a question cannot be
    used. A row that is missing on the later edition is last listed on the earlier one; whether it ended, no list says.
    """
    from whoshares.answers.watched import COLUMNS, Watch

    saved = read_questions(file)
    for one in saved:
        one.read(_ANY_DAY)  # what is no question is said before long work begins
    with two_editions(importer_of(kind), earlier, later, graph, measured=measured) as editions:
        asks = [_read(one, editions) for one in saved]
        kg = open_for(str(editions.before))
        with measured("Asking with the earlier edition …", 2 * len(asks), "questions") as advance:
            before = [_told(kg, ask.earlier, advance) for ask in asks]
            aside = [_told(kg, ask.later, advance) for ask in asks]
        kg = open_for(str(editions.after))
        with measured("Asking with the later edition …", len(asks), "questions") as advance:
            after = [_told(kg, ask.later, advance) for ask in asks]
        by_rows = _ByRows(editions, kg)
        with measured("Looking for the rows that made the change …", len(asks), "questions") as advance:
            found = []
            for ask, *told in zip(asks, before, aside, after, strict=True):
                found.append(by_rows.of(ask, *told))
                advance(1)
        answer = Watch(editions, tuple(found), full)
    if format_name == "json":
        print_json(answer.to_dict())
    elif format_name == "csv":
        write(to_csv(COLUMNS, answer.rows()))
    else:
        show(answer)
    return 1 if answer.changed else 0


class _Asks(NamedTuple):
    """A question, with what asks it of either day."""

    saved: SavedQuestion
    earlier: Ask
    later: Ask


def _read(one: SavedQuestion, editions: TwoEditions) -> _Asks:
    """What asks a question. Raises InputError where it is none."""
    for edition in (editions.earlier, editions.later):
        if DAY in one.words and len(edition.day) != _A_DAY:
            one.refuse(f"{DAY} stands for a day, and {edition.file} gives {edition.day} alone. Write a day instead")
    return _Asks(one, one.read(editions.earlier.day), one.read(editions.later.day))


def _told(kg: KnowledgeGraph, ask: Ask, advance: Advance = tell_nobody) -> Told:
    """What a graph answers; where it cannot be asked, why. `advance` is told when it is done."""
    try:
        return _answered(kg, ask)
    finally:
        advance(1)


def _answered(kg: KnowledgeGraph, ask: Ask) -> Told:
    from whoshares.answers.watched import Told, rows_told

    try:
        answer = ask(kg)
    except InputError as error:
        return Told(error.lines[0], refused=True)
    return Told(_headline(answer), rows_told(answer), about=_about(answer))


def _headline(answer: Answer) -> str:
    """The first thing that an answer says; of the catalogue's how many rows there are."""
    if isinstance(answer, CatalogueAnswer):
        number = len(answer.table)
        return f"{number:,} {'row' if number == 1 else 'rows'}."
    return next(iter(to_text(answer, width=_UNWRAPPED).splitlines()), "")


def _about(answer: Answer) -> frozenset[str]:
    if isinstance(answer, CatalogueAnswer):
        told = [str(term) for terms in answer.bound.values() for term in terms]
    else:
        question = getattr(answer, "question", {})
        told = [one for value in question.values() for one in (value if isinstance(value, (list, tuple)) else [value])]
    return frozenset(one for one in told if isinstance(one, str) and one.startswith(v.ID))


class _ByRows:
    """Finds by which rows of the list answers changed."""

    def __init__(self, editions: TwoEditions, kg: KnowledgeGraph) -> None:
        """Of the graph with the later edition."""
        self._editions = editions
        self._kg = kg
        self._within = _within(kg)

    def of(self, ask: _Asks, before: Told, aside: Told, after: Told) -> Watched:
        """What became of an answer; `aside` is that of the later day without the later edition.

        Raises InputError where neither edition answers.
        """
        from whoshares.answers.watched import same_told, watched

        if before.refused and after.refused:
            ask.saved.refuse(after.headline)
        editions = self._editions
        days = [text for edition in (editions.earlier, editions.later) for text in _written(edition.day)]
        asked = (ask.saved.on(editions.earlier.day), ask.saved.on(editions.later.day))
        found = watched(ask.saved.name, asked, before, aside, after, days)
        if found.same:
            return found
        if same_told(aside, after):
            return replace(found, how="day")
        if by := editions.rows_of(found.things(aside)):
            return replace(found, by=by)
        by = editions.related(after.about or before.about, self._within)
        if by and self._suffice(by, ask, after):
            return replace(found, by=by, how="related")
        return replace(found, by=editions.changed, how="open")

    def _suffice(self, rows: Sequence[ListRow], ask: _Asks, after: Told) -> bool:
        """Whether there are other changed rows of the later edition, and the answer is the same without them."""
        from whoshares.answers.watched import same_told
        from whoshares.knowledge_graph.graph import KnowledgeGraph

        aside, source = self._editions.only(rows), v.ID + self._editions.later.source
        if not aside:
            return False
        store = self._kg.store.copy(lambda said: str(said.subject) not in aside or str(said.graph) != source)
        return same_told(_told(KnowledgeGraph(store), ask.later), after)


def _written(day: str) -> Sequence[str]:
    """The ways in which an answer writes a day."""
    return (in_words(day), day) if len(day) == _A_DAY else (day,)


def _within(kg: KnowledgeGraph) -> dict[str, set[str]]:
    """The places in which each place lies."""
    above: dict[str, set[str]] = {}
    for place, larger, _ in kg.store.pairs(v.WITHIN):
        above.setdefault(place, set()).add(larger)
    found: dict[str, set[str]] = {}
    for place in above:
        reached, left = set[str](), [place]
        while left:
            more = above.get(left.pop(), set()) - reached
            reached |= more
            left += more
        found[place] = reached
    return found
