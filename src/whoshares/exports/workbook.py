"""Answers as workbooks for Excel and LibreOffice: one sheet a table, links that work, no cell that is a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from whoshares.exports.nets import about
from whoshares.exports.references import documents_of
from whoshares.exports.results import Result
from whoshares.model.errors import InputError
from whoshares.model.plain import plain
from whoshares.store.evidence import Citation

MOST_ROWS: Final = 1_048_575
"""Rows of a sheet below its head."""
_MOST_SIGNS: Final = 32_767
_CUT: Final = " […longer than a cell]"
_MOST_LINK: Final = 2_000
_LINKS: Final = 65_530
_CREATED: Final = datetime(2000, 1, 1)
"""The day that a workbook says it was made on: the same, so that the same question makes the same bytes."""
_WIDE: Final = 60


def workbook(result: Result) -> bytes:
    """An answer as a workbook of three sheets: its rows, its documents with their links, and what was asked.

    Raises InputError where a sheet cannot hold the rows.
    """
    columns, rows = result.table
    columns = columns or ("nothing found",)
    return _workbook(about(result.answer, result.title), columns, rows, documents_of(result.kg, result.answer))


def _workbook(
    about: Mapping[str, str], columns: Sequence[str], rows: Sequence[Mapping[str, str]], documents: Iterable[Citation]
) -> bytes:
    import xlsxwriter

    if len(rows) > MOST_ROWS:
        raise InputError(
            f"The answer has {len(rows):,} rows, and a sheet holds {MOST_ROWS:,}. Ask for less, or take CSV."
        )
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties(
            {"title": about["title"][:255], "created": _CREATED, "comments": about.get("question", "")[:255]}
        )
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})

        def sheet(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, str]], links: str = "") -> None:
            page = book.add_worksheet(name)
            page.freeze_panes(1, 0)
            widths = [len(column) for column in columns]
            number = 0
            for place, column in enumerate(columns):
                page.write_string(0, place, column, head)
            for number, row in enumerate(rows, 1):
                for place, column in enumerate(columns):
                    text = _cell(row.get(column, ""))
                    widths[place] = min(_WIDE, max(widths[place], len(text)))
                    if column == links and number <= _LINKS and 0 < len(text) <= _MOST_LINK and _can_link(text):
                        page.write_url(number, place, text, string=text[:255])
                    elif text:
                        page.write_string(number, place, text)
            page.autofilter(0, 0, number, max(0, len(columns) - 1))
            for place, width in enumerate(widths):
                page.set_column(place, place, width + 2)

        sheet("Answer", columns, rows)
        sheet(
            "Documents", ("title", "publisher", "issued", "tier", "address", "id"), map(_document, documents), "address"
        )
        sheet("About", ("what", "said"), ({"what": name, "said": text} for name, text in about.items()))
    return stream.getvalue()


def _document(source: Citation) -> dict[str, str]:
    return {
        "title": source.title,
        "publisher": source.publisher or "",
        "issued": source.issued or "",
        "tier": source.tier or "",
        "address": source.address or "",
        "id": source.id,
    }


def _cell(text: str) -> str:
    """A text as a cell holds it; what is longer than a cell says so at its end."""
    text = plain(text)
    return text if len(text) <= _MOST_SIGNS else text[: _MOST_SIGNS - len(_CUT)] + _CUT


def _can_link(address: str) -> bool:
    return address.startswith(("https://", "http://"))
