"""Nets in the formats of programs that draw and measure graphs: GraphML, GEXF, DOT. Written as they are read."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice, starmap
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from whoshares.exports.nets import EDGE_TEXTS, NODE_TEXTS, Edge, Net

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MARKUP: Final = ("&", "<", ">", '"', "\n", "\r", "\t")
_AT_ONCE: Final = 500
_IN_QUOTES: Final = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def graphml(net: Net) -> Iterator[str]:
    """A net as GraphML (graphml.graphdrawing.org), which yEd, Gephi, Cytoscape, igraph and networkx read.

    An id there is a name token, which an IRI is not: the nodes are numbered, and `iri` says which holder each is.
    """
    yield _HEAD + '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for sort, names in (("graph", tuple(net.about)), ("node", ("iri", *NODE_TEXTS)), ("edge", EDGE_TEXTS)):
        for name in names:
            yield f'<key id="{sort}-{name}" for="{sort}" attr.name="{name}" attr.type="string"/>\n'
    yield '<graph edgedefault="directed">\n'
    for name, text in net.about.items():
        yield f'<data key="graph-{name}">{escape(text)}</data>\n'
    ids: dict[str, str] = {}
    for node in net.nodes():
        ids[node.id] = id = f'"n{len(ids)}"'
        told = {"iri": node.id, **node.texts}.items()
        said = "".join([f'<data key="node-{name}">{escape(text)}</data>' for name, text in told])
        yield f"<node id={id}>{said}</node>\n"
    opened = {name: f'<data key="edge-{name}">' for name in EDGE_TEXTS}

    def written(number: int, edge: Edge) -> str:
        said = "".join([f"{opened[name]}{text}</data>" for name, text in _escaped(edge.texts).items()])
        return f'<edge id="e{number}" source={ids[edge.sender]} target={ids[edge.recipient]}>{said}</edge>\n'

    yield from _by_many(starmap(written, enumerate(net.edges())))
    yield "</graph>\n</graphml>\n"


def gexf(net: Net) -> Iterator[str]:
    """A net as GEXF 1.2draft, for Gephi: an edge has the days of its start and end, which move Gephi's timeline.

    A start that is known by its month or year is its first day, an end the last. Where sources differ, the interval is
    the longest that one of them gives.
    """
    yield _HEAD + '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n<meta>'
    yield "<creator>whoshares</creator>"
    description = ". ".join(text for name, text in net.about.items() if name != "title")
    yield f"<keywords>{escape(net.about['title'])}</keywords><description>{escape(description)}</description></meta>\n"
    yield '<graph defaultedgetype="directed" mode="dynamic" timeformat="date">\n'
    for sort, names in (("node", NODE_TEXTS), ("edge", EDGE_TEXTS)):
        titles = "".join(f'<attribute id="{name}" title="{name}" type="string"/>' for name in names if name != "label")
        yield f'<attributes class="{sort}" mode="static">{titles}</attributes>\n'
    yield "<nodes>\n"
    for node in net.nodes():
        yield f"<node id={_attribute(node.id)} label={_attribute(node.texts['label'])}>{_values(node.texts)}</node>\n"
    yield "</nodes>\n<edges>\n"
    opened = {name: f'<attvalue for="{name}" value="' for name in EDGE_TEXTS if name != "label"}
    ids = _Quoted()

    def written(number: int, edge: Edge) -> str:
        began, ended = _interval(edge.texts.get("valid_from", ""), edge.texts.get("valid_until", ""))
        told = _escaped(edge.texts)
        label = f' label="{told["label"]}"' if "label" in told else ""
        said = "".join([f'{opened[name]}{text}"/>' for name, text in told.items() if name != "label"])
        said = f"<attvalues>{said}</attvalues>" if said else ""
        ends = f"source={ids[edge.sender]} target={ids[edge.recipient]}"
        return f'<edge id="{number}" {ends}{label}{began}{ended}>{said}</edge>\n'

    yield from _by_many(starmap(written, enumerate(net.edges())))
    yield "</edges>\n</graph>\n</gexf>\n"


def dot(net: Net) -> Iterator[str]:
    """A net in the language of Graphviz."""
    yield f"digraph {_quoted(net.about['title'])} {{\n"
    for node in net.nodes():
        yield f"{_quoted(node.id)} [label={_quoted(node.texts['label'])}];\n"
    for edge in net.edges():
        said = {**edge.texts, "label": edge.texts.get("carries", ""), "id": edge.texts.get("flow", "")}
        texts = ", ".join(f"{name}={_quoted(text)}" for name, text in said.items() if text)
        yield f"{_quoted(edge.sender)} -> {_quoted(edge.recipient)} [{texts}];\n"
    yield "}\n"


def _values(texts: Mapping[str, str]) -> str:
    said = "".join(
        [f'<attvalue for="{name}" value={_attribute(text)}/>' for name, text in texts.items() if name != "label"]
    )
    return f"<attvalues>{said}</attvalues>" if said else ""


def _escaped(texts: Mapping[str, str]) -> Mapping[str, str]:
    """Texts as an element, or an attribute in double quotes, holds them; most need no escape: all are tried at once."""
    every = "".join(texts.values())
    for sign in _MARKUP:
        if sign in every:
            return {name: escape(text, _IN_QUOTES) for name, text in texts.items()}
    return texts


def _by_many(pieces: Iterator[str]) -> Iterator[str]:
    """Pieces, some hundred at a time: to write each by itself would take as long as to make it."""
    while some := "".join(islice(pieces, _AT_ONCE)):
        yield some


class _Quoted(dict[str, str]):
    """Ids as values of attributes: each is made when it is first asked for."""

    def __missing__(self, name: str) -> str:
        self[name] = found = _attribute(name)
        return found


def _attribute(text: str) -> str:
    """A text as the value of an attribute, in quotes."""
    return quoteattr(text) if any(sign in text for sign in _MARKUP) else f'"{text}"'


@lru_cache(maxsize=4096)
def _interval(began: str, ended: str) -> tuple[str, str]:
    """The attributes of a start and an end, as far as there are any: the longest that some source gives."""
    first = min(_days(began, last=False), default="")
    last = max(_days(ended, last=True), default="")
    return (f' start="{first}"' if first else ""), (f' end="{last}"' if last and last >= first else "")


def _days(texts: str, *, last: bool) -> Iterator[str]:
    """The first, or the last, day that each of some dates, months or years may mean."""
    for found in filter(None, map(_DATE.fullmatch, texts.split("; "))):
        year, month, day = found.groups()
        month = month or ("12" if last else "01")
        yield f"{year}-{month}-{day or (monthrange(int(year), int(month))[1] if last else '01')}"


def _quoted(text: str) -> str:
    """Text as a quoted DOT string, whatever it holds."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
