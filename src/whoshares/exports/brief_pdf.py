"""A brief as PDF, where the package for it is installed: what it carries is attached."""

from __future__ import annotations

import json
from typing import Any, Final

from whoshares.exports.brief_page import Block, Page
from whoshares.model.addresses import host_of_link
from whoshares.model.errors import InputError

ATTACHED: Final = "whoshares.json"
_TEMPLATE: Final = """\
#let told = json(bytes(sys.inputs.page))
#set document(title: told.title, author: "whoshares", date: none)
#set page(paper: "a4", margin: (x: 15mm, y: 14mm), numbering: "1 / 1")
#set text(font: "Libertinus Serif", size: 9pt, lang: "en")
#set par(leading: 0.5em, spacing: 0.55em)
#set enum(spacing: 0.55em)
#show heading: set block(above: 0.9em, below: 0.5em)
#show heading.where(level: 1): set text(size: 15pt)
#show heading.where(level: 2): set text(size: 11pt)
#show link: set text(fill: rgb("#0b57a4"))
#let small(body) = text(size: 7.5pt, fill: rgb("#535d68"), body)
#let marked(said) = {
  said.text
  for (number, place) in said.marks {
    small(" " + link(label("d" + str(number)), "[" + str(number) + "]") + if place != "" { " " + place })
  }
}
#let lined(item) = marked(item.heading) + for line in item.lines { linebreak() + text(size: 8pt, line) }
#pdf.attach("whoshares.json", bytes(sys.inputs.carried), relationship: "data", mime-type: "application/json")
= #told.title
#small(told.asked)
#block(stroke: (left: 2pt), inset: (left: 8pt, y: 3pt), {
  strong(told.first.first())
  for line in told.first.slice(1) { parbreak() + line }
})
#for section in told.sections {
  heading(level: 2, section.heading)
  for block in section.blocks {
    if block.sort == "picture" {
      image(bytes(block.picture), format: "svg", width: 100%, height: 50mm, fit: "contain", alt: told.title)
    } else if block.sort == "list" {
      list(..block.items.map(item => lined(item)))
    } else if block.sort == "numbered" {
      enum(..block.items.map(item => lined(item)))
    } else {
      for item in block.items {
        par(if block.sort == "small" { small(marked(item.heading)) } else { marked(item.heading) })
      }
    }
  }
}
#if told.notes.len() > 0 {
  [== Documents]
  columns(2, gutter: 6mm, for note in told.notes {
    block(spacing: 0.45em, [#small[#note.number. #emph(note.title)#if note.made != "" [ (#note.made)] · #note.tier#if (
      note.link
    ) [ · #link(note.address)] else if note.address != "" [ · #note.address]] #label("d" + str(note.number))])
  })
}
== How to read and cite this
#told.reading
#parbreak()
#told.abbreviations
#parbreak()
#told.cite
#parbreak()
#told.check
"""


_TOLD: Final = ("title", "asked", "first", "reading", "abbreviations", "cite", "check")


def _block(block: Block) -> dict[str, Any]:
    items = [{"heading": item.heading._asdict(), "lines": item.lines} for item in block.items]
    return {"sort": block.sort, "items": items, "picture": block.picture}


def brief_pdf(page: Page) -> bytes:
    """The brief as PDF. Raises InputError where the package for it is missing."""
    try:
        import typst
    except ImportError:
        raise InputError(
            "PDF needs the package typst, which is not installed. Run “pip install whoshares[pdf]”, or take HTML and "
            "print it."
        ) from None
    told: dict[str, Any] = {name: getattr(page, name) for name in _TOLD}
    told["sections"] = [
        {"heading": section.heading, "blocks": [_block(block) for block in section.blocks]} for section in page.sections
    ]
    told["notes"] = [{**note._asdict(), "link": host_of_link(note.address) is not None} for note in page.notes]
    inputs = {"page": json.dumps(told, ensure_ascii=False), "carried": page.carried}
    made = typst.compile(_TEMPLATE.encode(), sys_inputs=inputs, ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made
