"""The verbs that ask the graph something: each with its parameters, written once.

The command's options, the resources of the server with their description, and the check of the methods of
`KnowledgeGraph` are made from these, and a graph that lies elsewhere reads in them what an answer needs. A new
parameter is a line here, its place in the method that answers, and its use.

It is one list and longer than other modules: whoever words a parameter sees it beside its like in all other verbs.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from whoshares.model import vocabulary as v
from whoshares.model.validity import State
from whoshares.store.evidence import STATUSES

Fetch = Literal["all", "between", "around", "bars"]
"""What an answer needs of a graph that lies elsewhere: all, what lies between `origin` and `recipient`, what leads to
`holder` or, `outward`, from it, or what leads round the bars."""

Holds = Literal["flows", "things", "matches"]
"""What an answer holds, and so in which formats of files it leaves: flows in all of them, things without flows as
tables and references, matches in none."""

Sort = Literal["text", "day", "days", "switch", "number", "seconds", "file"]
"""What a parameter takes: words, a day, two days, yes or no, a whole number from 1 on, a time, a file's name."""


class Parameter(NamedTuple):
    """One thing that a verb is told, under the name that its method has for it."""

    name: str
    sort: Sort
    meaning: str
    """For whoever reads the description of the server's resources."""
    help: str = ""
    """For whoever reads the command's help; without it the meaning."""
    metavar: str = ""
    option: str = ""
    """The command's option, where it is not the name; empty with `place`."""
    address: str = ""
    """Its name in addresses of the server, where it is not the name: that which the answer's question has for it."""
    place: bool = False
    """Whether the command takes it by its place, without an option."""
    required: bool = False
    several: bool = False
    default: object = None
    choices: tuple[str, ...] = ()
    remote: bool = True
    """Whether the server's clients may say it."""
    names: bool = False
    """Whether it names things of the graph."""

    @property
    def without(self) -> object:
        """What holds where it is left out, as the method has it; for a required one there is nothing."""
        if self.default is not None:
            return self.default
        return () if self.several else False if self.sort == "switch" else None


class Verb(NamedTuple):
    """A method of `KnowledgeGraph`, what it answers, its parameters in the order of the help, and an example."""

    method: str
    question: str
    parameters: tuple[Parameter, ...]
    example: Mapping[str, str] = MappingProxyType({})
    fetches: Fetch = "all"
    holds: Holds = "flows"


_HOLDER: Final = ", by label, alias or id."

_SEVERAL: Final = "a place, a kind of body or a program, for each of its holders. By label, alias or id."
PLACE: Final = Parameter(
    "place",
    "text",
    "Only what is in this place, or within it: rows of its holders, bars that bind one of them, it and its holders. By "
    "label, alias or id.",
    help="Only what is in this place, or within it.",
    metavar="PLACE",
    names=True,
)

ORIGIN: Final = Parameter(
    "origin",
    "text",
    f"The holder that the data leaves, or {_SEVERAL}",
    metavar="FROM",
    address="from",
    place=True,
    required=True,
    names=True,
)
RECIPIENT: Final = Parameter(
    "recipient",
    "text",
    f"The holder that the data is to reach, or {_SEVERAL}",
    metavar="TO",
    address="to",
    place=True,
    required=True,
    names=True,
)
THING: Final = Parameter("thing", "text", f"A thing{_HOLDER}", metavar="THING", place=True, required=True, names=True)
CARRYING: Final = Parameter(
    "carrying",
    "text",
    f"A data category{_HOLDER} Default: any.",
    help="The data that leaves FROM. Default: any.",
    metavar="CATEGORY",
    names=True,
)
AS_OF: Final = Parameter(
    "as_of", "day", "The day. Default: today.", help="The day, YYYY-MM-DD. Default: today.", metavar="DATE"
)
EXACT: Final = Parameter("exact", "switch", "Leave out joins that only assume two names to mean one body.")
MAX_HOPS: Final = Parameter("max_hops", "number", "No route longer than this.", metavar="N")
CONFIRMED_SINCE: Final = Parameter(
    "confirmed_since",
    "day",
    "Leave out what was last confirmed before this day, or not at all.",
    help="Leave out what was last confirmed before this day.",
    metavar="DATE",
)
BETWEEN: Final = Parameter(
    "between",
    "days",
    "Journeys within two days instead of on one, as in 2008-01-01/2011-10-01.",
    help="Journeys from day A to day B instead: a hop may follow later than the one before, never earlier.",
    metavar="A B",
)
EVER: Final = Parameter("ever", "switch", "Journeys on any days instead of on one.", help="Journeys in any time.")
UNBARRED: Final = Parameter(
    "unbarred",
    "switch",
    "Leave out hops that a bar in force bars.",
    help="Only routes without a hop that a bar covers on its day.",
)
READINGS: Final = Parameter(
    "readings",
    "text",
    "Take this reading of its instrument, and leave bars under other readings of it aside.",
    metavar="R",
    option="--reading",
    several=True,
    names=True,
)
LIMIT: Final = Parameter("limit", "number", "At most so many.", metavar="N", default=100)
FULL: Final = Parameter(
    "full",
    "switch",
    "Print all of the answer instead of its short form. JSON and CSV have all of it either way.",
    help="Print all of the answer. JSON and CSV have all of it either way.",
    remote=False,
)
_ON_A_DAY: Final = (CARRYING, AS_OF, EXACT, MAX_HOPS, CONFIRMED_SINCE)
_WAY: Final = (ORIGIN, RECIPIENT, *_ON_A_DAY)
_JAIL: Final = {"origin": "Local jail", "recipient": "ICE", "carrying": "fingerprints", "as_of": "2011-10-01"}

TRACE: Final = Verb(
    "trace",
    "By which routes can data get from one holder to another on a day?",
    (
        *_WAY,
        BETWEEN,
        EVER,
        UNBARRED,
        READINGS,
        LIMIT._replace(help="At most N routes."),
        Parameter(
            "via",
            "text",
            "Only routes that pass this holder, flow, program or instrument.",
            help="Only routes that pass X: a holder, flow, program or instrument.",
            metavar="X",
            several=True,
            names=True,
        ),
        Parameter(
            "avoid",
            "text",
            "Only routes that do not pass this holder, flow, program or instrument.",
            help="Only routes that do not pass X.",
            metavar="X",
            several=True,
            names=True,
        ),
        FULL,
    ),
    _JAIL,
    fetches="between",
)
CUT: Final = Verb(
    "cut",
    "What is the least that would have to end, so that no known route is left?",
    (
        *_WAY,
        Parameter(
            "by",
            "text",
            "What ends: a flow, an instrument with the flows that rest on it, or all that a controller controls; or "
            "nothing, and a block is set.",
            help="What ends: single flows, instruments with the flows that rest on them, or all that one body "
            "controls. With “block”, nothing ends: which blocks would have to be set instead.",
            default="flow",
            choices=("flow", "instrument", "controller", "block"),
        ),
        Parameter(
            "using", "text", "Only flows that this body controls may end.", help="End only flows that X controls.",
            metavar="X", names=True,
        ),
        Parameter(
            "seconds", "seconds", "Then answer with the best known.", metavar="N", default=300.0, remote=False
        ),
        FULL,
    ),
    _JAIL,
    fetches="between",
)  # fmt: skip
CHOKEPOINTS: Final = Verb(
    "chokepoints",
    "What does every known route pass?",
    (*_WAY, LIMIT._replace(help="Take shares of the first N routes.")),
    _JAIL,
    fetches="between",
)
EXPOSURE: Final = Verb(
    "exposure",
    "Whose data can reach a holder, or whom can its data reach?",
    (
        Parameter("holder", "text", f"The holder, or {_SEVERAL}", metavar="X", place=True, required=True, names=True),
        Parameter(
            "outward",
            "switch",
            "Whom its data can reach, instead of whose data can reach it.",
            help="The other way round: everything that data of X can reach.",
            option="--from",
        ),
        *_ON_A_DAY,
        PLACE,
        FULL,
    ),
    {"holder": "ICE"},
    fetches="around",
)
CLAIM: Final = Verb(
    "claim",
    "Is what is said of two bodies borne out, contradicted, or not known?",
    (
        ORIGIN._replace(metavar="X"),
        Parameter(
            "says",
            "text",
            "What is said of it.",
            metavar="SAYS",
            place=True,
            required=True,
            choices=("shares-with", "does-not-share-with", "ended-sharing-with", "must-not-share-with"),
        ),
        RECIPIENT._replace(metavar="Y"),
        CARRYING._replace(help="What data it is about. Default: any."),
        AS_OF._replace(help="The day for which it is said; of an end, by which it is. Default: today."),
        Parameter(
            "under",
            "text",
            "With must-not-share-with: the law that is said to forbid it, an instrument or a bar. Default: any.",
            metavar="LAW",
            names=True,
        ),
        READINGS,
        FULL,
    ),
    {"origin": "FBI", "says": "does-not-share-with", "recipient": "IDENT", "as_of": "2011-10-01"},
)
UNKNOWNS: Final = Verb(
    "unknowns",
    "Which unknown facts would change whether data can get from one holder to another, and who would know?",
    (ORIGIN, RECIPIENT, CARRYING, AS_OF, FULL),
    {"origin": "Massachusetts COPLINK", "recipient": "ICE", "as_of": "2025-01-01"},
    holds="things",
)
AROUND: Final = Verb(
    "around",
    "Which flows are near a thing?",
    (
        Parameter(
            "things",
            "text",
            "What the map begins at: a holder, a place, a kind of body, a program, a category, an instrument or a "
            "flow, by label, alias or id. Default: all flows.",
            metavar="[X]...",
            address="thing",
            place=True,
            several=True,
            names=True,
        ),
        Parameter("hops", "number", "How many flows away. Default: 1.", metavar="N", default=1),
        CARRYING._replace(help="Only flows that can carry data of this kind. Default: any."),
        AS_OF,
        Parameter(
            "certainty",
            "text",
            "Only flows that are as sure as this on the day, or surer. With “impossible” also what had ended by then, "
            "or had not begun.",
            default="possible",
            choices=tuple(state.word for state in State),
        ),
        Parameter(
            "program",
            "text",
            "Only flows that stand under this program.",
            metavar="P",
            names=True,
        ),
        Parameter("evidence", "text", "Only flows to which some source gives this evidence status.", choices=STATUSES),
        Parameter(
            "tier",
            "text",
            "Only flows whose sender, recipient and data sources of this tier, or of a better one, state.",
            choices=tuple(map(v.local_name, v.TIERS)),
        ),
        PLACE,
        CONFIRMED_SINCE,
        Parameter(
            "without",
            "text",
            "Leave out this holder with its flows; its parts stay.",
            metavar="X",
            several=True,
            names=True,
        ),
        FULL,
    ),
    {"things": "ICE"},
)
BARS: Final = Verb(
    "bars",
    "Which laws and agreements bar what?",
    (
        THING._replace(metavar="[THING|FROM", required=False),
        RECIPIENT._replace(metavar="TO]", required=False),
        CARRYING._replace(help="Only bars that can cover data of this kind."),
        AS_OF,
        READINGS,
        PLACE,
        FULL,
    ),
    {"as_of": "2019-06-01"},
    holds="things",
)
BACKDOORS: Final = Verb(
    "backdoors",
    "By which routes does data get round a bar?",
    (
        Parameter(
            "bar",
            "text",
            "A bar, an instrument that sets bars, or whom bars bind: holder, place, kind or program. Default: all.",
            help="Only this bar, the bars that this instrument sets, or those that bind this holder, place, kind or "
            "program. Default: all.",
            metavar="B",
            names=True,
        ),
        *_ON_A_DAY,
        READINGS,
        LIMIT._replace(help="At most N routes a bar."),
        FULL,
    ),
    {"as_of": "2019-06-01"},
    fetches="bars",
)
WHATIF: Final = Verb(
    "whatif",
    "What would change, if something ended or began?",
    (
        Parameter("scenario", "file", "A scenario, as YAML.", metavar="[FILE]", place=True, remote=False),
        Parameter(
            "end",
            "text",
            "A flow, instrument (with what it began, ended and set), norm or block that ends, or “MEMBER of WHOLE”.",
            metavar="THING",
            several=True,
        ),
        Parameter(
            "start",
            "text",
            "A flow, instrument, norm or block put in force, or a new flow “SENDER > RECIPIENT : CATEGORY”.",
            help="A flow, instrument, norm or block of the graph put in force, or a new flow “SENDER > RECIPIENT : "
            "CATEGORY”.",
            metavar="THING",
            several=True,
        ),
        ORIGIN._replace(
            help="Whose data. Left out: all whose ways change.", option="--from", place=False, required=False
        ),
        RECIPIENT._replace(
            help="Whom it reaches. Left out: all whose ways change.", option="--to", place=False, required=False
        ),
        CARRYING,
        AS_OF,
        UNBARRED,
        READINGS,
        LIMIT._replace(help="Look at N routes a way."),
    ),
    {"end": "flow/us-fbi--us-ident--arrest-fingerprints", **_JAIL},
)  # fmt: skip
CONFLICTS: Final = Verb(
    "conflicts",
    "On what do the sources differ, and who says what?",
    (THING._replace(metavar="[THING]", required=False),),
    holds="things",
)
TIMELINE: Final = Verb(
    "timeline",
    "What began, ended and was attested, and when?",
    (
        THING._replace(metavar="THING|FROM"),
        RECIPIENT._replace(metavar="[TO]", required=False),
        CARRYING._replace(help="With FROM and TO: the data that leaves FROM. Default: any."),
    ),
    {"thing": "Secure Communities"},
)
DIFF: Final = Verb(
    "diff",
    "What changed between two days?",
    (
        Parameter("day1", "day", "The earlier day.", metavar="DATE1", place=True, required=True),
        Parameter("day2", "day", "The later day.", metavar="DATE2", place=True, required=True),
        ORIGIN._replace(
            help="Also: whom data of X can reach on one day and not on the other. A place, a kind or a program: for "
            "each of its holders.",
            metavar="X",
            option="--from",
            place=False,
            required=False,
        ),
        Parameter(
            "to",
            "text",
            "The recipient: whose data can reach it on one day and not on the other is compared; with “from”, whether "
            "data of that one can. A holder, or a place, a kind of body or a program, for each of its holders.",
            help="Also: whose data can reach X on one day and not on the other; with --from, whether data of that one "
            "can. A place, a kind or a program: for each of its holders.",
            metavar="X",
            names=True,
        ),
        CARRYING._replace(help="Only data of this kind. Default: any."),
        EXACT._replace(help="With --from or --to: leave out joins that only assume two names to mean one body."),
    ),
    {"day1": "2011-07-01", "day2": "2011-10-01", "to": "ICE"},
)
SHOW: Final = Verb("show", "What is known of a thing, and who says so?", (THING,), {"thing": "IDENT"}, holds="things")
SEARCH: Final = Verb(
    "search",
    "What in the graph fits these words?",
    (
        Parameter("text", "text", "The words to look for.", metavar="TEXT", place=True, required=True),
        LIMIT._replace(help="At most N things.", default=20),
        PLACE,
    ),
    {"text": "license plate"},
    holds="matches",
)

VERBS: Final[Mapping[str, Verb]] = {
    verb.method: verb
    for verb in (
        TRACE, CLAIM, UNKNOWNS, CUT, CHOKEPOINTS, EXPOSURE, AROUND, BARS, BACKDOORS, WHATIF, CONFLICTS, TIMELINE, DIFF,
        SHOW, SEARCH,
    )
}  # fmt: skip
"""All of them, by method."""
