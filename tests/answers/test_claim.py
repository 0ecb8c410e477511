"""Claims: the outcome of each way in which flows, ends, blocks and laws bear on a statement, and public statements."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from tests.by_hand import DAY, ID, SMALL, Command, as_json, widest, words

import whoshares
from whoshares import KnowledgeGraph
from whoshares.answers.claim import SAYS, Claim
from whoshares.answers.place_claim import PlaceClaim
from whoshares.cli.claim import told_by
from whoshares.model.errors import InputError
from whoshares.text.console import to_text

STATEMENTS: Final = yaml.safe_load((Path(__file__).parent / "claims.yaml").read_text("utf-8"))
PREFIXES, _, FACTS = SMALL.partition("<source/s> {")
ENDS: Final = """
  <source/s> a ws:Source ; dcterms:title "A test document" ; ws:tier <tier/primary> .
  <organization/dmv> a ws:Organization ; skos:prefLabel "DMV" .
  <organization/agency> a ws:Organization ; skos:prefLabel "Agency" .
  <organization/unit> a ws:Organization ; skos:prefLabel "Unit" ; ws:partOf <organization/agency> .
  <system/net> a ws:System ; skos:prefLabel "Net" .
  <category/record> a ws:DataCategory ; skos:prefLabel "Records" .
  <category/photo> a ws:DataCategory ; skos:prefLabel "Photos" ; skos:broader <category/record> .
  <instrument/law> a ws:Instrument ; skos:prefLabel "The law" .
  <reading/strict> a ws:Reading ; skos:prefLabel "The strict reading" ; ws:interprets <instrument/law> .
  <reading/lenient> a ws:Reading ; skos:prefLabel "The lenient reading" ; ws:interprets <instrument/law> .
"""
DIRECT: Final = (
    "<flow/direct> a ws:DataFlow ; skos:prefLabel \"Direct\" ; ws:sender <organization/dmv> ; "
    "ws:recipient <organization/unit> ; ws:carries <category/photo> ; "
)  # fmt: skip
BY_NET: Final = """
  <flow/in> a ws:DataFlow ; ws:sender <organization/dmv> ; ws:recipient <system/net> ; ws:carries <category/record> ;
    ws:validFrom "2009-01-01"^^xsd:date .
  <flow/out> a ws:DataFlow ; ws:sender <system/net> ; ws:recipient <organization/agency> ;
    ws:carries <category/record> ; ws:validFrom "2009-01-01"^^xsd:date .
"""
BLOCK: Final = """
  <block/b> a ws:Block ; skos:prefLabel "The block" ; ws:atSystem <system/net> ; ws:blocksOrigin <organization/dmv> ;
    ws:blocksRecipient <organization/agency> ; ws:validFrom "2012-01-01"^^xsd:date """
BAR: Final = """
  <bar/b> a ws:Bar ; skos:prefLabel "The bar" ; ws:setBy <instrument/law> ; ws:barsSender <organization/dmv> ;
    ws:barsRecipient <organization/agency> ; ws:barsCategory <category/record> """
FROM_2010: Final = 'ws:validFrom "2010-01-01"^^xsd:date'
STATUS: Final = "ws:evidenceStatus <evidence-status/{}>"
Ask = Callable[..., Claim]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Puts a claim on DMV and Agency to a graph of these facts."""

    def claim(facts: str, says: str, carrying: str | None = "Photos", as_of: str = DAY, **told: Any) -> Claim:
        path = tmp_path / "graph.trig"
        lone = "" if "ws:DataFlow" in facts else (
            "<flow/lone> a ws:DataFlow ; ws:sender <organization/dmv> ; ws:recipient <system/net> ; "
            "ws:carries <category/record> ."
        )  # fmt: skip
        path.write_text(f"{PREFIXES}<source/s> {{ {ENDS} {facts} {lone} }}", "utf-8")
        return whoshares.open(path).claim("DMV", says, "Agency", carrying=carrying, as_of=as_of, **told)

    return claim


def outcome(claim: Claim) -> tuple[str, str, str | None]:
    state = claim.verdict.state
    return claim.outcome, claim.reason, None if state is None else state.word


SHARED: dict[str, tuple[str, str | None, tuple[str, str, str | None]]] = {
    "certain": (f'{DIRECT} {FROM_2010} ; ws:attestedOn "2016-01-01"^^xsd:date .', "Photos",
                ("borne-out", "shows", "certain")),
    "presumed": (f"{DIRECT} {FROM_2010} .", "Photos", ("borne-out", "shows", "presumed")),
    "of narrower data": (f"{DIRECT} {FROM_2010} .", "Records", ("borne-out", "shows", "presumed")),
    "of any data": (f"{DIRECT} {FROM_2010} .", None, ("borne-out", "shows", "presumed")),
    "of broader data alone": (f"{DIRECT} {FROM_2010} .".replace("<category/photo>", "<category/record>"), "Photos",
                              ("not-known", "leaves-open", None)),
    "without a date": (f"{DIRECT} ws:at \"p\" .", "Photos", ("not-known", "leaves-open", None)),
    "that nobody says takes place": (f"{DIRECT} {FROM_2010} ; {STATUS.format('planned')} .", "Photos",
                                     ("not-known", "leaves-open", None)),
    "that is alleged alone": (f"{DIRECT} {FROM_2010} ; {STATUS.format('alleged')} .", "Photos",
                              ("not-known", "leaves-open", None)),
    "that is implied alone": (f"{DIRECT} {FROM_2010} ; {STATUS.format('implied')} .", "Photos",
                              ("not-known", "leaves-open", None)),
    "that is alleged and found": (
        f"{DIRECT} {FROM_2010} ; {STATUS.format('alleged')} , <evidence-status/found-by-court> .", "Photos",
        ("borne-out", "shows", "presumed")),
    "that is disputed and reported": (
        f'{DIRECT} {FROM_2010} ; ws:attestedOn "2016-01-01"^^xsd:date ; {STATUS.format("disputed")} , '
        "<evidence-status/reported> .", "Photos", ("borne-out", "shows", "presumed")),
    "that has ended": (f'{DIRECT} {FROM_2010} ; ws:validUntil "2012-01-01"^^xsd:date .', "Photos",
                       ("contradicted", "ended", "certain")),
    "that has ended on one of two days": (
        f'{DIRECT} {FROM_2010} ; ws:validUntil "2012-01-01"^^xsd:date , "2013-01-01"^^xsd:date .', "Photos",
        ("contradicted", "ended", "presumed")),
    "that ends on one of two days": (
        f'{DIRECT} {FROM_2010} ; ws:validUntil "2012-01-01"^^xsd:date , "2017-01-01"^^xsd:date .', "Photos",
        ("not-known", "leaves-open", None)),
    "of which a part has ended": (f'{DIRECT} {FROM_2010} ; ws:validUntil "2012-01-01"^^xsd:date .', "Records",
                                  ("not-known", "part-ended", None)),
    "an end of what nobody says takes place": (
        f'{DIRECT} ws:validUntil "2012-01-01"^^xsd:date ; {STATUS.format("planned")} .', "Photos",
        ("not-known", "unsaid", None)),
    "that begins later": (f'{DIRECT} ws:validFrom "2018-01-01"^^xsd:date .', "Photos", ("not-known", "later", None)),
    "by another body": (BY_NET, "Photos", ("not-known", "other-way", None)),
    "by another body, stopped": (f"{BY_NET} {BLOCK} .", "Photos", ("contradicted", "stopped", "presumed")),
    "by another body, stopped for certain": (
        f'{BY_NET} {BLOCK} ; ws:attestedOn "2016-01-01"^^xsd:date .', "Photos",
        ("contradicted", "stopped", "certain")),
    "by another body, stopped in part": (f"{BY_NET} {BLOCK} ; ws:blocksCategory <category/photo> .", "Records",
                                         ("not-known", "part-stopped", None)),
    "by another body, stopped later": (
        f"{BY_NET} {BLOCK} .".replace("2012", "2018"), "Photos", ("not-known", "other-way", None)),
    "by nobody": ("", "Photos", ("not-known", "nothing-known", None)),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "carrying", "expected"), SHARED.values(), ids=SHARED)
def test_what_is_shared(ask: Ask, facts: str, carrying: str | None, expected: tuple[str, str, str | None]) -> None:
    shares, denial = ask(facts, "shares-with", carrying), ask(facts, "does-not-share-with", carrying)
    assert outcome(shares) == expected
    mirrored = {"borne-out": "contradicted", "contradicted": "borne-out"}.get(expected[0], expected[0])
    assert outcome(denial) == (mirrored, *expected[1:])
    assert shares.explanation.partition(".")[2] == denial.explanation.partition(".")[2]
    assert ("presumably" in denial.explanation.partition(".")[0]) == (expected[2] == "presumed")


ENDED: dict[str, tuple[str, str | None, tuple[str, str, str | None]]] = {
    "it goes on": (f"{DIRECT} {FROM_2010} .", "Photos", ("contradicted", "shows", "presumed")),
    "it ended": (f'{DIRECT} ws:validUntil "2012-01-01"^^xsd:date .', "Photos", ("borne-out", "ended", "certain")),
    "all that was shared ended": (f'{DIRECT} ws:validUntil "2012-01-01"^^xsd:date .', None,
                                  ("borne-out", "ended", "certain")),
    "it was stopped": (f"{BY_NET} {BLOCK} .", "Photos", ("borne-out", "stopped", "presumed")),
    "it never was before the block": (
        f"{BY_NET} {BLOCK} .".replace("2009", "2012"), "Photos", ("not-known", "before-unknown", None)),
    "it never was": ("", "Photos", ("not-known", "nothing-known", None)),
    "another may go on": (
        f'{DIRECT} ws:validUntil "2012-01-01"^^xsd:date . '
        + f'{DIRECT} ws:at "p" .'.replace("flow/direct", "flow/other"), "Photos", ("not-known", "leaves-open", None)),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "carrying", "expected"), ENDED.values(), ids=ENDED)
def test_what_ended(ask: Ask, facts: str, carrying: str | None, expected: tuple[str, str, str | None]) -> None:
    assert outcome(ask(facts, "ended-sharing-with", carrying)) == expected


PERMIT: Final = (
    "<permission/p> a ws:Permission ; skos:prefLabel \"The exception\" ; ws:setBy <instrument/law> ; "
    "ws:permitsSender <organization/dmv> ; ws:permitsRecipient <organization/agency> ; "
    "ws:permitsCategory <category/record> "
)  # fmt: skip
LIFTED: Final = f"{BAR} ; {FROM_2010} . {PERMIT} ; ws:liftsBar <bar/b> ; {FROM_2010} "
READ: Final = f"{LIFTED} ; ws:underReading <reading/lenient> ."
RAIDS: Final = '<permission/p> ws:purpose <purpose/p> . <purpose/p> a ws:Purpose ; skos:prefLabel "Raids" .'
LENIENT: Final = f"{READ} {RAIDS}"
FORBIDDEN: dict[str, tuple[str, dict[str, Any], tuple[str, str, str | None]]] = {
    "in force": (f"{BAR} ; {FROM_2010} .", {}, ("borne-out", "forbidden", "presumed")),
    "by that law": (f"{BAR} ; {FROM_2010} .", {"under": "The law"}, ("borne-out", "forbidden", "presumed")),
    "a part alone": (f"{BAR} ; {FROM_2010} .".replace("organization/agency", "organization/unit"), {},
                     ("not-known", "part-forbidden", None)),
    "other data": (f"{BAR} ; {FROM_2010} .".replace("category/record", "category/photo"), {"carrying": "Records"},
                   ("not-known", "part-forbidden", None)),
    "some data, of any": (f"{BAR} ; {FROM_2010} .", {"carrying": None}, ("borne-out", "forbidden", "presumed")),
    "for a purpose": (f"{BAR} ; {FROM_2010} ; ws:purpose <purpose/p> . <purpose/p> a ws:Purpose ; "
                      'skos:prefLabel "Raids" .', {}, ("not-known", "part-forbidden", None)),
    "under a reading": (f"{BAR} ; {FROM_2010} ; ws:underReading <reading/strict> .", {},
                        ("not-known", "one-reading", None)),
    "under the reading taken": (f"{BAR} ; {FROM_2010} ; ws:underReading <reading/strict> .",
                                {"readings": "The strict reading"}, ("borne-out", "forbidden", "presumed")),
    "perhaps": (f"{BAR} .", {}, ("not-known", "may-forbid", None)),
    "no longer, that law": (f'{BAR} ; ws:validUntil "2012-01-01"^^xsd:date .', {"under": "The law"},
                            ("contradicted", "not-in-force", "certain")),
    "no longer, any law": (f'{BAR} ; ws:validUntil "2012-01-01"^^xsd:date .', {},
                           ("not-known", "nothing-forbids", None)),
    "lifted": (f"{BAR} ; {FROM_2010} . {PERMIT} ; ws:liftsBar <bar/b> ; {FROM_2010} .", {"under": "The law"},
               ("contradicted", "lifted", "presumed")),
    "perhaps lifted": (f"{BAR} ; {FROM_2010} . {PERMIT} ; ws:liftsBar <bar/b> .", {"under": "The law"},
                       ("not-known", "may-be-lifted", None)),
    "lifted under a reading": (LENIENT, {}, ("not-known", "may-be-lifted", None)),
    "lifted under a reading, that law": (LENIENT, {"under": "The law"}, ("not-known", "may-be-lifted", None)),
    "lifted for a purpose under the reading taken": (LENIENT, {"readings": "The lenient reading"},
                                                     ("not-known", "may-be-lifted", None)),
    "lifted for all under a reading": (READ, {"under": "The law"}, ("not-known", "may-be-lifted", None)),
    "lifted for all under the reading taken": (READ, {"under": "The law", "readings": "The lenient reading"},
                                               ("contradicted", "lifted", "presumed")),
    "lifted under a reading left aside": (LENIENT, {"readings": "The strict reading"},
                                          ("borne-out", "forbidden", "presumed")),
    "lifted in part under a reading": (
        LENIENT.replace("permitsCategory <category/record>", "permitsCategory <category/photo>"),
        {"carrying": "Records"}, ("borne-out", "forbidden", "presumed")),
    "allowed": (f"{PERMIT} ; {FROM_2010} .", {"under": "The law"}, ("contradicted", "allowed", "presumed")),
    "silent": ("", {"under": "The law"}, ("not-known", "nothing-forbids", None)),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "told", "expected"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_what_is_forbidden(ask: Ask, facts: str, told: dict[str, Any], expected: tuple[str, str, str | None]) -> None:
    assert outcome(ask(facts, "must-not-share-with", **told)) == expected


AGAIN: Final = (
    f'{DIRECT} ws:validUntil "2012-01-01"^^xsd:date . '
    + f'{DIRECT} ws:validFrom "2018-01-01"^^xsd:date ; {STATUS} .'.replace("flow/direct", "flow/again")
)
GIVES: Final = "DMV to give photos to Agency"
SAID: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "a dispute stands in the sentence": (
        f'{DIRECT} {FROM_2010} ; ws:attestedOn "2016-01-01"^^xsd:date ; {STATUS.format("disputed")} , '
        "<evidence-status/reported> .", "shares-with", {},
        "Borne out, presumably. On 1 January 2015 DMV gave photos to Agency, at Unit, as far as documents show; a "
        "source disputes that it takes place, or how."),
    "an end of that month": (f'{DIRECT} ws:validUntil "2015-01"^^xsd:gYearMonth .', "shares-with", {},
                             "but documents place its end in 2015-01, and do not say on which day."),
    "an end to come": (f'{DIRECT} ws:validUntil "2016-06"^^xsd:gYearMonth .', "shares-with", {},
                       "but documents give its end, 2016-06, and no day by which it had begun."),
    "nothing is shown": ("", "shares-with", {},
                         "Not known. No document here shows that DMV itself gives photos to Agency, or excludes it."),
    "what is alleged to begin": (
        f'{DIRECT} ws:validFrom "2018-01-01"^^xsd:date ; {STATUS.format("alleged")} .', "shares-with", {},
        "The passing of photos from DMV to Agency, at Unit, from 2018-01-01 on is only alleged, and documents are"),
    "an end, and again": (AGAIN.format("reported"), "does-not-share-with", {},
                          "Documents tell of photos again from 2018-01-01 on."),
    "an end, and perhaps again": (AGAIN.format("implied"), "ended-sharing-with", {},
                                  "Documents tell of photos again from 2018-01-01 on, which is only implied."),
    "stopped on a day to come": (
        f"{BY_NET} {BLOCK} .", "does-not-share-with", {"as_of": "2999-01-01"},
        "By what is known today, on 1 January 2999 every known way of photos from DMV to Agency is stopped by"),
    "for a purpose": (f"{BAR} ; {FROM_2010} ; ws:purpose <purpose/p> . <purpose/p> a ws:Purpose ; "
                      'skos:prefLabel "Raids" .', "must-not-share-with", {},
                      f"The law forbids {GIVES} only where it is about raids (last confirmed 2010-01-01, 5 years"),
    "a part": (f"{BAR} ; {FROM_2010} .".replace("organization/agency", "organization/unit"), "must-not-share-with", {},
               "forbids only a part of the passing of photos from DMV to Agency: to give photos from DMV to Unit"),
    "under a reading": (f"{BAR} ; {FROM_2010} ; ws:underReading <reading/strict> .", "must-not-share-with", {},
                        f"The law forbids {GIVES} under one reading of it alone: The strict reading"),
    "under the reading taken": (f"{BAR} ; {FROM_2010} ; ws:underReading <reading/strict> .", "must-not-share-with",
                                {"readings": "The strict reading"},
                                f"The law forbids {GIVES} as one reading has it (The strict reading)"),
    "perhaps": (f"{BAR} .", "must-not-share-with", {}, f"The law may have forbidden {GIVES} on 1 January 2015"),
    "no longer, under a reading": (
        f'{BAR} ; ws:validUntil "2015-01-01"^^xsd:date ; ws:underReading <reading/strict> .', "must-not-share-with",
        {"under": "The law"},
        "The bar of The law that was about photos from DMV to Agency had ended by 1 January 2015 (2015-01-01); it is "
        "that of one reading alone (The strict reading)."),
    "lifted": (f"{BAR} ; {FROM_2010} . {PERMIT} ; ws:liftsBar <bar/b> ; {FROM_2010} .", "must-not-share-with",
               {"under": "The law"}, f"On 1 January 2015 an exception of The law allows {GIVES}: The exception "
               "(last confirmed 2010-01-01, 5 years before)."),
    "allowed": (f"{PERMIT} ; {FROM_2010} .", "must-not-share-with", {"under": "The law"},
                f"The law does not forbid {GIVES} but allows or demands it: The exception (last confirmed 2010-01-01, "
                "5 years before)."),
    "lifted under a reading": (LENIENT, "must-not-share-with", {},
                               "unless an exception covers it, as one reading has it: The lenient reading."),
    "lifted for all under a reading": (READ, "must-not-share-with", {"under": "The law"},
                                       f"An exception of The law may allow {GIVES} on 1 January 2015, as one reading "
                                       "has it (The lenient reading): The exception."),
    "an exception by name": (f"{LIFTED} . {RAIDS}", "must-not-share-with", {},
                             "it has exceptions, among them The exception, which nothing here checks."),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "says", "told", "sentence"), SAID.values(), ids=SAID)
def test_sentences_are_true_when_quoted_alone(
    ask: Ask, facts: str, says: str, told: dict[str, Any], sentence: str
) -> None:
    assert sentence in ask(facts, says, **told).explanation


def test_nothing_is_certain_of_a_day_to_come(ask: Ask) -> None:
    over = f'{DIRECT} ws:validUntil "2012-01-01"^^xsd:date .'
    assert outcome(ask(over, "shares-with")) == ("contradicted", "ended", "certain")
    assert outcome(ask(over, "shares-with", as_of="2999-01-01")) == ("contradicted", "ended", "presumed")


def test_what_the_one_itself_draws_from_such_data_is_no_way_by_another(ask: Ask) -> None:
    made = """
      <flow/made> a ws:DataFlow ; ws:sender <organization/dmv> ; ws:recipient <organization/agency> ;
        ws:carries <category/match> ; ws:validFrom "2009-01-01"^^xsd:date .
      <category/match> a ws:DataCategory ; skos:prefLabel "Matches" .
      <transformation/t> a ws:Transformation ; ws:holder <organization/dmv> ; ws:consumes <category/photo> ;
        ws:produces <category/match> ; ws:validFrom "2009-01-01"^^xsd:date ."""
    told = ask(made, "does-not-share-with")
    assert outcome(told) == ("not-known", "other-way", None)
    assert told.explanation.endswith("Drawn from photos, presumably matches could get to Agency on that day.")


def test_what_does_not_decide_it_is_said_beside(ask: Ask) -> None:
    both = ask(f'{BY_NET} {DIRECT} ws:validUntil "2012-01-01"^^xsd:date .', "does-not-share-with")
    assert outcome(both) == ("borne-out", "ended", "certain")
    assert "Yet presumably photos could get to Agency on that day, by way of Net." in both.explanation
    assert len(both.ways) == 1
    barred = ask(f'{BAR} ; {FROM_2010} ; ws:exception "A warrant" . {DIRECT} {FROM_2010} .', "must-not-share-with")
    assert "it has exceptions, which nothing here checks" in barred.explanation
    assert "All the same, presumably DMV gave photos to Agency, at Unit, on that day." in barred.explanation


def test_rivals_decide_nothing(ask: Ask) -> None:
    denied = (
        '<position/p> a ws:Position ; skos:prefLabel "Denial" ; dcterms:description "It gives nothing to it." ; '
        "ws:attributedTo <organization/dmv> ; ws:about <organization/agency> . "
    )
    silent = ask(denied, "does-not-share-with")
    assert outcome(silent) == ("not-known", "nothing-known", None)
    assert [(one.text, one.attributed_to) for one in silent.rivals] == [
        ("It gives nothing to it.", (ID + "organization/dmv",))
    ]
    shown = ask(f"{denied} {DIRECT} {FROM_2010} .", "does-not-share-with")
    assert outcome(shown) == ("contradicted", "shows", "presumed")


# --- public statements ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return whoshares.open()


@pytest.mark.parametrize("said", STATEMENTS, ids=lambda said: f"{said['position']} {said['asOf']}")
def test_a_public_statement(kg: KnowledgeGraph, said: dict[str, Any]) -> None:
    position = f"{ID}position/{said['position']}"
    assert "Position" in {iri.rsplit("/", 1)[-1] for iri in kg.names.classes(position)}
    told = {key: said[key] for key in ("carrying", "under", "readings") if key in said}
    claim = kg.claim(*said["claim"], as_of=str(said["asOf"]), **told)
    assert outcome(claim) == (said["outcome"], said["reason"], said.get("certainty")), claim.explanation
    assert said["claim"][1] == "must-not-share-with" or "denied" not in said, "a denial of the form's own"
    denied = {"shares-with": "does-not-share-with", "does-not-share-with": "shares-with"}.get(said["claim"][1])
    if denied:
        subject, _, other = said["claim"]
        mirrored = {"borne-out": "contradicted", "contradicted": "borne-out"}.get(claim.outcome, claim.outcome)
        assert kg.claim(subject, denied, other, as_of=str(said["asOf"]), **told).outcome == mirrored


def test_the_statements_are_many_and_of_every_outcome() -> None:
    assert len(STATEMENTS) >= 30
    assert {said["outcome"] for said in STATEMENTS} == {"borne-out", "contradicted", "not-known"}
    assert {said["claim"][1] for said in STATEMENTS} == {*SAYS}
    assert all(said["why"] for said in STATEMENTS)


# --- how it leaves ----------------------------------------------------------------------------------------------------

NY: Final = ("New York DMV", "does-not-share-with", "ICE", "--carrying", "driver-record", "--as-of", "2026-01-01")


def test_text(command: Command) -> None:
    answer = command("claim", *NY)
    assert (answer.returncode, answer.stderr) == (0, "")
    said = words(answer.stdout)
    assert said.startswith("Borne out, presumably. On 1 January 2026 every known way of driver records from New York")
    assert "stopped by the block New York blocks ICE on Nlets (last confirmed 2025-11-12), as far as documents" in said
    assert "Customs and Border Protection: The agency calls the data vital to its missions" in said
    assert widest(answer.stdout) <= 110
    assert "“--full” lists all" in command("claim", "FBI", "shares-with", "IDENT", "--as-of", "2011-10-01").stdout


def test_a_law_is_named_once(command: Command) -> None:
    said = words(command("claim", "Chicago Police Department", "shares-with", "ICE", "--as-of", "2026-06-01").stdout)
    assert "– Illinois TRUST Act: no use of police databases that are not public" in said
    assert "– Illinois plate reader law of 2023: Illinois plate reads may not be shared" in said


def test_json_and_csv_say_the_same(command: Command) -> None:
    data = as_json(command, "claim", *NY)
    assert (data["outcome"], data["reason"], data["certainty"]) == ("borne-out", "stopped", "presumed")
    assert data["question"]["says"] == "does-not-share-with"
    assert [flow["bears"] for flow in data["direct"]] == ["ended"]
    rows = list(csv.DictReader(io.StringIO(command("claim", *NY, "--format", "csv").stdout)))
    assert (rows[0]["bears"], rows[0]["outcome"], rows[0]["text"]) == ("the claim", "borne-out", data["explanation"])
    assert [row["bears"] for row in rows[1:]] == ["ended", "forbids", "stops", "position"]
    assert all(row["sources"] for row in rows[1:] if row["bears"] != "stops")


IN_NORTH: Final = """
  <place/north> a ws:Place ; skos:prefLabel "North" .
  <organization/dmv> ws:inPlace <place/north> .
  <organization/police> a ws:Organization ; skos:prefLabel "Police" ; ws:inPlace <place/north> .
"""
OF_POLICE: Final = DIRECT.replace("flow/direct", "flow/police").replace("organization/dmv", "organization/police")
OVER_BY_2010: Final = 'ws:validFrom "2009-01-01"^^xsd:date ; ws:validUntil "2010-01-01"^^xsd:date'
EACH: Final[dict[str, tuple[str, str, tuple[str, str, str | None], list[str]]]] = {
    "one shares": (f"{DIRECT} {FROM_2010} . {OF_POLICE} {OVER_BY_2010} .", "does-not-share-with",
                   ("contradicted", "shows", "presumed"), ["contradicted", "borne-out"]),
    "one shares, said so": (f"{DIRECT} {FROM_2010} .", "shares-with",
                            ("borne-out", "shows", "presumed"), ["borne-out", "not-known"]),
    "both ended": (f"{DIRECT} {OVER_BY_2010} . {OF_POLICE} {OVER_BY_2010} .", "does-not-share-with",
                   ("borne-out", "ended", "certain"), ["borne-out", "borne-out"]),
    "both ended, said to share": (f"{DIRECT} {OVER_BY_2010} . {OF_POLICE} {OVER_BY_2010} .", "shares-with",
                                  ("contradicted", "ended", "certain"), ["contradicted", "contradicted"]),
    "of one nothing is known": (f"{DIRECT} {OVER_BY_2010} .", "does-not-share-with",
                                ("not-known", "nothing-known", None), ["borne-out", "not-known"]),
    "of one a flow leaves it open": (f"{OF_POLICE} ws:at \"p\" .", "does-not-share-with",
                                     ("not-known", "leaves-open", None), ["not-known", "not-known"]),
    "one ended": (f"{DIRECT} {OVER_BY_2010} .", "ended-sharing-with",
                  ("not-known", "nothing-known", None), ["borne-out", "not-known"]),
    "forbidden to one": (f"{BAR} ; {FROM_2010} . {DIRECT} {OVER_BY_2010} .", "must-not-share-with",
                         ("not-known", "nothing-forbids", None), ["borne-out", "not-known"]),
}  # fmt: skip


@pytest.mark.parametrize("case", EACH)
def test_of_a_place_one_that_shares_decides_and_else_only_all(case: str, tmp_path: Path) -> None:
    facts, says, expected, pairs = EACH[case]
    path = tmp_path / "graph.trig"
    path.write_text(f"{PREFIXES}<source/s> {{ {ENDS} {IN_NORTH} {facts} }}", "utf-8")
    answer = whoshares.open(path).claim("North", says, "Agency", carrying="Photos", as_of=DAY)
    assert isinstance(answer, PlaceClaim)
    assert (outcome(answer), [pair.outcome for pair in answer.pairs]) == (expected, pairs)
    told = answer.to_dict()
    assert [pair["outcome"] for pair in told["pairs"]] == pairs  # type: ignore[attr-defined]
    assert sorted(told["standsFor"]["from"]) == [ID + "organization/dmv", ID + "organization/police"]  # type: ignore[index]
    said = words(to_text(answer))
    assert said.startswith(words(answer.explanation))
    assert "2 holders that the graph has in North" in said
    assert ("Of bodies that the graph does not have, nothing is said." in said) == case.startswith("both")


def test_of_a_place_and_a_kind_in_the_graph(command: Command, kg: KnowledgeGraph) -> None:
    asked = ("Illinois", "does-not-share-with", "ICE", "--as-of", "2026-06-30")
    data = as_json(command, "claim", *asked)
    alone = kg.claim("Chicago Police Department", *asked[1:3], as_of=asked[-1])
    assert (data["outcome"], data["certainty"]) == (alone.outcome, "presumed") == ("contradicted", "presumed")
    assert data["pairs"][0]["explanation"] == alone.explanation
    said = words(command("claim", *asked).stdout)
    assert said.startswith(
        "Contradicted, presumably, for Chicago Police Department, 1 of the 7 holders that the graph has in Illinois. "
    )
    rows = list(csv.DictReader(io.StringIO(command("claim", *asked, "--format", "csv").stdout)))
    assert (rows[0]["text"], rows[1]["asked from"], rows[1]["asked to"]) == (
        data["explanation"], "Chicago Police Department", "Immigration and Customs Enforcement",
    )  # fmt: skip
    of_kind = kg.claim("kind/motor-vehicle-agency", "shares-with", "ICE", as_of=asked[-1])
    assert " bodies of the kind Motor vehicle agency that the graph has. " in of_kind.explanation


def test_bad_use_is_one_sentence(command: Command, kg: KnowledgeGraph) -> None:
    answer = command("claim", "FBI", "shares", "IDENT")
    assert answer.returncode == 2
    assert "must-not-share-with" in answer.stderr
    with pytest.raises(InputError, match="so that nothing lies between the two"):
        kg.claim("ERO", "shares-with", "ICE")


SENTENCES: dict[str, list[str]] = {
    "TSA does not share passenger lists with ICE on 2026-01-21.": [
        "TSA", "does-not-share-with", "ICE", "--carrying", "passenger lists", "--as-of", "2026-01-21"],
    "FBI shares fingerprints with IDENT": ["FBI", "shares-with", "IDENT", "--carrying", "fingerprints"],
    "Washington  doesn’t share data with ICE": ["Washington", "does-not-share-with", "ICE"],
    "New York DMV ended sharing with ICE by 2026-01-01": [
        "New York DMV", "ended-sharing-with", "ICE", "--as-of", "2026-01-01"],
    "New York DMV must not share driver records with ICE on 2026-01-01 under Green Light Law": [
        "New York DMV", "must-not-share-with", "ICE", "--carrying", "driver records", "--as-of", "2026-01-01",
        "--under", "Green Light Law"],
}  # fmt: skip


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_claim_may_be_one_sentence(sentence: str) -> None:
    assert told_by(sentence) == SENTENCES[sentence]


def test_a_sentence_is_answered_as_its_parts_are(command: Command) -> None:
    whole = command("claim", "TSA does not share passenger lists with ICE on 2026-01-21", "--format", "json")
    parts = command("claim", "TSA", "does not share with", "ICE", "--carrying", "passenger-list", "--as-of",
                    "2026-01-21", "--format", "json")  # fmt: skip
    assert whole.stdout == parts.stdout
    assert json.loads(whole.stdout)["outcome"] == "contradicted"
    wrong = command("claim", "ICE is given passenger lists by TSA")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert words(wrong.stderr).startswith(
        "“ICE is given passenger lists by TSA” is no claim in a form that is known. Say “X shares DATA with Y”, “X does"
    )
