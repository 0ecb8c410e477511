"""What a brief carries, read back from its file, which may come from anybody: all is checked, nothing is run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NoReturn

from whoshares.answers.brief import MOST_ROUTES, MOST_WAYS, Edition, Record, digest
from whoshares.answers.dossier import FORM
from whoshares.exports import brief_html, brief_markdown
from whoshares.exports.brief_pdf import ATTACHED
from whoshares.model.errors import FileError, InputError
from whoshares.model.given_files import read_given
from whoshares.model.validity import State

MOST_BYTES: Final = 4_000_000
"""How large a file may be."""
_MOST_CARRIED: Final = 2_000_000
_LONGEST: Final = 4_000
_MOST: Final = 3_000
_CERTAINTIES: Final = frozenset(state.word for state in State)
_UNITS: Final = frozenset({"flow", "controller", "instrument", "block"})
_ID: Final = re.compile(r"[^\s\x00-\x1f\x7f-\x9f<>\"{}|\\^`]{1,600}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")

Check = Callable[[Any], bool]


def read_brief(path: Path) -> tuple[str, bytes, Record]:
    """The form of a brief (`html`, `md`, `pdf`), its bytes, and the record that it carries.

    Raises FileError where the file is no such brief, or what it carries was altered, and InputError where the package
    that reads PDF is missing.
    """
    try:
        data = read_given(path, MOST_BYTES + 1)
    except OSError as error:
        raise FileError(f"{path}: this file cannot be read ({error.strerror}). Check its name and rights.") from None
    if len(data) > MOST_BYTES:
        raise FileError(f"{path}: this file has more than {MOST_BYTES:,} bytes. A brief has fewer.")
    if data.startswith(b"%PDF-"):
        return "pdf", data, _checked(path, _attached(path, data))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        _refuse(path, "it is no text in UTF-8 and no PDF")
    if text.startswith("<!doctype html>"):
        return "html", data, _checked(path, _between(path, text, brief_html.OPENING, brief_html.CLOSING))
    return "md", data, _checked(path, _between(path, text, brief_markdown.OPENING, brief_markdown.CLOSING))


def _refuse(path: Path, why: str) -> NoReturn:
    raise FileError(f"{path}: this is no brief that can be checked: {why}. “whoshares brief” writes them.")


def _between(path: Path, text: str, opening: str, closing: str) -> str:
    """What stands between two marks, of which the first stands once."""
    if text.count(opening) != 1:
        _refuse(path, "it does not carry exactly one answer")
    begin = text.index(opening) + len(opening)
    end = text.find(closing, begin)
    if end < 0:
        _refuse(path, "what it carries has no end")
    return text[begin:end]


def _attached(path: Path, data: bytes) -> str:
    try:
        import pypdf
    except ImportError:
        raise InputError(
            "Reading PDF needs the package pypdf, which is not installed. Run “pip install whoshares[pdf]”, or check "
            "the HTML or Markdown."
        ) from None
    import io
    import logging

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        found = [one.content for one in pypdf.PdfReader(io.BytesIO(data)).attachment_list if one.name == ATTACHED]
    except Exception as error:  # a reader of hostile files fails in any way
        _refuse(path, f"its PDF cannot be read ({type(error).__name__})")
    if len(found) != 1:
        _refuse(path, "it does not carry exactly one answer")
    try:
        return found[0].decode("ascii")
    except UnicodeDecodeError:
        _refuse(path, "what it carries is no JSON")


def _checked(path: Path, carried: str) -> Record:
    """What a brief carries, if it has the form of a record and its own hash."""
    if len(carried) > _MOST_CARRIED:
        _refuse(path, f"what it carries has more than {_MOST_CARRIED:,} characters")
    try:
        record: dict[str, Any] = json.loads(carried, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        _refuse(path, "what it carries is no JSON")
    form = _FORMS.get(str(record.get("whoshares"))) if isinstance(record, dict) else None
    if form is None:
        _refuse(path, "it was written by another version, or by something else")
    wrong = _wrong(record, form, "")
    if wrong:
        _refuse(path, f"“{wrong.lstrip('.')}” in what it carries is not as expected")
    if form is _RECORD and _too_far(record["answer"]):
        _refuse(path, "a route in what it carries names a hop that is not there")
    if digest(record) != record["hash"]:
        _refuse(path, "its hash is not that of the answer that it carries, which was altered")
    return record


def _too_far(answer: Mapping[str, Any]) -> bool:
    """Whether a route names a hop that is not there."""
    return any(place >= len(answer["hops"]) for route in answer["routes"] for place in route["hops"])


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


# --- the form of a record ---------------------------------------------------------------------------------------------


def _matches(pattern: re.Pattern[str]) -> Check:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _or_none(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST


def _is_number(value: Any) -> bool:
    return type(value) is int and 0 <= value < 10**9


def _is_switch(value: Any) -> bool:
    return isinstance(value, bool)


def _is_day(value: Any) -> bool:
    if not _matches(_DAY)(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_certainty(value: Any) -> bool:
    return isinstance(value, str) and value in _CERTAINTIES


def _list_of(check: Check, most: int = _MOST) -> Check:
    return lambda value: isinstance(value, list) and len(value) <= most and all(map(check, value))


def _form(form: Mapping[str, Any]) -> Check:
    return lambda value: isinstance(value, dict) and not _wrong(value, form, "")


def _table(keys: Check, values: Check) -> Check:
    return lambda value: (
        isinstance(value, dict) and len(value) <= _MOST and all(map(keys, value)) and all(map(values, value.values()))
    )


def _wrong(value: dict[str, Any], form: Mapping[str, Any], where: str) -> str:
    """The first key of data that is missing, too many, or not as its form says; empty where all is."""
    if value.keys() != form.keys():
        return f"{where}.{min(value.keys() ^ form.keys())}"[:100]
    for key, check in form.items():
        if isinstance(check, Mapping):
            if not isinstance(value[key], dict):
                return f"{where}.{key}"
            if inner := _wrong(value[key], check, f"{where}.{key}"):
                return inner
        elif not check(value[key]):
            return f"{where}.{key}"
    return ""


_is_id: Final = _matches(_ID)
_is_date: Final = _or_none(_matches(_DATE))
_is_word: Final = _matches(re.compile(r"[a-z][a-z-]{0,40}"))
_STEP: Final[Check] = lambda value: _list_of(_is_id)(value) and len(value) == 3  # noqa: E731
_HOP: Final = {
    "flow": _is_id, "from": _is_id, "to": _is_id, "category": _is_id, "certainty": _is_certainty,
    "lastConfirmed": _is_date, "join": _is_word, "disputed": _is_switch, "implied": _is_switch,
    "barredBy": _list_of(_is_id), "documents": _list_of(_is_id),
}  # fmt: skip
_RECORD: Final[Mapping[str, Any]] = {
    "whoshares": _is_text,
    "question": {
        "from": _is_id, "to": _is_id, "carrying": _or_none(_is_id), "asOf": _is_day, "exact": _is_switch,
        "maxHops": _or_none(lambda value: _is_number(value) and value > 0), "confirmedSince": _or_none(_is_day),
    },
    "answer": {
        "outcome": _is_word,
        "reason": _or_none(_is_word),
        "whole": _is_switch,
        "bars": _table(_is_id, _is_certainty),
        "blocks": _table(_is_id, _is_certainty),
        "ways": _list_of(
            _form({
                "steps": lambda value: bool(value) and _list_of(_STEP, 100)(value), "certainty": _is_certainty,
                "lastConfirmed": _is_date, "routes": _is_number,
            }),
            MOST_WAYS,
        ),
        "routes": _list_of(_form({"hops": _list_of(_is_number, 100), "certainty": _is_certainty}), MOST_ROUTES),
        "hops": _list_of(_form(_HOP)),
        "cuts": _table(
            lambda key: key in _UNITS, _form({"outcome": _is_word, "optimal": _is_switch, "of": _list_of(_is_text)})
        ),
    },
    "headline": _is_text,
    "edition": {
        "version": _matches(re.compile(r"[0-9A-Za-z.+-]{1,40}")), "graph": _or_none(_matches(_HASH)),
        "flows": _is_number, "sources": _is_number,
    },
    "hash": _matches(_HASH),
}  # fmt: skip


_ROW: Final = {
    "from": _is_id, "to": _is_id, "carries": _list_of(_is_id), "certainty": _is_certainty, "lastConfirmed": _is_date,
    "barredBy": _list_of(_is_id), "documents": _list_of(_is_id),
}  # fmt: skip
_WAY: Final = {
    "flows": lambda value: bool(value) and _list_of(_is_id, 100)(value), "from": _list_of(_is_id),
    "arriving": _list_of(_is_id), "certainty": _is_certainty, "lastConfirmed": _is_date,
}  # fmt: skip
_OF_THING: Final[Mapping[str, Any]] = {
    **_RECORD,
    "question": {"thing": _is_id, "asOf": _is_day},
    "answer": {
        "sort": _is_word,
        "whole": _is_switch,
        "flows": _table(_is_id, _form(_ROW)),
        "ways": _list_of(_form(_WAY)),
        "rules": _table(_is_id, _is_certainty),
        "blocks": _table(_is_id, _is_certainty),
        "bodies": _list_of(_is_id),
    },
}
_FORMS: Final[Mapping[str, Mapping[str, Any]]] = {"brief 1": _RECORD, FORM: _OF_THING}


def edition_in(record: Record) -> Edition:
    """The edition by which a brief was made."""
    return Edition(**record["edition"])
