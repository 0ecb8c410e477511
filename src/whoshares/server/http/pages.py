"""HTML pages. Everything from the graph or from a request is escaped; pages are whole without scripts."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup, escape

from whoshares.exports.results import RESULT_FORMATS, formats_of
from whoshares.model import vocabulary as v
from whoshares.model.addresses import host_of_link
from whoshares.model.labels import within
from whoshares.server.http import scripts
from whoshares.server.http.compiled_pages import compiled_pages
from whoshares.server.http.things import address_of, data_address_of
from whoshares.server.problems import visible
from whoshares.text.words import counted, dated

_ADDRESS: Final = re.compile(r"<(https?://[^<>\s]*)>")
_BARE: Final = re.compile(r"(?<!\S)(https?://\S+)")
_DAY: Final = re.compile(r"(\b[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?\b)")
_COMMAND: Final = re.compile(
    r"(?: |; )“whoshares [^”\n]{0,300}”[^\n]{0,300}$|; “whoshares show” tells [^\n]*$", re.MULTILINE
)
"""Where a line goes on with what the command would tell."""
_OPTION: Final = re.compile(r"\s*“--[a-z-]+” ")
"""The beginning of a line that tells of an option of the command."""
_COLUMNS: Final = re.compile(r"\S {2,}\S")
"""What only lines of a table have."""
_DEEPEST: Final = 4
_LONGEST_HEAD: Final = 90
_OFFERS: Final = re.compile(
    r" Did you mean [^?\n]{0,600}\?| The nearest names are [^\n]{0,600}\.$| There are /, [^\n]*$"
)
_TERMS: Final = {v.shorten(term) for term in vars(v).values() if isinstance(term, str) and term.startswith(v.WS)} - {
    "ws:"
}
"""The terms that the editor of queries completes."""
_FOLDER = Path(__file__).with_name("templates")


def render(template: str, **given: Any) -> str:
    """A page from its template."""
    return _environment().get_template(template).render(**given)


def warm_up() -> None:
    """Read all templates, once, before workers are made."""
    for name in _environment().list_templates(["html"]):
        _environment().get_template(name)


@cache
def style() -> str:
    """The style sheet of all pages: the parts in the folder `style`, in the order of their names."""
    return "".join(part.read_text("utf-8") for part in sorted((_FOLDER / "style").glob("*.css")))


@cache
def style_mark() -> str:
    """What the address of the style sheet ends with: another one where the style sheet is, so that it is kept long."""
    return hashlib.sha256(style().encode()).hexdigest()[:12]


def icon() -> str:
    """The sign of the site, as SVG."""
    return (_FOLDER / "icon.svg").read_text("utf-8")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        bytecode_cache=compiled_pages(Path(__file__)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.globals["script"] = scripts.tags
    environment.globals["style_mark"] = style_mark()
    environment.globals["link"] = _link
    environment.globals["terms"] = " ".join(sorted(_TERMS))
    environment.globals["file_formats"] = _file_formats
    environment.globals["has_pdf"] = _has_pdf
    environment.globals["counted"] = counted
    environment.globals["dated"] = dated
    environment.filters["href"] = address_of
    environment.filters["data_href"] = data_address_of
    environment.filters["host"] = host_of_link
    environment.filters["short"] = v.shorten
    environment.filters["by_property"] = _by_property
    environment.filters["plural"] = _plural
    environment.filters["lower_first"] = within
    environment.filters["whole_days"] = _whole_days
    environment.filters["dated"] = dated
    environment.filters["linked"] = _linked
    environment.filters["linked_bare"] = _linked_bare
    environment.filters["paragraphs"] = paragraphs
    environment.filters["prose"] = _prose
    environment.filters["without_offers"] = _without_offers
    return environment


@cache
def _has_pdf() -> bool:
    """Whether the package is there that makes PDF."""
    return find_spec("typst") is not None


@cache
def _file_formats(flows: bool) -> tuple[tuple[str, str, str], ...]:
    """The formats of files of an answer with flows, or without: name, what it is, what takes it."""
    here = find_spec("resvg_py") is not None
    names = (name for name in formats_of(flows=flows) if here or name != "png")
    return tuple((name, RESULT_FORMATS[name].words, RESULT_FORMATS[name].program) for name in names)


def _shown(value: Any) -> Any:
    return visible(value) if type(value) is str else value


@jinja2.pass_context
def _link(context: jinja2.runtime.Context, iri: str, text: str) -> Markup:
    """A link to what an IRI stands for; the text alone where its scheme is no web address."""
    where = address_of(iri, context["prefix"])
    shown = escape(visible(text))
    return Markup(f'<a href="{escape(visible(where))}">{shown}</a>') if where else shown


def _by_property(statements: Any) -> list[tuple[str, list[Any]]]:
    return [(name, list(group)) for name, group in groupby(statements, key=lambda s: s.property)]


def _linked(text: str) -> Markup:
    """Text with its web addresses, which stand in angle brackets, as links that show their host."""
    parts = _ADDRESS.split(visible(text))
    for place in range(1, len(parts), 2):
        host = host_of_link(parts[place])
        link = Markup('<a href="{}" rel="external noreferrer">{}</a>')
        parts[place] = link.format(parts[place], host) if host else Markup("<{}>").format(parts[place])
    return Markup("").join(parts)


def _linked_bare(text: str) -> Markup:
    """Text with its web addresses, which stand between spaces, as links that show their host."""
    parts = _BARE.split(visible(text))
    for place in range(1, len(parts), 2):
        host = host_of_link(parts[place])
        link = Markup('<a href="{}" rel="external noreferrer">{}</a>')
        parts[place] = link.format(parts[place], host) if host else parts[place]
    return Markup("").join(parts)


def _prose(text: str) -> Markup:
    """A printed answer, each paragraph of which is one line, as HTML: what is set in stays so, and tables are kept."""
    made, table = [], list[str]()
    lines = [line for line in text.split("\n") if not _OPTION.match(line)]
    for place, line in enumerate([*lines, ""]):
        if _COLUMNS.search(line):
            table.append(line)
            continue
        if table:
            made.append(Markup('<pre class="printed" tabindex="0">{}</pre>').format("\n".join(table)))
            table = []
        if not line.strip():
            continue
        deep, below = _deep(line), _deep(lines[place + 1]) if place + 1 < len(lines) else 0
        shown = _linked_bare(line.strip())
        if not deep and below and len(line) <= _LONGEST_HEAD:
            made.append(Markup("<h2>{}</h2>").format(shown))
        else:
            made.append(Markup('<p class="in-{}">{}</p>').format(min(deep, _DEEPEST), shown))
    return Markup("\n").join(made)


def _deep(line: str) -> int:
    """How far a line is set in."""
    return (len(line) - len(line.lstrip(" ")) + 1) // 2


def paragraphs(problem: str) -> list[tuple[str, list[str]]]:
    """What is wrong with a request as a page says it: each line with the indented ones below it, without the command.

    >>> paragraphs("Not here. “whoshares search Ohio” looks through everything.\\nSaid of all:\\n  one\\n  two")
    [('Not here.', []), ('Said of all:', ['one', 'two'])]
    """
    found: list[tuple[str, list[str]]] = []
    for line in _COMMAND.sub("", problem).split("\n"):
        if found and line.startswith(" "):
            found[-1][1].append(line.strip())
        else:
            found.append((line.strip(), []))
    return found


def _without_offers(line: str) -> str:
    """A line without the names that it offers, where the page offers them as links."""
    return _OFFERS.sub("", line)


def _whole_days(text: str) -> Markup:
    """Text in which no line breaks within a date."""
    parts = _DAY.split(visible(text))
    for place in range(1, len(parts), 2):
        parts[place] = Markup('<span class="day">{}</span>').format(parts[place])
    return Markup("").join(parts)


def _plural(noun: str) -> str:
    return noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
