"""A cut as a person reads it: the answer, then what would end, who controls it and who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whoshares.model.plain import plain
from whoshares.text.trace import render_routes
from whoshares.text.words import Words, citation, plural

if TYPE_CHECKING:
    from whoshares.answers.cut import Cut, CutElement, CutFlow

_CAUTION = (
    "This counts flows that documents here describe. Data may pass by ways that no document here describes, and a flow "
    "that is ended on paper may go on in practice. Whether a flow should end is not for this program to say."
)
_ANY_OF_SEVERAL = {
    "instrument": "A flow that names several instruments is taken to end with any one of them, which its sources may "
    "not say. Instruments known to be out of force on the day are left aside.",
    "controller": "A flow with several controllers is taken to end when any one of them ends it, which its sources may "
    "not say.",
}


def render_cut(cut: Cut) -> Group:
    """The whole answer."""
    return Group(*_Page(cut).parts())  # type: ignore[arg-type]


class _Page:
    def __init__(self, cut: Cut) -> None:
        self.cut = cut
        words = self.words = Words(cut.frame)
        self.what, self.origin, self.recipient = words.data, words.asked("from"), words.asked("to")
        self.day = words.day

    def parts(self) -> list[object]:
        cut = self.cut
        parts: list[object]
        if cut.outcome == "no-route":
            return [self._no_route()]
        if cut.outcome == "impossible":
            parts = [self._impossible(), Text(), render_routes(cut.frame, [cut.route] if cut.route else [])]
        else:
            parts = [self._answer(), Text()]
            parts += [self._element(place, element) for place, element in enumerate(cut.elements, 1)]
        caution = f"{_ANY_OF_SEVERAL.get(cut.unit, '')} {_CAUTION}".strip()
        return [*parts, Text(), Text(caution, "dim")]

    # --- the answer ---------------------------------------------------------------------------------------------------

    def _no_route(self) -> Text:
        answer = Text()
        answer.append("Nothing to cut. ", "bold")
        answer.append(f"No known route takes {self.what} from {self.origin} to {self.recipient} on {self.day}.\n")
        answer.append(f"{plain(self.cut.explanation or '')}\n")
        answer.append(f"{self.words.searched}. Not known is not the same as not shared.", "dim")
        return answer

    def _impossible(self) -> Text:
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
        between = f"{number:,} of them {place}" if number else f"none of them {place}"
        answer = Text()
        answer.append("Not possible: ", "bold yellow")
        answer.append(
            f"ending {all_of_it} ({between}) would still leave a known route by which {self.what} could get from "
            f"{self.origin} to {self.recipient} on {self.day}.\n"
        )
        answer.append(f"{self.words.searched}.", "dim")
        return answer

    def _answer(self) -> Text:
        cut = self.cut
        number = len(cut.elements)
        these = "this" if number == 1 else f"these {number:,}"
        answer = Text()
        could = f"by which {self.what} could get from {self.origin} to {self.recipient} on {self.day}.\n"
        if cut.unit == "controller":
            who = "body ended the flows that it controls" if number == 1 else "bodies ended the flows that they control"
            would = "might be left" if cut.stopped else "would be left"
            answer.append(f"If {these} {who}, no known route {would}", "bold")
        else:
            rest = (
                f", with the flows that rest on {'it' if number == 1 else 'them'}," if cut.unit == "instrument" else ""
            )
            would = "might leave" if cut.stopped else "would leave"
            answer.append(f"Ending {these} {plural(number, cut.unit)}{rest} {would} no known route", "bold")
        answer.append(f" {could}")
        if cut.optimal:
            answer.append("Nothing smaller would do. " if number > 1 else "")
            answer.append("Where several of that size would do, the first by id is shown.\n")
        elif cut.bound == number and not cut.stopped:
            answer.append("Nothing smaller would do. Time ran out before all of this size were compared.\n", "yellow")
        else:
            answer.append("A limit of time or work was reached: there may be a smaller set. ", "yellow")
            answer.append(f"At least {cut.bound:,} {plural(cut.bound or 0, cut.unit)} would have to end.\n", "yellow")
        if cut.stopped:
            answer.append("The search for routes stopped at its work limit: a route may be left.\n", "yellow")
        answer.append(f"{self.words.searched}.", "dim")
        return answer

    # --- elements -----------------------------------------------------------------------------------------------------

    def _element(self, place: int, element: CutElement) -> Padding:
        body = Table.grid()
        body.add_column(ratio=1)
        if self.cut.unit == "flow":
            (flow,) = element.flows
            body.add_row(self._title(f"{place}. ", flow))
            body.add_row(Padding(self._details(flow), (0, 0, 0, 3)))
            return Padding(body, (0, 0, 0, 2))
        body.add_row(Text.assemble((f"{place}. ", "bold"), (self.words.full(element.id), "bold")))
        head = _grid()
        if self.cut.unit == "instrument":
            head.add_row("control", self._control(element.controlled_by))
        elsewhere = element.flows_ended - len(element.flows)
        ends = f"{len(element.flows):,} {plural(len(element.flows), 'flow')} between the two"
        head.add_row("would end", ends + (f", and {elsewhere:,} elsewhere" if elsewhere else ""))
        body.add_row(Padding(head, (0, 0, 0, 3)))
        for flow in element.flows:
            body.add_row(Padding(self._title("", flow), (0, 0, 0, 3)))
            body.add_row(Padding(self._details(flow), (0, 0, 0, 6)))
        return Padding(body, (0, 0, 0, 2))

    def _title(self, number: str, flow: CutFlow) -> Text:
        return Text.assemble(
            (number, "bold"), (f"{self.words.full(flow.sender)} → {self.words.full(flow.recipient)}", "bold cyan")
        )  # fmt: skip

    def _control(self, bodies: tuple[str, ...]) -> str | Text:
        return self.words.listed(bodies) or Text("no controller is named", "dim")

    def _details(self, flow: CutFlow) -> Table:
        grid = _grid()
        grid.add_row("carries", self.words.listed(flow.carries))
        grid.add_row("control", self._control(flow.controlled_by))
        grid.add_row("authority", self.words.listed(flow.authority) or Text("none named in the sources", "dim"))
        for number, source in enumerate(flow.sources):
            grid.add_row("" if number else "says who", citation(source))
        for note in flow.notes:
            grid.add_row("note", Text(plain(note), "dim"))
        if not flow.sources:
            grid.add_row("says who", Text("no source is named in this graph", "yellow"))
        return grid


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", min_width=9, no_wrap=True)
    grid.add_column(ratio=1)
    return grid
