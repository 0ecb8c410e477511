"""A brief as Markdown (CommonMark with front matter): what it carries stands in a comment at the end."""

from __future__ import annotations

import json
import re

from whoshares.exports.brief_page import Block, Marked, Note, Page
from whoshares.model.addresses import host_of_link
from whoshares.model.plain import plain

OPENING = "<!-- whoshares "
CLOSING = " -->"
_SIGNS = re.compile(r"[\\`*_{}\[\]<>#!|~&$@]|:(?=//)|(?<=www)\.|^[-+=]|(?<=^[0-9])[.)]")


def brief_markdown(page: Page) -> str:
    """The brief as Markdown; what would be a mark there is escaped, and only web addresses are links."""
    question, edition = page.record["question"], page.record["edition"]
    front = {
        "title": page.title,
        "question": " ".join(f"{key}={value}" for key, value in sorted(question.items()) if value),
        "edition": " ".join(f"{key}={value}" for key, value in sorted(edition.items()) if value),
        "hash": page.record["hash"],
    }
    parts = ["---", *(f"{key}: {_quoted(value)}" for key, value in front.items()), "---", ""]
    parts += [f"# {_text(page.title)}", "", _text(page.asked), ""]
    first, *rest = page.first
    parts += [f"> **{_text(first)}**", *(f">\n> {_text(line)}" for line in rest), ""]
    for section in page.sections:
        parts += [
            f"## {_text(section.heading)}",
            "",
            *(line for block in section.blocks for line in (*_block(block), "")),
        ]
    if page.notes:
        parts += ["## Documents", "", *map(_note, page.notes), ""]
    parts += ["## How to read and cite this", "", _text(page.reading), ""]
    parts += [_text(page.abbreviations), ""] if page.abbreviations else []
    parts += [_text(page.cite), "", _text(page.check), "", "Facts CC BY 4.0 · whoshares", ""]
    return "\n".join([*parts, f"{OPENING}{page.carried}{CLOSING}", ""])


def _block(block: Block) -> list[str]:
    if block.sort == "list":
        return ["  \n  ".join([f"- {_marked(item.heading)}", *map(_text, item.lines)]) for item in block.items]
    if block.sort == "numbered":
        return [
            "  \n   ".join([f"{number}. {_marked(item.heading)}", *map(_text, item.lines)])
            for number, item in enumerate(block.items, 1)
        ]
    return [_marked(item.heading) for item in block.items]


def _quoted(text: str) -> str:
    """Text as YAML has it between quotation marks; nothing in it begins a comment of HTML."""
    return json.dumps(plain(text), ensure_ascii=False).replace("<", "\\u003c")


def _text(text: str) -> str:
    return _SIGNS.sub(r"\\\g<0>", plain(text))


def _marked(said: Marked) -> str:
    marks = [f"\\[{number}{f', {_text(place)}' if place else ''}\\]" for number, place in said.marks]
    return " ".join([_text(said.text), *marks])


def _note(note: Note) -> str:
    made = f" ({_text(note.made)})" if note.made else ""
    address = f" · <{note.address}>" if host_of_link(note.address) else f" · {_text(note.address)}"
    return f"{note.number}. *{_text(note.title)}*{made} · {_text(note.tier)}{address if note.address else ''}"
