"""What every graph is asked, however it is opened: each verb, each further method, and what cannot be answered."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.by_hand import DAY, SMALL

from whoshares import KnowledgeGraph
from whoshares.store.engine import Rows, Truth
from whoshares.store.writing import Triples

Ask = Callable[[KnowledgeGraph], object]

GRAPH = (
    SMALL
    + """\
<source/t> {
  <source/t> a ws:Source ; dcterms:title "Another document" ; ws:tier <tier/news> .
  <place/town> a ws:Place ; skos:prefLabel "Town" ; ws:at "p. 1" .
  <organization/sheriff> ws:inPlace <place/town> .
  <organization/east> a ws:Organization ; skos:prefLabel "Twin" .
  <organization/west> a ws:Organization ; skos:prefLabel "Twin" .
  <program/watch> a ws:Program ; skos:prefLabel "Watch" .
  <flow/share> ws:underProgram <program/watch> ; ws:at "p. 2" .
  <flow/direct> ws:validUntil "2017-01-01"^^xsd:date ; ws:at "p. 3" .
  <place/state> a ws:Place ; skos:prefLabel "State" .
  <place/town> ws:within <place/state> .
  <place/hamlet> a ws:Place ; skos:prefLabel "Hamlet" ; ws:within <place/town> .
  <kind/school> a ws:HolderKind ; skos:prefLabel "School" ; skos:broader <kind/public-body> .
  <kind/public-body> a ws:HolderKind ; skos:prefLabel "Public body" .
  <organization/public-bodies> a ws:Organization ; skos:prefLabel "Public bodies" ; ws:generic true ;
    ws:kind <kind/public-body> ; ws:level <level/local> .
  <organization/elm-school> a ws:Organization ; skos:prefLabel "Elm School" ; ws:kind <kind/school> ;
    ws:partOf <organization/district> ; ws:inPlace <place/town> .
  <organization/district> a ws:Organization ; skos:prefLabel "School district" .
  <organization/archive> a ws:Organization ; skos:prefLabel "Archive" .
  <flow/tips-of-elm> a ws:DataFlow ; ws:sender <organization/elm-school> ; ws:recipient <organization/agency> ;
    ws:carries <category/tip> ; ws:attestedOn "2015-01-01"^^xsd:date .
  <flow/tips-of-some> a ws:DataFlow ; ws:sender <organization/public-bodies> ; ws:recipient <organization/archive> ;
    ws:carries <category/tip> ; ws:extent <extent/some> ; ws:attestedOn "2015-01-01"^^xsd:date .
}
"""
)
"""The small graph made by hand, with a place, a program, two holders of one name, a date on which sources differ, and
what is said of some bodies of a kind."""

QUESTIONS: dict[str, Ask] = {
    "trace": lambda kg: kg.trace("Sheriff", "Agency", carrying="Plates", as_of=DAY),
    "trace between days": lambda kg: kg.trace("Sheriff", "Agency", between=("2012-01-01", "2018-01-01"), unbarred=True),
    "trace of a place": lambda kg: kg.trace("Town", "Agency", as_of=DAY, via="Vendor"),
    "trace of a program": lambda kg: kg.trace("Watch", "Agency", as_of=DAY),
    "trace without a route": lambda kg: kg.trace("Agency", "Sheriff", as_of=DAY),
    "trace on another day": lambda kg: kg.trace("Sheriff", "Agency", carrying="Plates", as_of="2001-01-01"),
    "trace where more is said of some such bodies": lambda kg: kg.trace("School district", "Agency", as_of=DAY),
    "trace of a kind of body": lambda kg: kg.trace("Public bodies", "Agency", as_of=DAY),
    "cut": lambda kg: kg.cut("Sheriff", "Agency", carrying="Plates", as_of=DAY),
    "cut of a kind of body": lambda kg: kg.cut("Public bodies", "Agency", as_of=DAY),
    "claim": lambda kg: kg.claim("Sheriff", "does-not-share-with", "Agency", carrying="Plates", as_of=DAY),
    "unknowns": lambda kg: kg.unknowns("Sheriff", "Agency", carrying="Tips", as_of=DAY),
    "claim of an end": lambda kg: kg.claim("Sheriff", "ended-sharing-with", "Agency", as_of="2019-01-01"),
    "claim of a place": lambda kg: kg.claim("Town", "shares-with", "Agency", as_of=DAY),
    "unknowns of a place": lambda kg: kg.unknowns("Town", "Agency", carrying="Tips", as_of=DAY),
    "claim of a law": lambda kg: kg.claim("Sheriff", "must-not-share-with", "Agency", under="The law", as_of=DAY),
    "chokepoints": lambda kg: kg.chokepoints("Sheriff", "Agency", as_of=DAY),
    "exposure": lambda kg: kg.exposure("Agency", as_of=DAY),
    "exposure outward": lambda kg: kg.exposure("Sheriff", outward=True, as_of=DAY),
    "around": lambda kg: kg.around("Sheriff", hops=2, as_of=DAY, without="County", tier="primary"),
    "around a place and a law": lambda kg: kg.around(["Town", "The law"], carrying="Plates", as_of=DAY),
    "around a program": lambda kg: kg.around("Watch", as_of=DAY, evidence=None, confirmed_since="2014-01-01"),
    "around everything": lambda kg: kg.around(as_of=DAY, certainty="impossible"),
    "bars": lambda kg: kg.bars(as_of=DAY),
    "bars of a holder": lambda kg: kg.bars("Sheriff", as_of=DAY, readings="The lenient reading"),
    "backdoors": lambda kg: kg.backdoors(as_of=DAY),
    "whatif": lambda kg: kg.whatif(end="The deal", origin="Sheriff", recipient="Agency", as_of=DAY),
    "conflicts": lambda kg: kg.conflicts(),
    "timeline": lambda kg: kg.timeline("Direct plates"),
    "timeline of ways": lambda kg: kg.timeline("Sheriff", "Agency", carrying="Plates"),
    "exposure of a kind of body": lambda kg: kg.exposure("Public bodies", outward=True, as_of="2012-01-01"),
    "diff": lambda kg: kg.diff("2011-01-01", "2019-01-01", to="Agency"),
    "show": lambda kg: kg.show("Sheriff"),
    "search": lambda kg: kg.search("plates"),
    "explain": lambda kg: kg.explain("Sheriff", "sharesDataWith", "organization/vendor"),
    "query": lambda kg: kg.query("flows/into", recipient="Agency"),
    "sparql rows": lambda kg: kg.sparql("SELECT ?f ?from { ?f a ws:DataFlow ; ws:validFrom ?from } ORDER BY ?f"),
    "sparql truth": lambda kg: kg.sparql("ASK { ?f a ws:DataFlow }"),
    "sparql triples": lambda kg: kg.sparql("CONSTRUCT { ?f ws:carries ?c } WHERE { ?f ws:carries ?c }"),
    "sparql of what follows": lambda kg: kg.sparql(
        "SELECT ?a ?b { ?a ws:sharesDataWith ?b } ORDER BY ?a ?b", infer=True
    ),
    "export": lambda kg: kg.export("nquads"),
    "export in another vocabulary": lambda kg: kg.export(vocabulary="org"),
    "to_networkx": lambda kg: sorted(map(repr, kg.to_networkx().edges(keys=True, data=True))),
}
"""Questions that have an answer. The first word is the method that is asked."""

ABOUT_THE_SHIPPED_GRAPH: dict[str, Ask] = {
    "routes": lambda kg: kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01"),
    "routes by id": lambda kg: kg.trace("organization/us-fbi", "us-ice", as_of="2020-06-01", limit=50),
    "no route": lambda kg: kg.trace("ICE", "Local jail", carrying="fingerprints", as_of="2011-10-01"),
    "other day": lambda kg: kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="1990-01-01"),
    "exact, few hops": lambda kg: kg.trace("FBI", "ICE", as_of="2011-10-01", exact=True, max_hops=2),
    "ever, unbarred": lambda kg: kg.trace("FBI", "DHS", ever=True, unbarred=True),
    "between, avoiding": lambda kg: kg.trace(
        "FBI", "DHS", between=("2010-01-01", "2020-01-01"), avoid="Secure Communities"
    ),
    "cut": lambda kg: kg.cut("Local jail", "ICE", as_of="2011-10-01", by="instrument"),
    "cut where a block would do": lambda kg: kg.cut("New York DMV", "ICE", as_of="2025-11-11"),
    "cut by blocks": lambda kg: kg.cut("Connecticut", "ICE", carrying="driver-record", as_of="2026-01-01", by="block"),
    "cut that a block makes idle": lambda kg: kg.cut("New York DMV", "ICE", as_of="2026-01-01"),
    "cut for a place": lambda kg: kg.cut("San Diego County", "ICE", as_of="2026-01-01", by="controller"),
    "choke points": lambda kg: kg.chokepoints("Local jail", "ICE", as_of="2011-10-01"),
    "choke points of a place": lambda kg: kg.chokepoints("San Diego County", "ICE", as_of="2026-01-01"),
    "exposure": lambda kg: kg.exposure("ICE", as_of="2020-01-01"),
    "exposure outward": lambda kg: kg.exposure("FBI", outward=True, as_of="2020-01-01"),
    "around": lambda kg: kg.around("Nlets", hops=2, as_of="2026-01-01"),
    "from a kind of body": lambda kg: kg.trace("Washington police agencies", "Border Patrol", as_of="2026-01-01"),
    "from a place": lambda kg: kg.trace("San Diego County", "ICE", as_of="2026-01-01"),
    "to a kind": lambda kg: kg.trace("FBI", "kind/jail", as_of="2012-01-01", limit=1),
    "from a program": lambda kg: kg.trace("Medicaid", "ICE", as_of="2026-01-01", limit=3),
    "exposure of a place": lambda kg: kg.exposure("New York", as_of="2026-01-01", place="California"),
    "back doors of a place": lambda kg: kg.backdoors("New York", as_of="2026-01-01", limit=3),
    "back doors": lambda kg: kg.backdoors(as_of="2024-01-01"),
    "back doors to come": lambda kg: kg.backdoors(as_of="2026-01-01", exact=True, limit=5),
    "what is known of a thing": lambda kg: kg.show("Secure Communities"),
    "what fits words": lambda kg: kg.search("fingerprints"),
    "bars": lambda kg: kg.bars(as_of="2024-01-01"),
    "rival claims": lambda kg: kg.conflicts("Secure Communities"),
    "a timeline": lambda kg: kg.timeline("Secure Communities"),
    "all of it": lambda kg: kg.export("nquads"),
    **{
        f"the unknown name “{name}”": lambda kg, name=name: refusal(kg, lambda kg: kg.trace(name, "ICE"))  # type: ignore[misc]
        for name in (
            "Secure Comunities",
            "Immigration and Customs Enforcment",
            "fingerprints",
            "Fresno County Sheriff",
        )
    },
}
"""Questions about the shipped graph, with routes that are long, and names that are many."""

REFUSED: dict[str, Ask] = {
    "a name that is none": lambda kg: kg.trace("Sherif of nowhere", "Agency"),
    "a body that is not there, of a kind that is": lambda kg: kg.trace("Oak School of Town", "Agency"),
    "a place where nobody is": lambda kg: kg.trace("Hamlet", "Agency"),
    "a claim that is none": lambda kg: kg.claim("Sheriff", "shares", "Agency"),
    "a claim of a part and its whole": lambda kg: kg.claim("Sheriff", "shares-with", "County"),
    "a claim that names a law in vain": lambda kg: kg.claim("Sheriff", "shares-with", "Agency", under="The law"),
    "a name that is nearly one": lambda kg: kg.cut("Sherif", "Agency"),
    "no name": lambda kg: kg.trace("", "Agency"),
    "a name of two": lambda kg: kg.exposure("Twin"),
    "a name of another sort": lambda kg: kg.trace("Sheriff", "The deal"),
    "a category that is none": lambda kg: kg.chokepoints("Sheriff", "Agency", carrying="Nothing of the kind"),
    "a thing to look around that is none": lambda kg: kg.around("Sherif of anywhere"),
    "a tier that is none": lambda kg: kg.around("Sheriff", tier="best"),
    "a certainty that is none": lambda kg: kg.around("Sheriff", certainty="sure"),
    "a program that is none": lambda kg: kg.around("Sheriff", program="Ward"),
    "a bar that is none": lambda kg: kg.backdoors("The lore"),
    "a reading that is none": lambda kg: kg.bars(readings="The loose reading"),
    "a holder to avoid that is none": lambda kg: kg.trace("Sheriff", "Agency", avoid="Vendors Inc."),
    "a day that is none": lambda kg: kg.trace("Sheriff", "Agency", as_of="2015-02-30"),
    "days in the wrong order": lambda kg: kg.diff("2016-01-01", "2015-01-01"),
    "a number below one": lambda kg: kg.trace("Sheriff", "Agency", limit=0),
    "a scenario that changes nothing": lambda kg: kg.whatif(),
    "a thing that is none": lambda kg: kg.show("Nothing of the kind"),
    "a statement of what is none": lambda kg: kg.explain("Sheriff", "sharesDataWith", "Nobody"),
    "a query that is none": lambda kg: kg.query("flows/onto"),
    "a parameter that is none": lambda kg: kg.query("flows/into", recipent="Agency"),
    "a parameter that is missing": lambda kg: kg.query("flows/into"),
    "SPARQL that is none": lambda kg: kg.sparql("SELECT ?f WHERE"),
    "an update": lambda kg: kg.sparql("DROP ALL"),
    "another service": lambda kg: kg.sparql("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"),
    "a format that is none": lambda kg: kg.export("paper"),
    "a vocabulary that is none": lambda kg: kg.export(vocabulary="foaf"),
}
"""Questions that end in a sentence."""


def told(answer: object) -> bytes:
    """An answer as the bytes that leave the program: its JSON, or what stands in for that."""
    if isinstance(answer, list):
        answer = [one.to_dict() if hasattr(one, "to_dict") else one for one in answer]
    elif isinstance(answer, Triples):
        answer = sorted(answer.serialize("ntriples").splitlines())
    elif isinstance(answer, Rows | Truth):
        answer = repr(answer)
    elif hasattr(answer, "to_dict"):
        answer = answer.to_dict()
    return json.dumps(answer, ensure_ascii=False).encode()


def refusal(kg: KnowledgeGraph, ask: Ask) -> tuple[str, str]:
    """The kind and the sentence of the error that a question ends in."""
    try:
        answer = ask(kg)
    except Exception as error:  # whatever it is, it is compared
        return type(error).__name__, str(error)
    raise AssertionError(f"There is an answer: {told(answer)!r}")
