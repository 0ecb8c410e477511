"""What is around things as a person reads it: how many flows, then one line for each, the nearest and surest first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from whoshares.model.dates import in_words
from whoshares.model.labels import within
from whoshares.model.validity import State, aged
from whoshares.model.vocabulary import TIERS, local_name
from whoshares.text.words import Words, certainty, listed, plural

if TYPE_CHECKING:
    from whoshares.answers.around import Around
    from whoshares.answers.near import NearFlow

_MOST = 20
"""How many flows are listed in short."""
_BEST = local_name(TIERS[0])
_SURENESS = {
    "certain": "certain on that day",
    "presumed": "presumed or certain on that day",
    "possible": "",
    "impossible": "in force then or not",
}
"""Of which flows alone, or of which besides, an answer speaks."""
_CAUTION = (
    "Flows one by one, as documents show them. Whether data goes on from one to the next, “whoshares trace” tells."
)


def render_around(answer: Around) -> Group:
    """How many flows and between whom, then one line a flow; in full all of them."""
    words = Words(answer.caption)
    parts: list[object] = [_head(answer, words)]
    if answer.flows:
        parts += [Text(), _table(answer, words)]
        more = len(answer.flows) - _MOST
        if more > 0 and not answer.caption.full:
            parts.append(Text(f"and {more:,} more lines. “--full” lists all.", "dim"))
    if answer.truncated:
        parts.append(Text(f"There are more than the {len(answer.flows):,} flows given. Narrow it: --carrying, --place, "
                          "--program, fewer --hops.", "yellow"))  # fmt: skip
    parts += [Text(), Text(f"{words.searched}. {_CAUTION}", "dim")]
    return Group(*parts, *words.abbreviations())  # type: ignore[arg-type]


def _head(answer: Around, words: Words) -> Text:
    near = near_what(answer, words)
    day, data, only = words.day, words.data, _only(answer, words)
    if not answer.flows:
        head = Text.assemble(("None known. ", "bold red"))
        known = f"On {day}, no flow of {data}{only} is known {near}."
        head.append(f"{known} Not known is not the same as not shared.")
        if answer.question["certainty"] != "impossible":
            head.append(" “--certainty impossible” also gives what had ended by that day, or had not begun.")
        return head
    flows = len({flow.flow for flow in answer.flows})
    least = "at least " if answer.truncated else ""
    ends = f"{len(answer.holders):,} {plural(len(answer.holders), 'holder')}"
    known = f"{plural(flows, 'flow')} of {data}{only} {'is' if flows == 1 else 'are'} known"
    head = Text(f"On {day}, {least}{flows:,} {known} {near}", "bold")
    head.append(f", between {ends}, as far as documents show.", "not bold")
    lines = len(answer.flows)
    if lines > flows:
        head.append(
            f" They stand in {lines:,} lines: what documents say of every body of a kind has a line for each of these "
            "bodies.",
            "not bold",
        )
    return head


def _only(answer: Around, words: Words) -> str:
    """Which flows alone were looked at, as what stands after “flows of driver records”."""
    asked = answer.question
    said = [_SURENESS[str(asked["certainty"])]]
    if asked["program"]:
        said.append(f"under {words.label(str(asked['program']))}")
    if asked["tier"]:
        said.append(f"stated by {asked['tier']} sources{'' if asked['tier'] == _BEST else ' or better'}")
    if asked["evidence"]:
        said.append(f"with the evidence status “{str(asked['evidence']).replace('-', ' ')}”")
    if asked["place"]:
        said.append(f"with an end in {words.label(str(asked['place']))}")
    if asked["confirmedSince"]:
        said.append(f"confirmed since {in_words(str(asked['confirmedSince']))}")
    without = asked["without"]
    if isinstance(without, list) and without:
        said.append(f"without {listed([words.label(str(one)) for one in without])}")
    told = [one for one in said if one]
    return f", {', '.join(told)}," if told else ""


def near_what(answer: Around, words: Words) -> str:
    """Around what, and how far, in words."""
    if not answer.middles:
        return "anywhere"
    hops = int(str(answer.question["hops"]))
    names = listed([words.full(one.iri) for one in answer.middles])
    return f"around {names}" if hops == 1 else f"within {hops} hops of {names}"


def _table(answer: Around, words: Words) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="dim")
    for column, ratio in (("from", 4), ("data", 4), ("to", 4)):
        table.add_column(column, ratio=ratio)
    for column in ("how sure", "last confirmed"):
        table.add_column(column, no_wrap=True)
    day = date.fromisoformat(words.asked_day)
    for flow in answer.flows if answer.caption.full else answer.flows[:_MOST]:
        confirmed = flow.last_confirmed
        table.add_row(
            words.short(flow.sender),
            Text(", ".join(within(words.label(c)) for c in flow.carries)).append(_marks(flow, words), "red"),
            words.short(flow.recipient),
            "not in force" if flow.state is State.IMPOSSIBLE else certainty(flow.state),
            "" if flow.state is State.CERTAIN else aged(confirmed, day) if confirmed else "not by then",
        )
    return table


def _marks(flow: NearFlow, words: Words) -> str:
    every = f" · {words.as_every(flow.as_every)}" if flow.as_every else ""
    return f"{every}{' · barred' if flow.barred_by else ''}{' · a block stands' if flow.touched_by else ''}"
