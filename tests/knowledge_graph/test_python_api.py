"""The library as it is imported."""

from __future__ import annotations

import doctest
import subprocess
import sys
from datetime import date, timedelta
from importlib import import_module

import pytest
from rich.console import Console
from tests.by_hand import widest

import whoshares
from whoshares import KnowledgeGraph
from whoshares.model import vocabulary
from whoshares.model.errors import FileError, InputError, NameUnknown, QueryError, WhosharesError
from whoshares.model.validity import State
from whoshares.text.console import to_text

FLOW = vocabulary.ID + "flow/"


PUBLIC = {
    "whoshares": ["KnowledgeGraph", "__version__", "open"],
    "whoshares.knowledge_graph.remote": ["Endpoint", "EndpointError", "Pushed", "RemoteGraph", "push"],
    "whoshares.sparql.catalogue": [
        "Catalogue", "CatalogueAnswer", "CatalogueQuery", "Given", "QueryParameter", "answer", "bind", "filled",
    ],
    "whoshares.sparql.reasoning": ["INFERRED", "RULES", "Inferences", "Proof", "Prover", "Rule"],
    "whoshares.store.engine": [
        "Blank", "Iri", "Literal", "Rows", "SparqlAnswer", "Statement", "Store", "Term", "TripleTerm", "Truth",
    ],
}  # fmt: skip


@pytest.mark.parametrize("module", PUBLIC)
def test_the_public_names(module: str) -> None:
    found = import_module(module)
    assert found.__all__ == PUBLIC[module]
    assert all(getattr(found, name) is not None for name in found.__all__)


def test_the_public_names_of_a_graph() -> None:
    assert [name for name in dir(KnowledgeGraph) if not name.startswith("_")] == [
        "answer", "around", "ask", "backdoors", "bars", "category", "chokepoints", "claim", "conflicts",
        "cut", "describe", "diff", "draw", "evidence", "explain", "export", "exposure", "flows", "inferences", "names",
        "need_flows", "network", "norms", "query", "rdf", "readings", "refuse_within", "search", "show", "sources",
        "sparql", "telling", "timeline", "to_networkx", "trace", "tracer", "unknowns", "whatif", "whole",
    ]  # fmt: skip


def test_there_is_nothing_else() -> None:
    with pytest.raises(AttributeError, match="module 'whoshares' has no attribute 'nothing'"):
        whoshares.nothing  # noqa: B018


def test_the_version_is_that_of_the_package() -> None:
    from importlib.metadata import version

    assert whoshares.__version__ == version("whoshares")


def test_the_example_of_the_docstring(cache: object) -> None:
    result = doctest.testmod(whoshares)
    assert result.attempted == 4
    assert result.failed == 0


@pytest.mark.parametrize(
    "module",
    [
        "model.addresses",
        "model.plain",
        "model.reached",
        "model.terms",
        "model.validity",
        "model.vocabulary",
        "store.engine",
        "store.names",
        "network.network",
        "facts.yaml_ld",
        "text.trace",
        "knowledge_graph.graph",
    ],
)
def test_the_other_docstrings(cache: object, module: str) -> None:
    assert doctest.testmod(import_module(f"whoshares.{module}")).failed == 0


_HEAVY = {"rdflib", "networkx", "pyshacl", "rich", "oxrdflib", "pydot", "rapidfuzz"}


def loaded(code: str) -> set[str]:
    """The top-level modules loaded after `code` in a fresh interpreter."""
    report = f"{code}\nimport sys\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    answer = subprocess.run([sys.executable, "-c", report], capture_output=True, encoding="utf-8", check=True)
    return set(answer.stdout.split())


def test_importing_loads_nothing_heavy() -> None:
    assert loaded("import whoshares") & (_HEAVY | {"pyoxigraph", "yaml", "click"}) == set()


def test_a_trace_loads_neither_rdflib_nor_networkx(kg: KnowledgeGraph) -> None:
    code = (
        "import whoshares\n"
        "trace = whoshares.open().trace('Local jail', 'ICE', carrying='fingerprints', as_of='2011-10-01')\n"
        "assert trace.routes and trace.to_dict()"
    )
    assert loaded(code) & _HEAVY == set()


def test_the_command_loads_neither_rdflib_nor_networkx(kg: KnowledgeGraph) -> None:
    code = (
        "import sys, io\nfrom whoshares.cli.main import main\n"
        "sys.argv = ['whoshares', 'trace', 'Local jail', 'ICE']\nout, sys.stdout = sys.stdout, "
        "io.TextIOWrapper(io.BytesIO())\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert stop.code == 0\nsys.stdout = out"
    )
    assert loaded(code) & {"rdflib", "networkx", "pyshacl", "oxrdflib", "pydot"} == set()


@pytest.mark.slow
def test_the_probe_would_see_them() -> None:
    assert {"rdflib", "networkx"} <= loaded("import whoshares\nk = whoshares.open()\nk.rdf\nk.to_networkx()")


def test_a_trace(kg: KnowledgeGraph) -> None:
    trace = kg.trace("Local jail", "ICE", carrying="fingerprints", as_of=date(2011, 10, 1))
    assert trace == kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")
    first = trace.routes[0]
    assert first.state is State.CERTAIN
    assert [hop.flow for hop in first.hops] == [
        FLOW + "local-jail--us-fbi--arrest-fingerprints",
        FLOW + "us-fbi--us-ice--arrest-fingerprints",
    ]
    assert trace.reason is None
    assert trace.explanation is None


def test_any_category_and_no_category_are_one_question(kg: KnowledgeGraph) -> None:
    assert kg.trace("FBI", "ICE", carrying="any", as_of="2011-10-01") == kg.trace("FBI", "ICE", as_of="2011-10-01")


def test_the_day_is_today_by_default(kg: KnowledgeGraph) -> None:
    assert kg.trace("FBI", "ICE").question["asOf"] == date.today().isoformat()


def test_via_and_avoid(kg: KnowledgeGraph) -> None:
    def flows(**options: str | list[str]) -> list[set[str]]:
        trace = kg.trace("Local jail", "ICE", as_of="2011-10-01", limit=100, **options)  # type: ignore[arg-type]
        return [{hop.flow for hop in route.hops} for route in trace.routes]

    every = flows()
    through = flows(via="IDENT")
    around = flows(avoid=["IDENT"])
    assert 0 < len(through) < len(every)
    assert 0 < len(around) < len(every)
    touching = [route for route in every if any("us-ident" in flow for flow in route)]
    assert through == touching
    assert not [route for route in around if any("us-ident" in flow for flow in route)]


def test_a_limit_says_that_there_is_more(kg: KnowledgeGraph) -> None:
    assert kg.trace("Local jail", "ICE", limit=1).truncated
    whole = kg.trace("Local jail", "ICE", limit=1000)
    assert not whole.truncated
    assert len(whole.routes) > 1
    assert kg.trace("Local jail", "ICE", limit=len(whole.routes)).truncated is False


def test_why_there_is_none(kg: KnowledgeGraph) -> None:
    nothing = kg.trace("GAO", "ICE")
    assert (nothing.outcome, nothing.reason) == ("none-known", "nothing-known")
    early = kg.trace("IRS", "ICE", as_of="2001-01-01")
    assert early.reason == "other-days"
    assert early.absence.days
    for begin, end in early.absence.days:
        assert begin is not None
        eve = date.fromisoformat(begin) - timedelta(days=1)
        assert kg.trace("IRS", "ICE", as_of=begin).routes
        assert not kg.trace("IRS", "ICE", as_of=eve).routes
        assert end is None or not kg.trace("IRS", "ICE", as_of=end).routes
    other = kg.trace("FBI", "IDENT", carrying="health-record", as_of="2011-10-01")
    assert other.reason == "other-category"
    assert vocabulary.ID + "category/fingerprints" in other.absence.categories
    known = kg.trace("IRS", "ICE", as_of=eve + timedelta(days=1), limit=1000).routes
    first_hops = sorted({route.hops[0].flow for route in known})
    excluded = kg.trace("IRS", "ICE", as_of=eve + timedelta(days=1), avoid=first_hops)
    assert excluded.reason == "excluded"
    assert excluded.absence.excluded == ("--avoid",)


@pytest.mark.parametrize(("option", "number"), [("limit", 0), ("limit", -1), ("max_hops", 0)])
def test_numbers_below_one(kg: KnowledgeGraph, option: str, number: int) -> None:
    with pytest.raises(InputError) as caught:
        kg.trace("FBI", "ICE", **{option: number})  # type: ignore[arg-type]
    assert str(caught.value) == f"{option} is {number}, and at least 1 is needed."


def test_one_exception_tree(kg: KnowledgeGraph) -> None:
    with pytest.raises(NameUnknown) as unknown:
        kg.show("zzzzqqqq")
    with pytest.raises(QueryError) as query:
        kg.sparql("SELECT")
    with pytest.raises(FileError) as file:
        whoshares.open("no/such/place")
    for caught in (unknown, query, file):
        assert isinstance(caught.value, InputError)
        assert isinstance(caught.value, WhosharesError)


def test_html_for_notebooks(kg: KnowledgeGraph) -> None:
    trace = kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")
    for answer in (trace, kg.trace("GAO", "ICE"), kg.show("IDENT")):
        page = answer._repr_html_()
        assert page.startswith("<pre>")
        assert page.endswith("</pre>")
    assert "Federal Bureau of Investigation" in trace._repr_html_()


def test_rich_prints_an_answer(kg: KnowledgeGraph) -> None:
    console = Console(record=True, width=100, file=None, color_system="truecolor", force_terminal=True, quiet=False)
    with console.capture() as capture:
        console.print(kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01"))
        console.print(kg.show("IDENT"))
    text = capture.get()
    assert "Federal Bureau of Investigation" in text
    assert "Automated Biometric Identification System" in text
    assert "\x1b[" in text


def test_an_answer_in_a_narrow_terminal(kg: KnowledgeGraph) -> None:
    for width in (30, 60, 200):
        text = to_text(kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01"), width)
        assert widest(text) <= width


def test_a_route_as_a_networkx_graph(kg: KnowledgeGraph) -> None:
    trace = kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")
    graph = trace.to_networkx()
    assert {key for _, _, key in graph.edges(keys=True)} == {hop.flow for r in trace.routes for hop in r.hops}
    for _, _, data in graph.edges(data=True):
        assert data["certainty"] in ("certain", "presumed", "possible")
        assert data["sources"]


def test_a_flow_on_two_routes_keeps_its_first_place(kg: KnowledgeGraph) -> None:
    trace = kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")
    shared = FLOW + "local-jail--us-fbi--arrest-fingerprints"
    assert sum(any(hop.flow == shared for hop in route.hops) for route in trace.routes) > 1
    (data,) = [data for *_, key, data in trace.to_networkx().edges(keys=True, data=True) if key == shared]
    assert data["route"] == 1


@pytest.mark.parametrize("outward", [False, True])
def test_an_exposure_as_a_networkx_graph(kg: KnowledgeGraph, outward: bool) -> None:
    found = kg.exposure("ICE", outward=outward, as_of="2011-10-01", max_hops=2)
    graph = found.to_networkx()
    ice = f"{vocabulary.ID}organization/us-ice"
    assert graph.number_of_edges() == len(found.rows_found) > 0
    for row in found.rows_found:
        edge = graph.edges[(ice, row.holder, row.category) if outward else (row.holder, ice, row.category)]
        assert (edge["hops"], edge["flows"].split()) == (row.hops, list(row.flows))
    assert graph.nodes[ice]["label"] == "Immigration and Customs Enforcement"


def test_all_flows_as_a_networkx_graph(kg: KnowledgeGraph) -> None:
    import networkx as nx

    graph = kg.to_networkx()
    assert graph.number_of_edges() == kg.network.flows.stated
    assert nx.has_path(graph, vocabulary.ID + "organization/local-jail", vocabulary.ID + "organization/us-ice")


def test_a_profile(kg: KnowledgeGraph) -> None:
    profile = kg.show("IDENT")
    assert profile.iri == vocabulary.ID + "system/us-ident"
    assert "IDENT" in profile.aliases
    assert any(m.iri == FLOW + "us-fbi--us-ident--arrest-fingerprints" for m in profile.mentions)
    assert all(mention.sources for mention in profile.mentions if "/flow/" in mention.iri)


def test_a_search(kg: KnowledgeGraph) -> None:
    matches = kg.search("ident")
    assert matches[0].iri == vocabulary.ID + "system/us-ident"
    assert len(kg.search("a", limit=3)) == 3
    assert kg.search("qqqqqqqqqzzzz") == []
