"""A cut as a person reads it: what would have to end or be set, at a glance, then who says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whoshares.model.labels import within
from whoshares.model.plain import plain
from whoshares.text.between import laws, would_open
from whoshares.text.ends import from_to, one_of_each, which_known
from whoshares.text.trace import render_routes
from whoshares.text.words import Words, certainty, citation, in_a_line, plural

if TYPE_CHECKING:
    from whoshares.answers.cut import Cut
    from whoshares.answers.cut_units import BlockToSet, CutElement, CutFlow
    from whoshares.store.evidence import Citation

CAUTION: Final = (
    "This counts flows that documents here describe. Data may pass by ways that no document here describes, and a flow "
    "that is ended on paper may go on in practice. Whether a flow should end is not for this program to say."
)
_ANY_OF_SEVERAL: Final = {
    "instrument": "A flow that names several instruments is taken to end with any one of them, which its sources may "
    "not say. Instruments known to be out of force on the day are left aside.",
    "controller": "A flow with several controllers is taken to end when any one of them ends it, which its sources may "
    "not say.",
    "block": "That a system holds data of one body back from another does not show that it would do so for these two, "
    "nor who could have it set.",
}
_NAMED: Final = 5
"""How many names the headline has."""


def render_cut(cut: Cut) -> Group:
    """The whole answer."""
    return Group(*_Page(cut).parts())  # type: ignore[arg-type]


def in_brief(cut: Cut) -> tuple[str, list[tuple[str, tuple[Citation, ...]]]]:
    """What would have to end, or that nothing would do, in a sentence; then each flow with who controls it.

    With each flow the documents that state it. Empty where no route is known.
    """
    return _Page(cut).in_brief()


class _Page:
    def __init__(self, cut: Cut) -> None:
        self.cut = cut
        words = self.words = Words(cut.caption)
        self.between = f"{words.data} could get {from_to(words, cut.ends)} on {words.day}"

    def parts(self) -> list[object]:
        cut = self.cut
        parts: list[object]
        if cut.outcome == "no-route":
            parts = [self._no_route()]
        elif cut.outcome == "impossible":
            parts = [self._impossible(), *self._known()]
            parts += [Text(), *self._left()]
        else:
            parts = [self._answer(), *self._known(), Text(), *self._units()]
        if cut.outcome != "no-route":
            caution = f"{_ANY_OF_SEVERAL.get(cut.unit, '')} {CAUTION}".strip()
            parts += [Text(), Text(caution, "dim")]
            if not cut.caption.full:
                parts.append(Text("“--full” prints all documents.", "dim"))
        return [*parts, *self.words.abbreviations()]

    def in_brief(self) -> tuple[str, list[tuple[str, tuple[Citation, ...]]]]:
        """See `in_brief`."""
        cut = self.cut
        if cut.outcome == "no-route":
            return "", []
        if cut.outcome == "impossible":
            none = "setting blocks where some document shows that one can be set"
            done = none if cut.unit == "block" else f"ending {self._all_of_it()}"
            return f"Not by {done}: a known route would be left.", []
        least = "Nothing smaller would do." if cut.bound == cut.size and not cut.stopped else ""
        least = least if (cut.size or 0) > 1 or not least else ""
        unsure = "" if cut.optimal else " A limit of time or work was reached: there may be another, or a smaller one."
        said = f"If {self._done()}, no known route would be left. {least}{unsure}".strip()
        if cut.unit == "block":
            return said, []
        found = [
            (
                f"{self._arrow(flow)}: {within(self.words.listed(flow.carries))}; {self._control(flow.controlled_by)}",
                flow,
            )
            for element in cut.elements
            for flow in element.flows
        ]
        return said, [(line, flow.sources) for line, flow in found]

    def _known(self) -> list[Text]:
        return which_known(self.words, self.cut.ends, self.cut.pairs)

    # --- the answer ---------------------------------------------------------------------------------------------------

    def _no_route(self) -> Text:
        cut, words = self.cut, self.words
        takes = f"no known route takes {words.data} {from_to(words, cut.ends)}"
        answer = self._laws()
        standing = cut.absence.blocks
        if cut.absence.reason == "blocked" and not cut.absence.also:
            number = len(standing)
            named = "; ".join(plain(block.in_words(cut.labels)) for block in standing)
            stands = f"{'a block stands' if number == 1 else f'{number} blocks stand'} in the way"
            answer.append(
                "Nothing to cut while " + ("this block stands. " if number == 1 else "these blocks stand. "), "bold"
            )
            answer.append(f"On {words.day}, {takes}: {stands}: {named}.\n")
            if without := cut.between.without_blocks:
                answer.append(f"{would_open(words, without, number)}\n")
        else:
            answer.append("Nothing to cut. ", "bold")
            answer.append(f"{takes[:1].upper()}{takes[1:]} on {words.day}.\n")
            answer.append(f"{plain(cut.explanation or '')}\n")
        answer.append(f"{words.searched}. Not known is not the same as not shared.", "dim")
        return answer

    def _impossible(self) -> Text:
        cut = self.cut
        answer = self._laws()
        answer.append("Not possible: ", "bold yellow")
        left = f"would still leave a known route by which {self.between}.\n"
        if cut.unit == "block":
            answer.append(f"blocks at all systems at which some document shows that one can be set {left}")
        else:
            answer.append(f"ending {self._all_of_it()} {left}")
        answer.append(f"{self.words.searched}.", "dim")
        return answer

    def _all_of_it(self) -> str:
        cut = self.cut
        number = cut.removable
        whose = f"that {self.words.full(cut.using)} controls" if cut.using else ""
        named = {
            "flow": "",
            "instrument": "that name an instrument in force",
            "controller": "whose controller is named",
        }
        conditions = [whose] if whose else []
        if cut.unit == "instrument" or not whose:
            conditions += [named[cut.unit]]
        all_of_it = " ".join(["all flows", " and ".join(filter(None, conditions))]).strip()
        place = "lies between the two" if number < 2 else "lie between the two"
        return f"{all_of_it} ({f'{number:,} of them {place}' if number else f'none of them {place}'})"

    def _left(self) -> list[object]:
        """The route that would be left: hop by hop, each with a line of evidence, or in full."""
        route = self.cut.route
        if route is None:
            return []
        if self.cut.caption.full:
            return [render_routes(self.cut.caption, [route])]
        grid = _numbered()
        for place, hop in enumerate(route.hops, 1):
            label = self.words.label
            said = Text(f"{label(hop.sender)} → {label(hop.recipient)} · {label(hop.category)} · ", "cyan")
            said.append_text(self._control(hop.controlled_by)).append("\n")
            grid.add_row(Text(f"{place}.", "bold"), said.append_text(in_a_line(hop.sources)))
        return [Text(f"{certainty(route.state).plain.capitalize()}:"), Padding(grid, (0, 0, 0, 2))]

    def _answer(self) -> Text:
        cut = self.cut
        number = cut.size or 0
        answer = self._laws()
        left = "might be left" if cut.stopped else "would be left"
        answer.append(f"If {self._done()}, no known route {left} by which {self.between}.\n", "bold")
        if cut.optimal:
            answer.append("Nothing smaller would do. " if number > 1 else "")
            answer.append("Where several of that size would do, the first by id is shown.\n")
        elif cut.bound == number and not cut.stopped:
            answer.append("Nothing smaller would do. Time ran out before all of this size were compared.\n", "yellow")
        else:
            answer.append("A limit of time or work was reached: there may be a smaller set. ", "yellow")
            answer.append(f"At least {cut.bound:,} {plural(cut.bound or 0, cut.unit)} would be needed.\n", "yellow")
        if cut.stopped:
            answer.append("The search for routes stopped at its work limit: a route may be left.\n", "yellow")
        if cut.unit != "block" and cut.to_set:
            answer.append_text(self._would_do())
        answer.append(f"{self.words.searched}.", "dim")
        return answer

    def _done(self) -> str:
        """What would be done: who would have to do what, by name."""
        cut, words = self.cut, self.words
        number = cut.size or 0
        if cut.unit == "block":
            what = "this block were set" if number == 1 else f"these {number:,} blocks were set"
            return f"{what} ({_named(self._withheld(block) for block in cut.to_set)})"
        if cut.unit == "controller":
            what = (
                "this body ended the flows that it controls"
                if number == 1
                else f"these {number:,} bodies ended the flows that they control"
            )
            return f"{what} ({_named(words.full(element.id) for element in cut.elements)})"
        if cut.unit == "instrument":
            what = (
                "this instrument ended, with the flows that rest on it"
                if number == 1
                else f"these {number:,} instruments ended, with the flows that rest on them"
            )
            return f"{what} ({_named(words.full(element.id) for element in cut.elements)})"
        what = "this flow ended" if number == 1 else f"these {number:,} flows ended"
        return f"{what} ({_named(self._arrow(flow) for element in cut.elements for flow in element.flows)})"

    def _laws(self) -> Text:
        """What forbids it already, whether or not it is cut."""
        ends = one_of_each(self.words, self.cut.ends) if self.cut.ends else None
        said = laws(self.words, self.cut.between, ends)
        return Text(f"{said}\n", "red") if said else Text()

    def _would_do(self) -> Text:
        """That blocks would do as well as what would end, and where others are set."""
        blocks = self.cut.to_set
        number = len(blocks)
        answer = Text()
        count = "One block" if number == 1 else f"{number:,} blocks"
        systems = {block.system for block in blocks}
        where = f" at {self.words.label(blocks[0].system)}" if len(systems) == 1 else ""
        answer.append(f"{count}{where} would do as well: ", "bold")
        answer.append(f"{_named(self._withheld(block) for block in blocks)}. ")
        answer.append_text(self._precedent(blocks[0]))
        answer.append(". “--by block” says more.\n")
        return answer

    # --- units --------------------------------------------------------------------------------------------------------

    def _units(self) -> list[object]:
        """One line a unit, then what documents say of each."""
        cut = self.cut
        if cut.unit == "block":
            return [self._block(place, block) for place, block in enumerate(cut.to_set, 1)]
        glance = _numbered()
        for place, element in enumerate(cut.elements, 1):
            glance.add_row(Text(f"{place}.", "bold"), self._glance(element))
        evidence: list[object] = [Text(), Text("Who says so", "bold")]
        evidence += [self._evidence(place, element) for place, element in enumerate(cut.elements, 1)]
        return [Padding(glance, (0, 0, 0, 2)), *evidence]

    def _glance(self, element: CutElement) -> Text:
        words = self.words
        if self.cut.unit == "flow":
            (flow,) = element.flows
            line = Text(self._arrow(flow), "bold cyan")
            line.append(f" · {words.listed(flow.carries)} · ", "default")
            return line.append_text(self._control(flow.controlled_by))
        line = Text(words.full(element.id), "bold")
        if self.cut.unit == "instrument":
            line.append(" · ").append_text(self._control(element.controlled_by))
        elsewhere = element.flows_ended - len(element.flows)
        line.append(f" · ends {len(element.flows):,} {plural(len(element.flows), 'flow')} between the two", "default")
        line.append(f", and {elsewhere:,} elsewhere" if elsewhere else "", "default")
        return line

    def _evidence(self, place: int, element: CutElement) -> Padding:
        body = _numbered()
        for number, flow in enumerate(element.flows):
            mark = Text("" if number else f"{place}.", "bold")
            if self.cut.unit == "flow":
                body.add_row(mark, self._sources(flow))
                continue
            said = Text(f"{self._arrow(flow)} · {self.words.listed(flow.carries)}\n", "cyan")
            body.add_row(mark, said.append_text(self._sources(flow)))
        return Padding(body, (0, 0, 0, 2))

    def _block(self, place: int, block: BlockToSet) -> Padding:
        words = self.words
        body = Table.grid()
        body.add_column(ratio=1)
        body.add_row(Text(f"{place}. A{self._withheld(block)[1:]}", "bold"))
        grid = _grid()
        for heading, flows in (("comes by", block.into), ("goes by", block.out_of)):
            for number, flow in enumerate(flows):
                said = Text(f"{self._arrow(flow)} · {words.listed(flow.carries)}\n", "cyan")
                grid.add_row("" if number else heading, said.append_text(self._sources(flow)))
        if len(block.receiving) > 1:
            told = f"each receives from {words.label(block.system)}, and may have to be named there"
            each = f"{words.listed(block.receiving)}: {told}"
            grid.add_row("to name", each)
        precedent = block.precedents[0]
        grid.add_row("precedent", self._precedent(block))
        grid.add_row("", self._documents(precedent.sources))
        if len(block.precedents) > 1:
            more = len(block.precedents) - 1
            others = "; ".join(words.label(other.block.iri) for other in block.precedents[1:4])
            rest = "; …" if more > 3 else ""
            grid.add_row("", Text(f"{more:,} more {plural(more, 'block')} there: {others}{rest}", "dim"))
        body.add_row(Padding(grid, (0, 0, 0, 3)))
        return Padding(body, (0, 0, 0, 2))

    def _withheld(self, block: BlockToSet) -> str:
        words = self.words
        between = f"data of {words.full(block.origin)} withheld from {words.full(block.recipient)}"
        return f"at {words.label(block.system)}, {between}"

    def _precedent(self, block: BlockToSet) -> Text:
        """Which block of the graph shows that it can be set there, and when it was last confirmed."""
        nearest = block.precedents[0]
        origins = " and ".join(self.words.label(iri) for iri in nearest.origins)
        said = plain(nearest.block.in_words(self.cut.labels))
        if nearest.block.last_confirmed is None:
            said += " (not confirmed by that day)"
        return Text(f"It was done there for {origins}: {said}")

    def _sources(self, flow: CutFlow) -> Text:
        """What a flow rests on: its best document, or in full all of them and the editors' remarks."""
        said = self._documents(flow.sources)
        if self.cut.caption.full:
            for note in flow.notes:
                said.append(f"\nnote: {plain(note)}", "dim")
        return said

    def _documents(self, sources: Sequence[Citation]) -> Text:
        if not (self.cut.caption.full and sources):
            return in_a_line(sources)
        return Text("\n").join([citation(source) for source in sources])

    def _arrow(self, flow: CutFlow) -> str:
        label = self.words.label
        if flow.as_every == flow.sender:
            return f"every {within(label(flow.sender))} → {label(flow.recipient)}"
        if flow.as_every == flow.recipient:
            return f"{label(flow.sender)} → every {within(label(flow.recipient))}"
        as_every = f" (as every {within(label(flow.as_every))})" if flow.as_every else ""
        return f"{label(flow.sender)} → {label(flow.recipient)}{as_every}"

    def _control(self, bodies: tuple[str, ...]) -> Text:
        if not bodies:
            return Text("no controller is named", "dim")
        return Text(f"controlled by {self.words.listed(bodies)}", "default")


def _named(names: Iterable[str]) -> str:
    """Names in a row, each once with how often it stands: all, or the first of many and how many more there are.

    >>> _named(["a", "b", "b"])
    'a; b (2 of them)'
    """
    counted = Counter(names)
    most = len(counted) if len(counted) <= _NAMED else _NAMED - 1
    shown = list(counted.items())[:most]
    said = [name if number == 1 else f"{name} ({number} of them)" for name, number in shown]
    more = counted.total() - sum(number for _, number in shown)
    return "; ".join([*said, *([f"and {more:,} more, below"] if more else [])])


def _numbered() -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(justify="right", no_wrap=True, min_width=2)
    grid.add_column(ratio=1)
    return grid


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", min_width=9, no_wrap=True)
    grid.add_column(ratio=1)
    return grid
