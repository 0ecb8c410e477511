"""The keys of JSON and the columns of CSV: each is a term of the ontology, or has an idea of its own, and it alone."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from tests.by_hand import keys
from tests.knowledge_graph.contract.questions import GRAPH, QUESTIONS

import whoshares
from whoshares.model.answer import Answer

ONTOLOGY: Final = Path(__file__).resolve().parents[2] / "ontology" / "whoshares.ttl"
PROPERTIES: Final = frozenset(re.findall(r"^ws:([a-z]\w*)$", ONTOLOGY.read_text("utf-8"), re.MULTILINE))

OTHER_VOCABULARIES: Final = {
    "dcterms:title": "title", "dcterms:publisher": "publisher", "dcterms:issued": "issued",
    "dcterms:description": "text", "skos:prefLabel": "label", "skos:altLabel": "aliases", "skos:note": "notes",
    "rdf:type, in words": "class", "rdf:Statement": "subject predicate object",
}  # fmt: skip
"""Terms of other vocabularies, and the words by which answers name them."""
PLURALS: Final = {"exception": "exceptions", "at": "locator"}
"""Terms of the ontology that answers name by another word: several in words, and the places in a document."""
OWN: Final = {
    "what was asked": "question carrying limit maxHops exact avoid unbarred readings confirmedSince using place thing "
    "day1 day2 params query",
    "what was searched, and how far": "searched stopped truncated undecided leftOut optimal counts atLeast",
    "how it came out": "outcome reason explanation alsoNeeded excludedBy unconfirmed toItself knownFrom knownTo "
    "nearby toWhole fromWhole otherWayRound saidOfSome ofNamed ownOfNamed what own labels",
    "a pair of ends": "from to pairs asked standsFor between fromPlaces toPlaces",
    "a way": "ways steps body parts possibleWays waysClosed waysOpened",
    "a route and its hops": "routes route hops hop flow flows join asEvery asEveryAt transformations "
    "transformationDetails through leavesFrom arrivesAt meanwhile firstHop lastHop weakest weakestTier",
    "data": "category categories",
    "states and days": "future certainty lastConfirmed before after day days date until when began ended takesPlace "
    "disputed rivalDates firstDescribed lastAttested authorityNotInForce underProgramNotInForce implied",
    "bars": "bar bars barDetails barred liftedBars liftedBy limitedTo forbids forbiddenBy permissions "
    "permissionDetails replacedBy complianceLag daysToEnd daysToLastAttested slots",
    "blocks": "blocks blockDetails possibleBlocks withoutBlocks otherBlocks blocksToSet stoppedBy",
    "going round": "goesRound backdoors pattern patterns patternName reachEnds exceptedBy",
    "exposure": "origins recipients bodies genericBodies namedBodies possibleBodies possibleGenericBodies",
    "a map around things": "around distance without evidence program holders system acronym places documents barredBy "
    "touchedBy",
    "cuts and choke points": "size elements flowsEnded removable chokePoints passed everyRoute share",
    "a scenario": "action effects effect open opened closed changed newlyBarred newlyForbiddenBy newlyStoppedBy "
    "noLongerBarred noLongerForbiddenBy noLongerStoppedBy stillForbiddenBy stillStoppedBy",
    "what happened": "happened entries changes touches reach by instrumentKind authorityBy authorityGained "
    "authorityLost outliving atEnds",
    "documents": "sources bySources authoritySources linkedBy",
    "conflicts": "conflicts differsIn property said sides withinOneSource",
    "a thing": "id statements mentions propertyLabel valueLabel",
    "a claim": "says under bears direct norms rivals",
    "what would settle it": "facts otherFacts fact askedOf request",
    "an inference": "rule because premises words",
    "a table": "columns rows",
}  # fmt: skip
"""What is no property of a thing in the graph but of an answer, by idea."""
COUNTED: Final = frozenset(
    {"attested", "began-and-ended", "closes", "first-described", "none", "not-settled", "opens", "perhaps", "spoken-of",
     "stays-open", "authority"}
)  # fmt: skip
"""Codes that stand as keys, where an answer counts how many have each."""
COLUMNS: Final = {
    "asked from": "from", "asked to": "to", "asked of": "to", "bar certainty": "certainty", "bar id": "id",
    "bar last confirmed": "lastConfirmed", "barred by": "barred", "category id": "id", "certainty before": "before",
    "recipient id": "id", "sender id": "id", "to id": "id",
    "conflict": "conflicts", "depth": "premises", "direction": "mentions", "element": "elements",
    "element controlled by": "controlledBy", "element id": "id", "flow certainty": "certainty", "flow id": "id",
    "flow last confirmed": "lastConfirmed", "holder id": "id", "holders": "hops", "newly barred by": "newlyBarred",
    "newly goes round": "goesRound", "no longer barred by": "noLongerBarred", "no longer goes round": "goesRound",
    "of": "routes", "on every route": "everyRoute", "precedent": "blocksToSet", "route certainty": "certainty",
    "route last confirmed": "lastConfirmed", "way": "ways", "weakest hop": "weakest",
    "system": "atSystem",
}  # fmt: skip
"""Columns that are no key in words, and the key of which they give a value."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], set[str]]:
    """The keys and the columns of the answers to the questions that every graph is asked."""
    path = tmp_path_factory.mktemp("words") / "small.trig"
    path.write_text(GRAPH, "utf-8")
    kg = whoshares.open(path)
    found, columns = set[str](), set[str]()
    for name, ask in QUESTIONS.items():
        answer = ask(kg)
        if isinstance(answer, Answer) and not name.startswith(("query", "sparql")):
            found |= keys(answer.to_dict())
            columns.update(column for row in answer.rows() for column in row)
    return found, columns


def own() -> list[str]:
    return [
        word for words in (*OWN.values(), *OTHER_VOCABULARIES.values(), *PLURALS.values()) for word in words.split()
    ]


def as_key(column: str) -> str:
    """A column as a key would be written: “valid from” as `validFrom`."""
    first, *more = column.split()
    return first + "".join(word.capitalize() for word in more)


def test_each_key_is_a_term_or_has_one_idea(told: tuple[set[str], set[str]]) -> None:
    found, _ = told
    assert sorted(found - PROPERTIES - COUNTED - {*own()}) == [], (
        "name it by the ontology's term, or say here what it is"
    )
    assert [word for word, times in Counter(own()).items() if times > 1] == [], "one word, one idea"


def test_a_word_of_an_answer_is_no_term_with_another_meaning() -> None:
    assert sorted(PROPERTIES.intersection(own())) == []
    assert PLURALS.keys() <= PROPERTIES


def test_each_column_is_a_key_in_words(told: tuple[set[str], set[str]]) -> None:
    _, columns = told
    known = PROPERTIES.union(own())
    assert sorted(column for column in columns if as_key(column) not in known and column not in COLUMNS) == []
    assert sorted(key for key in COLUMNS.values() if key not in known) == []


def test_words_that_were_doubles_are_gone(told: tuple[set[str], set[str]]) -> None:
    """`program` for what stands under one, `kind` for a class, `inForce` for how sure that is."""
    found, columns = told
    assert not found & {"inForce", "programNotInForce", "reading", "change"}
    assert not columns & {"bar in force", "change", "kind", "program", "reading", "stands for"}
