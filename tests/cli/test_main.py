"""The command: its verbs, formats, exit codes and manners in a pipe."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from tests.by_hand import widest

from whoshares import KnowledgeGraph, __version__
from whoshares.store.resources import graph_folder

Command = Callable[..., CompletedProcess[str]]

VERBS = [
    "trace", "exposure", "around", "bars", "backdoors", "cut", "chokepoints", "whatif", "show", "search", "conflicts",
    "timeline", "diff", "claim", "unknowns", "brief", "check", "explain", "query", "sparql", "validate", "match",
    "export",
]  # fmt: skip
ASK = ("trace", "Local jail", "ICE", "--carrying", "fingerprints", "--as-of", "2011-10-01")


# --- help -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_verb_has_help_with_an_example(command: Command, verb: str, flag: str) -> None:
    answer = command(verb, flag)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "Example: whoshares " + verb in answer.stdout
    assert "--format" in answer.stdout


def test_the_help_lists_every_verb(run: Command) -> None:
    answer = run("--help")
    assert answer.returncode == 0
    for verb in VERBS:
        assert f"\n  {verb} " in answer.stdout
    assert "Example: whoshares trace" in answer.stdout


def test_the_version(run: Command) -> None:
    assert run("--version").stdout.strip() == f"whoshares, version {__version__}"


# --- formats --------------------------------------------------------------------------------------------------------


def test_trace_as_text(command: Command) -> None:
    answer = command(*ASK)
    assert (answer.returncode, answer.stderr) == (0, "")
    lines = answer.stdout.splitlines()
    assert lines[0].startswith("Yes: on 1 October 2011, fingerprints could get from Local jail to Immigration and ")
    assert "1.  certain" in answer.stdout
    assert "     Secure Communities: A Fact Sheet (American Immigration Council, 2011-11-29), How does" in answer.stdout
    assert "\x1b" not in answer.stdout
    assert widest(answer.stdout) <= 110
    assert not [line for line in lines if line != line.rstrip()]


_TEXTS = (list, str)
_SOURCE = {"id": str, "title": str, "tier": (str, type(None)), "url": (str, type(None)), "locator": (str, type(None))}
_HOP = {
    "flow": str, "sender": str, "recipient": str, "category": str, "certainty": str, "join": str,
    "underProgram": _TEXTS, "authority": _TEXTS, "validFrom": (str, type(None)), "validUntil": (str, type(None)),
    "transformations": list, "sources": list,
}  # fmt: skip
_TRACE = {
    "outcome": str, "reason": (str, type(None)), "question": dict, "truncated": bool, "searched": dict, "routes": list,
}  # fmt: skip


def fits(data: dict[str, object], schema: dict[str, object]) -> None:
    assert schema.keys() <= data.keys()
    for key, kind in schema.items():
        assert isinstance(data[key], kind), (key, data[key])  # type: ignore[arg-type]


def test_trace_as_json(command: Command) -> None:
    answer = command(*ASK, "--format", "json")
    assert answer.returncode == 0
    data = json.loads(answer.stdout)
    fits(data, dict(_TRACE))
    fits(data["searched"], {"flows": int, "sources": int})
    assert data["outcome"] == "routes"
    assert data["reason"] is None
    assert data["question"]["asOf"] == "2011-10-01"
    assert data["routes"]
    for route in data["routes"]:
        assert route["certainty"] in ("certain", "presumed", "possible")
        assert route["hops"]
        for hop in route["hops"]:
            fits(hop, dict(_HOP))
            assert hop["certainty"] in ("certain", "presumed", "possible")
            assert hop["join"] in ("exact", "assumed")
            assert hop["sources"]
            for source in hop["sources"]:
                fits(source, dict(_SOURCE))
                assert source["tier"] in ("primary", "research", "news", "vendor", "summary", "lead")
                assert source["locator"]
            for key in ("flow", "sender", "recipient", "category"):
                assert hop[key].startswith("https://w3id.org/whoshares/id/")
                assert data["labels"][hop[key]]


def test_trace_as_json_without_routes(command: Command) -> None:
    data = json.loads(command("trace", "GAO", "ICE", "--format", "json").stdout)
    fits(data, dict(_TRACE))
    assert (data["outcome"], data["reason"], data["routes"]) == ("none-known", "nothing-known", [])
    assert data["searched"]["flows"] > 0


def test_trace_as_csv(command: Command, kg: KnowledgeGraph) -> None:
    answer = command(*ASK, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.stdout, newline="")))
    trace = kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")
    own = [row for row in rows if not row["of named"]]
    assert len(own) == sum(len(route.hops) for route in trace.routes)
    assert list(rows[0])[:7] == ["way", "route", "route certainty", "hop", "sender", "recipient", "category"]
    assert [row["flow"] for row in own] == [hop.flow for route in trace.routes for hop in route.hops]
    assert answer.stdout.count("\r\n") == len(rows) + 1


@pytest.mark.parametrize(
    ("verb", "keys"),
    [
        (("show", "IDENT"), {"id", "label", "class", "aliases", "statements", "mentions", "sources"}),
        (("search", "ident"), {"id", "label", "class", "score", "words"}),
    ],
)
def test_show_and_search(command: Command, verb: tuple[str, ...], keys: set[str]) -> None:
    text = command(*verb)
    assert text.returncode == 0
    assert "Automated Biometric Identification System" in text.stdout
    data = json.loads(command(*verb, "--format", "json").stdout)
    first = data[0] if isinstance(data, list) else data
    assert keys <= first.keys()
    assert first["id"] == "https://w3id.org/whoshares/id/system/us-ident"
    table = list(csv.DictReader(io.StringIO(command(*verb, "--format", "csv").stdout, newline="")))
    assert len(table) > 1
    assert None not in table[0]


def test_sparql(command: Command, run: Command, tmp_path: Path) -> None:
    query = "SELECT ?s ?label { ?s a ws:Source ; dcterms:title ?label } ORDER BY ?s"
    table = command("sparql", query).stdout
    assert table.splitlines()[0].split() == ["s", "label"]
    assert "source/aic-2011-secure-communities" in table
    data = json.loads(command("sparql", query, "--format", "json").stdout)
    assert data["head"] == {"vars": ["s", "label"]}
    bindings = data["results"]["bindings"]
    assert {
        "s": {"type": "uri", "value": "https://w3id.org/whoshares/id/source/aic-2011-secure-communities"},
        "label": {"type": "literal", "value": "Secure Communities: A Fact Sheet"},
    } in bindings
    sources = [binding["s"]["value"] for binding in bindings]
    assert sources == sorted(sources)
    rows = list(csv.reader(io.StringIO(command("sparql", query, "--format", "csv").stdout, newline="")))
    assert rows[0] == ["s", "label"]
    assert len(rows) == len(data["results"]["bindings"]) + 1
    file = tmp_path / "sources.rq"
    file.write_text(query, "utf-8")
    assert command("sparql", str(file)).stdout == table
    assert run("sparql", "-", stdin=query).stdout == table


def test_sparql_of_other_kinds(command: Command) -> None:
    assert command("sparql", "ASK { ?x a ws:DataFlow }").stdout == "true\n"
    assert json.loads(command("sparql", "ASK { ?x a ws:Nothing }", "--format", "json").stdout) == {
        "head": {},
        "boolean": False,
    }
    construct = "CONSTRUCT { ?s a ws:Source } WHERE { ?s a ws:Source }"
    assert "@prefix ws: <https://w3id.org/whoshares/ontology/> ." in command("sparql", construct).stdout
    triples = json.loads(command("sparql", construct, "--format", "json").stdout)
    assert {triple["predicate"]["value"].rsplit("#")[-1] for triple in triples} == {"type"}
    assert command("sparql", "SELECT ?s { ?s a ws:Nothing }").stdout == (
        "No rows: the graph states nothing that fits this query.\n"
    )


def test_validate_the_shipped_graph(run: Command) -> None:
    answer = run("validate", "--format", "json")
    report = json.loads(answer.stdout)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert report["conforms"] is True
    assert report["counts"]["violation"] == 0


def test_validate_finds_what_is_wrong(command: Command, folder: Callable[..., Path]) -> None:
    flow = (
        "  - id: flow/x\n    type: DataFlow\n    sender: organization/us-ice\n    recipient: organization/us-fbi\n"
        "    carries: category/fingerprints\n    validFrom: 2012-01-01\n    validUntil: 2011-01-01\n    at: p\n"
    )
    place = folder(flow)
    answer = command("validate", str(place))
    assert answer.returncode == 1
    assert "[interval-ends-before-it-begins]" in answer.stdout
    assert f"{place}/test.yaml:" in answer.stdout
    sarif = json.loads(command("validate", str(place), "--format", "sarif").stdout)
    assert sarif["version"] == "2.1.0"
    assert "interval-ends-before-it-begins" in {result["ruleId"] for result in sarif["runs"][0]["results"]}


def _sarif_uri(result: dict[str, Any]) -> str:
    return str(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])


def test_a_dangling_reference_is_a_finding_in_json_and_sarif(
    command: Command, folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    thing = "  - id: organization/a\n    type: Organization\n    label: A\n    partOf: organization/b\n    at: p\n"
    place = folder(thing)
    spaced = place.rename(place.with_name("a b%é: c"))
    answer = command("validate", str(spaced), "--format", "json")
    assert answer.returncode == 2
    report = json.loads(answer.stdout)
    assert (report["conforms"], report["counts"]["violation"]) == (False, 1)
    (finding,) = report["findings"]
    assert finding["file"] == f"{spaced}/test.yaml"
    assert finding["line"] > 1
    assert "organization/b" in finding["message"]
    assert command("validate", str(spaced)).stdout == "", "as text, the sentence is on standard error"
    monkeypatch.chdir(spaced.parent)
    for path, uri in (
        (spaced.name, "a%20b%25%C3%A9%3A%20c/test.yaml"),
        (f"../{spaced.parent.name}/{spaced.name}", (spaced / "test.yaml").as_uri()),
    ):
        answer = command("validate", path, "--format", "sarif")
        assert answer.returncode == 2
        (result,) = json.loads(answer.stdout)["runs"][0]["results"]
        assert (result["ruleId"], result["level"], _sarif_uri(result)) == ("file-format", "error", uri)


@pytest.mark.parametrize("form", ["turtle", "trig", "nquads", "jsonld", "graphml", "gexf", "dot"])
def test_export(command: Command, form: str) -> None:
    answer = command("export", "--format", form)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "organization/us-ice" in answer.stdout


# --- exit codes -----------------------------------------------------------------------------------------------------


def test_exit_codes_of_a_trace(command: Command) -> None:
    assert command("trace", "GAO", "ICE").returncode == 0
    assert command("trace", "GAO", "ICE", "--exit-code").returncode == 1
    assert command(*ASK, "--exit-code").returncode == 0
    assert command("search", "qqqqqqqqqzzzz").returncode == 0


def test_an_empty_answer_says_which_kind_of_empty(command: Command, folder: Callable[..., Path]) -> None:
    flow = (
        "  - id: flow/x\n    type: DataFlow\n    sender: organization/us-fbi\n    recipient: system/us-ident\n"
        "    carries: category/fingerprints\n    validFrom: 2008-03\n    at: p\n"
    )
    ask = ("trace", "FBI", "IDENT", "--carrying", "fingerprints", "--graph", str(folder(flow)))
    assert command(*ask, "--as-of", "2008-03-01").stdout.startswith("Presumably: on 1 March 2008")
    known = command(*ask, "--as-of", "2008-02-29").stdout
    assert known.startswith("None known. No known route takes fingerprints from Federal Bureau of Investigation (FBI)")
    assert "Routes are known, but not on that day. Known: from 2008-03 on." in known
    until = str(folder(flow.replace("validFrom: 2008-03", "validFrom: 2008\n    validUntil: 2012-05")))
    over = command(*ask[:-1], until, "--as-of", "2013-01-01").stdout
    assert "Routes are known, but not on that day. Known: from 2008 through 2012-05." in over
    nothing = command("trace", "GAO", "ICE").stdout
    assert "No chain of documented flows connects them, on any day, for any data." in nothing
    assert "Not known is not the same as not shared." in nothing
    other = command("trace", "FBI", "IDENT", "--carrying", "health-record", "--as-of", "2011-10-01").stdout
    (data,) = re.findall(r"Routes are known, but only for other data: ([^.]+)\.", " ".join(other.split()))
    assert "Fingerprints" in data.split(", ")


# --- options --------------------------------------------------------------------------------------------------------


def routes(command: Command, *options: str) -> list[list[str]]:
    ask = ("trace", "Local jail", "ICE", "--as-of", "2011-10-01", "--format", "json")
    data = json.loads(command(*ask, *options).stdout)
    return [[hop["flow"].rsplit("/", 1)[-1] for hop in route["hops"]] for route in data["routes"]]


def test_options_of_a_trace(command: Command) -> None:
    every = routes(command, "--limit", "500")
    assert len(routes(command, "--limit", "2")) == 2
    assert routes(command, "--limit", "2") == every[:2]
    assert routes(command, "--limit", "500", "--max-hops", "2") == [route for route in every if len(route) <= 2]
    ident = [route for route in every if any("us-ident" in flow for flow in route)]
    assert routes(command, "--limit", "500", "--via", "IDENT") == ident != []
    assert routes(command, "--limit", "500", "--avoid", "IDENT") == [route for route in every if route not in ident]
    assert routes(command, "--limit", "500", "--avoid", "IDENT", "--avoid", "US-VISIT") == [
        route for route in every if not any("us-ident" in flow or "us-visit" in flow for flow in route)
    ]
    exact = routes(command, "--limit", "500", "--exact")
    assert exact == [route for route in every if route in exact]


# --- in a pipe ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", [ASK, ("show", "IDENT"), ("search", "ice")])
def test_standard_error_is_quiet_in_a_pipe(run: Command, tmp_path: Path, verb: tuple[str, ...]) -> None:
    """Also where the graph is first read from its files, which is the same for every verb."""
    answer = run(*verb, env={"WHOSHARES_CACHE": str(tmp_path / "cold")} if verb == ASK else None)
    assert answer.stderr == ""
    assert answer.returncode == 0


@pytest.mark.parametrize(
    "verb",
    [ASK, ("show", "ICE"), ("export", "--format", "nquads"), ("sparql", "SELECT * { ?s ?p ?o } LIMIT 3000"),
     (*ASK, "--format", "csv"), ("search", "i", "--limit", "500")],
)  # fmt: skip
def test_a_broken_pipe_is_quiet(cache: Path, verb: tuple[str, ...]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "whoshares", *verb], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.read(1)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(30) == 0


def test_the_output_is_utf8_whatever_the_locale_says(run: Command) -> None:
    environment = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    answer = run(*ASK, "--limit", "1", env=environment)
    assert answer.returncode == 0
    assert "→" in answer.stdout


def test_an_error_in_a_plain_locale(run: Command) -> None:
    answer = run("trace", "Local jial", "ICE", env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"})
    assert answer.returncode == 2
    assert "Did you mean" in answer.stderr
    assert "Traceback" not in answer.stderr


# --- the same bytes -------------------------------------------------------------------------------------------------


SAME = [
    ("trace", "Local jail", "ICE", "--as-of", "2011-10-01"), ("show", "ICE"), ("search", "fingerprint"),
    ("export", "--format", "jsonld"), ("cut", *ASK[1:], "--format", "json"),
    ("chokepoints", *ASK[1:], "--format", "json"),
]  # fmt: skip


@pytest.mark.slow
def test_the_same_bytes_whatever_the_hash_seed(command: Command, tmp_path: Path) -> None:
    """All in one other process, whose hash seed is not that of this one."""
    program = (
        "import contextlib, json, sys\n"
        "from whoshares.cli.main import main\n"
        "for arguments in json.loads(sys.argv[1]):\n"
        "    sys.argv[1:] = arguments\n"
        "    with contextlib.suppress(SystemExit):\n"
        "        main()\n"
        "    sys.stdout.write('\\0')\n"
    )
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "4711"
    answer = subprocess.run(
        [sys.executable, "-c", program, json.dumps(SAME)],
        env={**os.environ, "PYTHONHASHSEED": seed}, stdout=subprocess.PIPE, encoding="utf-8", timeout=120, check=True,
    )  # fmt: skip
    for verb, there in zip(SAME, answer.stdout.split("\0"), strict=False):
        here = command(*verb).stdout
        assert here
        assert there == here, verb


@pytest.mark.slow
def test_the_same_bytes_whatever_the_order_of_files(command: Command, tmp_path: Path) -> None:
    """The same files under names that sort the other way round."""
    files = sorted(graph_folder().rglob("*.yaml"))
    for number, file in enumerate(reversed(files)):
        shutil.copy(file, tmp_path / f"{number:03}.yaml")
    for verb in (ASK, ("show", "ICE"), ("search", "fingerprint"), ("export",), ("export", "--format", "gexf")):
        assert command(*verb, "--graph", str(tmp_path)).stdout == command(*verb).stdout
