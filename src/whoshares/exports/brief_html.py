"""A brief as one HTML file: nothing is loaded, nothing runs, and it prints on a page or two."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from whoshares.exports.brief_page import Block, HopSaid, Marked, Note, Page, Section
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
    ".hops,.docs,ul{columns:2;column-gap:7mm}.docs{columns:3;column-gap:5mm;font-size:6.5pt}"
    "li,figure,.first{break-inside:avoid}.first{font-size:10pt;margin:.4rem 0}"
    "figure{margin:.3rem 0;overflow:visible}figure>svg{max-height:55mm}.asked,.small,footer{font-size:7.5pt}"
    "p{margin:.2rem 0}li p{font-size:8pt}li{margin:.1rem 0}a{color:inherit}footer{display:none}}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

Link = Callable[[str], str | None]
"""The address of the page of a thing, if it has one."""


def brief_html(page: Page) -> str:
    """The brief as HTML; everything from the graph is escaped, and only web addresses are links."""
    title = text(page.title)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="referrer" content="no-referrer">\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n'
        f"{body(page)}\n</main>\n"
        f"<footer><p>Facts CC BY 4.0 · whoshares</p></footer>\n{OPENING}{page.carried}{CLOSING}\n</body>\n</html>\n"
    )


def body(page: Page, link: Link = lambda _: None) -> str:
    """What stands on the page, as HTML; `link` gives the addresses of pages of things that it names."""
    said = [f'<div class="first">{"".join(f"<p>{text(line)}</p>" for line in page.first)}</div>']
    said += [_section(one, link) for one in page.sections]
    if page.notes:
        said.append(f'<h2>Documents</h2><ol class="docs small">{"".join(map(_note, page.notes))}</ol>')
    small = [page.reading, *([page.abbreviations] if page.abbreviations else [])]
    said.append(f"<h2>How to read and cite this</h2>{''.join(f'<p>{text(one)}</p>' for one in small)}")
    said.append(f"<p>{text(page.cite)}</p>{f'<p>{text(page.check)}</p>' if page.check else ''}")
    return f'<h1>{text(page.title)}</h1>\n<p class="asked">{text(page.asked)}</p>\n{chr(10).join(said)}'


def text(said: str) -> str:
    """Words as HTML."""
    return escape(plain(said))


def _section(section: Section, link: Link) -> str:
    blocks = "".join(_block(block, link) for block in section.blocks)
    return f"<h2>{text(section.heading)}</h2>{blocks}"


def _block(block: Block, link: Link) -> str:
    if block.sort == "picture":
        made = f'<figure tabindex="0" aria-label="Picture of the ways">{block.picture}</figure>'
    elif block.sort == "list":
        made = f"<ul>{_items(block.items, link)}</ul>"
    elif block.sort == "numbered":
        hops = ' class="hops"' if any(item.lines for item in block.items) else ""
        made = f"<ol{hops}>{_items(block.items, link)}</ol>"
    else:
        small = ' class="small"' if block.sort == "small" else ""
        made = "".join(f"<p{small}>{_marked(item.heading, link)}</p>" for item in block.items)
    return f"<details><summary>{text(block.folded)}</summary>{made}</details>" if block.folded else made


def _items(items: Iterable[HopSaid], link: Link) -> str:
    return "".join(
        f"<li>{_marked(item.heading, link)}{''.join(f'<p>{text(line)}</p>' for line in item.lines)}</li>"
        for item in items
    )


def _marked(said: Marked, link: Link) -> str:
    return _linked(said, link) + "".join(
        f' <span class="small"><a href="#d{number}">[{number}]</a> {text(place)}'.rstrip() + "</span>"
        for number, place in said.marks
    )


def _linked(said: Marked, link: Link) -> str:
    """The words, in which what has a page leads to it."""
    made, at = "", 0
    for words, iri in said.things:
        begin = said.text.find(words, at) if words else -1
        address = link(iri) if begin >= 0 else None
        if address:
            made += f'{text(said.text[at:begin])}<a href="{escape(address)}">{text(words)}</a>'
            at = begin + len(words)
    return made + text(said.text[at:])


def _note(note: Note) -> str:
    made = f" ({text(note.made)})" if note.made else ""
    address = ""
    if note.address:
        shown = text(note.address)
        address = f' · <a href="{shown}" rel="noreferrer">{shown}</a>' if host_of_link(note.address) else f" · {shown}"
    return f'<li id="d{note.number}"><cite>{text(note.title)}</cite>{made} · {text(note.tier)}{address}</li>'
