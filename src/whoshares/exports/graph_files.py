"""Nets in the formats of programs that draw and measure graphs: GraphML, GEXF, DOT. Written as they are read."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from whoshares.exports.nets import EDGE_TEXTS, NODE_TEXTS, Net

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def graphml(net: Net) -> Iterator[str]:
    """A net as GraphML (graphml.graphdrawing.org), which yEd, Gephi, Cytoscape, igraph and networkx read."""
    yield _HEAD + '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for sort, names in (("graph", tuple(net.about)), ("node", NODE_TEXTS), ("edge", EDGE_TEXTS)):
        for name in names:
            yield f'<key id="{sort}-{name}" for="{sort}" attr.name="{name}" attr.type="string"/>\n'
    yield '<graph edgedefault="directed">\n'
    for name, text in net.about.items():
        yield f'<data key="graph-{name}">{escape(text)}</data>\n'
    for node in net.nodes():
        said = "".join([f'<data key="node-{name}">{escape(text)}</data>' for name, text in node.texts.items()])
        yield f"<node id={quoteattr(node.id)}>{said}</node>\n"
    for number, edge in enumerate(net.edges()):
        said = "".join([f'<data key="edge-{name}">{escape(text)}</data>' for name, text in edge.texts.items()])
        ends = f"source={quoteattr(edge.sender)} target={quoteattr(edge.recipient)}"
        yield f'<edge id="e{number}" {ends}>{said}</edge>\n'
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
        yield f"<node id={quoteattr(node.id)} label={quoteattr(node.texts['label'])}>{_values(node.texts)}</node>\n"
    yield "</nodes>\n<edges>\n"
    for number, edge in enumerate(net.edges()):
        texts = edge.texts
        began = min(_days(texts.get("valid_from", ""), last=False), default="")
        ended = max(_days(texts.get("valid_until", ""), last=True), default="")
        days = (f' start="{began}"' if began else "") + (f' end="{ended}"' if ended and ended >= began else "")
        label = f" label={quoteattr(texts['label'])}" if "label" in texts else ""
        ends = f"source={quoteattr(edge.sender)} target={quoteattr(edge.recipient)}"
        yield f'<edge id="{number}" {ends}{label}{days}>{_values(texts)}</edge>\n'
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
        [f'<attvalue for="{name}" value={quoteattr(text)}/>' for name, text in texts.items() if name != "label"]
    )
    return f"<attvalues>{said}</attvalues>" if said else ""


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
