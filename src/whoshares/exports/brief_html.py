"""A brief as one HTML file: nothing is loaded, nothing runs, and it prints on a page or two."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from whoshares.exports.brief_page import BriefPage, Marked, Note
from whoshares.model.addresses import host_of_link
from whoshares.model.plain import plain

OPENING = '<script type="application/json" id="whoshares">'
CLOSING = "</script>"
_STYLE = (
    ":root{color-scheme:light}body{font:16px/1.45 system-ui,sans-serif;color:#1b1f24;background:#fff;max-width:46rem;"
    "margin:0 auto;padding:1.5rem 1rem 3rem;overflow-wrap:anywhere}"
    "h1{font-size:1.5rem;line-height:1.2;margin:0 0 .2rem}h2{font-size:1.05rem;margin:1.4rem 0 .3rem}"
    "p{margin:.35rem 0}.asked,.small,footer{color:#535d68;font-size:.875rem}"
    ".first{border-left:4px solid #1b1f24;padding:.1rem 0 .1rem .8rem;margin:.8rem 0}"
    ".first p:first-child{font-weight:600}"
    "ol,ul{margin:.3rem 0;padding-left:1.6rem}li{margin:.25rem 0}li p{margin:.05rem 0;font-size:.9rem}"
    "figure{margin:1rem 0;overflow-x:auto}figure>svg{max-width:100%;height:auto}a{color:#0b57a4}"
    "@media screen and (min-width:72rem){figure{margin-inline:-9rem}}"
    "@page{size:A4;margin:12mm 14mm}@media print{body{font-size:8pt;line-height:1.22;max-width:none;padding:0}"
    "h1{font-size:15pt}h2{font-size:10.5pt;margin:.6rem 0 .1rem;break-after:avoid}"
    ".hops,.docs,ul{columns:2;column-gap:7mm}"
    "li,figure,.first{break-inside:avoid}.first{font-size:10pt;margin:.4rem 0}"
    "figure{margin:.3rem 0;overflow:visible}figure>svg{max-height:55mm}.asked,.small,footer{font-size:7.5pt}"
    "p{margin:.2rem 0}li p{font-size:8pt}li{margin:.1rem 0}a{color:inherit}footer{display:none}}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def brief_html(page: BriefPage) -> str:
    """The brief as HTML; everything from the graph is escaped, and only web addresses are links."""
    parts = [f"<p>{_text(line)}</p>" for line in page.first]
    said = [f'<div class="first">{"".join(parts)}</div>']
    if page.forbids:
        said.append(f"<h2>What forbids it</h2>{_list(map(_marked, page.forbids))}")
    if page.stops:
        said.append(f"<h2>What stops it</h2>{_list(map(_marked, page.stops))}")
    if page.ways:
        said.append(f"<h2>The ways</h2><figure>{page.picture}</figure>")
        said.append(f"<ol>{''.join(f'<li>{_text(way)}</li>' for way in page.ways)}</ol><p>{_text(page.more_ways)}</p>")
    if page.hops:
        hops = "".join(
            f"<li>{_marked(hop.heading)}{''.join(f'<p>{_text(line)}</p>' for line in hop.lines)}</li>"
            for hop in page.hops
        )
        said.append(f'<h2>Hop by hop</h2><ol class="hops">{hops}</ol>')
    if page.unshown:
        said.append(f"<h2>What the documents do not show</h2>{_list(map(_text, page.unshown))}")
    if page.ends:
        said.append("<h2>Who could end it</h2>")
        for sentence, flows in page.ends:
            said.append(f"<p>{_text(sentence)}</p>{_list(map(_marked, flows)) if flows else ''}")
        said.append(f'<p class="small">{_text(page.ends_caution)}</p>')
    if page.notes:
        said.append(f'<h2>Documents</h2><ol class="docs small">{"".join(map(_note, page.notes))}</ol>')
    small = [page.reading, *([page.abbreviations] if page.abbreviations else [])]
    said.append(f"<h2>How to read and cite this</h2>{''.join(f'<p>{_text(one)}</p>' for one in small)}")
    said.append(f"<p>{_text(page.cite)}</p><p>{_text(page.check)}</p>")
    title = _text(page.title)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="referrer" content="no-referrer">\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n'
        f'<h1>{title}</h1>\n<p class="asked">{_text(page.asked)}</p>\n{chr(10).join(said)}\n</main>\n'
        f"<footer><p>Facts CC BY 4.0 · whoshares</p></footer>\n{OPENING}{page.carried}{CLOSING}\n</body>\n</html>\n"
    )


def _text(text: str) -> str:
    return escape(plain(text))


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _marked(said: Marked) -> str:
    return _text(said.text) + "".join(
        f' <span class="small"><a href="#d{number}">[{number}]</a> {_text(place)}'.rstrip() + "</span>"
        for number, place in said.marks
    )


def _note(note: Note) -> str:
    made = f" ({_text(note.made)})" if note.made else ""
    address = ""
    if note.address:
        shown = _text(note.address)
        address = f' · <a href="{shown}" rel="noreferrer">{shown}</a>' if host_of_link(note.address) else f" · {shown}"
    return f'<li id="d{note.number}"><cite>{_text(note.title)}</cite>{made} · {_text(note.tier)}{address}</li>'
