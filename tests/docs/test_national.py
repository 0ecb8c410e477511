"""The figures of `docs/national.md` are what its queries answer over the real files, where these are.

Of its seven parts, as many are asked as are drawn of so many cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeAlias

import pytest
from tests.docs.regenerate import ROOT
from tests.examples import drawn, its_turn
from tests.facts.importers.tables import SHARED

from whoshares import KnowledgeGraph
from whoshares.answers.place import PlaceTrace
from whoshares.facts.importers.comparing import compare_files
from whoshares.facts.importers.editions import Became
from whoshares.facts.importers.folder import read_imported
from whoshares.facts.importers.importer import Received
from whoshares.facts.importers.importing import import_files
from whoshares.facts.importers.kinds import importer_of
from whoshares.model import vocabulary as v
from whoshares.sparql.catalogue import Catalogue, answer
from whoshares.store.engine import Store
from whoshares.store.names import Names

PAGE: Final = ROOT / "docs" / "national.md"
FILES: Final = {
    "counties": ("us_fips_codes.csv",),
    "fbi-agencies": ("fbi_agencies.csv",),
    "ice-287g": ("287g_*", "participatingAgencies*.xlsx"),
    "flock-portals": ("flock_portals_*.csv",),
    "usaspending": ("usaspending_ice_awards_state_local.csv", "ice_awards_2026-07-03.csv"),
    "flock-sharing": ("flock_sharing_*.csv",),
}
"""What the page imports, in its order."""
_LEFT_ASIDE: Final = re.compile(
    rf"^.*> <{v.WS}(?:aboutSubject|via|unknown|value|unit|basis|bound)> .*\n".encode(), re.MULTILINE
)
"""What is not asked for here; without it the store is filled sooner."""

Rows: TypeAlias = list[dict[str, str]]


class National:
    """The imported folder, together with the shipped graph."""

    def __init__(self, store: Store) -> None:
        self._store, self._names, self._catalogue = store, Names(store), Catalogue()
        self.graph = KnowledgeGraph(store)

    def ask(self, query: str, **given: str) -> Rows:
        """The rows that a query of the catalogue gives."""
        return [
            {key: str(cell) for key, cell in row.items()}
            for row in answer(self._catalogue.find(query), self._store, self._names, given).rows()
        ]


def opened(folder: Path, shipped: Store) -> National:
    """An imported folder with the shipped graph, without what no query of the page asks for."""
    store = shipped.copy(lambda _: True)
    for name, content in read_imported(folder).items():
        store.load(_LEFT_ASIDE.sub(b"", content), "nquads", where=name, ours=True)
    return National(store)


def _agreements(national: National) -> Iterator[str]:
    for day in ("2007-09-19", "2008-03-10", "2021-01-13", "2025-03-07", "2025-07-18", "2026-01-05"):
        rows = national.ask("instruments/attested", party="ICE", day=day, parts_of="United States")
        by = {row["about"]: row["instruments"] for row in rows}
        models = (by.get(f"287(g) {model}", "") for model in ("Jail Enforcement Model", "Task Force Model"))
        officers = by.get("287(g) Warrant Service Officer model", "")
        total = rows[0]
        yield _row(day, total["instruments"], total["parties"], total["parts"], *models, officers)


def _between(national: National) -> Iterator[str]:
    for earlier, later in (("2021-01-13", "2025-03-07"), ("2025-03-07", "2025-07-18"), ("2025-07-18", "2026-01-05")):
        rows = national.ask("instruments/parties-between", party="ICE", earlier=earlier, later=later)
        gone = [row for row in rows if "earlier" in row["listed"]]
        yield _row(earlier, later, str(len(rows) - len(gone)), str(len(gone)))
        if later < "2026":
            yield from (_row(earlier, row["body"], row["about"], row["since"]) for row in gone)
        if later == "2025-07-18":
            signed = [row["since"].split("; ") for row in rows if row not in gone]
            between = sum(any(earlier <= day <= later for day in days) for days in signed)
            yield f"{between} of the {len(signed)} signed an agreement from 7 March to 18 July 2025"
            yield f"of {signed.count([''])} no day is known"
            yield from _corrected(gone)


def _corrected(gone: Rows) -> Iterator[str]:
    """How many of the parties that seem to be gone are on the later list under a name that was corrected."""
    paths = [SHARED / f"participatingAgencies{day}.xlsx" for day in ("03072025am", "07182025pm")]
    ((_, _, changes),) = compare_files(importer_of("ice-287g"), paths).changes
    names = [
        change.before.label.split(":")[0] for change in changes if change.before and change.became is Became.CORRECTED
    ]
    words = {4: "Four", 5: "Five"}
    yield f"{words[sum(row['body'] in names for row in gone)]} of the eight of March 2025 are so"


def _plate_reads(national: National) -> Iterator[str]:
    for received in ("2024-04-26", "2025-06-11"):
        for day in ("2025-07-18", "2026-01-05"):
            rows = national.ask(
                "instruments/parties-receiving", party="ICE", day=day, category="plate-read", received=received
            )
            signed = sum(min(row["since"].split("; ")) <= received for row in rows if row["since"])
            yield _row(received, day, str(len(rows)), str(signed))
            if (received, day) == ("2025-06-11", "2025-07-18"):
                for row in rows[:10]:
                    yield _row(row["body"], row["senders"], row["since"])


def _border_patrol(national: National) -> Iterator[str]:
    for day in ("2024-04-26", "2025-06-11"):
        rows = national.ask("norms/of-senders", recipient="U.S. Border Patrol", day=day)
        yield _row(day, str(len(rows)), str(sum(bool(row["bars"]) for row in rows)))


def _awards(national: National) -> Iterator[str]:
    rows = [
        row
        for row in national.ask("flows/by-instruments", recipient="ICE", kind="Contract")
        if row["areas"] and "Awards of Immigration" in row["sources"]
    ]
    yield f"{sum(int(row['instruments']) for row in rows)} awards"
    for row in rows:
        yield _row(row["areas"], row["sender"], row["instruments"], row["years"].replace("; ", ", "))
    for year in ("2025", "2026"):
        for row in national.ask("flows/by-instruments", recipient="ICE", kind="Contract", year=year):
            yield _row(year, row["sender"], row["carries"], row["instruments"], row["evidence"])


def _county(national: National) -> Iterator[str]:
    rows = national.ask("holders/listed-in", place="Broward County, Florida")
    bodies = {row["bodyId"] for row in rows}
    party = {row["bodyId"] for row in rows if "287(g)" in row["source"] and row["issued"] == "2026-01-05"}
    receives = {row["bodyId"] for row in rows if row["issued"] == "2025-06-11" and row["receives"] != "0"}
    agreed = f"{len(bodies)} bodies, {len(party)} with an agreement on 5 January 2026"
    yield f"{agreed}, {len(receives)} that receive"


def _ways_of_county(national: National) -> Iterator[str]:
    """How many of its bodies have a way to ICE; the first way of each, those with the same one together."""
    answer = national.graph.trace("Broward County, Florida", "ICE", as_of="2026-01-05", limit=1)
    assert isinstance(answer, PlaceTrace)
    labels = answer.labels
    bodies: dict[tuple[str, str, str, str], list[str]] = {}
    for route in answer.routes:
        ends = " → ".join(labels[hop.recipient] for hop in route.hops)
        data = ", ".join(dict.fromkeys(labels[hop.category] for hop in route.hops))
        confirmed = route.last_confirmed.text if route.last_confirmed else ""
        way = ends, data, route.state.word, confirmed
        bodies.setdefault(way, []).append(labels[route.hops[0].sender])
    yield f"{len(answer.routes)} of the {len(answer.pairs)}"
    for way, its in bodies.items():
        yield _row("; ".join(its), *way)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


PARTS: Final = (_agreements, _between, _plate_reads, _border_patrol, _awards, _county, _ways_of_county)
"""Of each part of the page, the lines that have figures, as the files give them."""


@pytest.fixture(scope="module")
def national(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> National:
    """The folder that the page imports."""
    folder = tmp_path_factory.mktemp("national")
    for kind, patterns in FILES.items():
        paths = [path for pattern in patterns for path in SHARED.glob(pattern)]
        assert not import_files(importer_of(kind), paths, folder, Received()).stopped
    return opened(folder, kg.store)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real tables are no part of the project")
@pytest.mark.skipif(not its_turn(4), reason="importing them takes a minute: done at one commit in four")
def test_the_figures_are_those_of_the_files(national: National) -> None:
    page = PAGE.read_text("utf-8")
    missing = [line for part in drawn(PARTS) for line in part(national) if line not in page]
    assert not missing, "\n".join(missing)


def test_the_page_names_each_query_that_it_rests_on() -> None:
    named = set(re.findall(r"^whoshares query ([a-z/-]+)", PAGE.read_text("utf-8"), re.MULTILINE))
    assert named <= set(Catalogue().names)
    assert len(named) >= 6
