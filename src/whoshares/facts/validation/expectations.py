"""What a folder of facts is expected to live up to, written as data in a file beside them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from whoshares.facts.validation.findings import Finding
from whoshares.facts.validation.rules import rule_files
from whoshares.facts.validation.term_use import RULES as TERM_RULES
from whoshares.model.errors import FileError
from whoshares.model.vocabulary import TYPE, WS
from whoshares.store.engine import Store

FILE: Final = "expectations.toml"
"""The file's name; it lies at the top of the folder."""
RULE: Final = "fewer-than-expected"


@dataclass(frozen=True, slots=True)
class Expectations:
    """What one folder is expected to live up to."""

    file: str
    silent: frozenset[str]
    """Names of the lint rules that must find nothing."""
    least: Mapping[str, int]
    """Class name, without prefix → the least number of things of that class."""
    lines: Mapping[str, int]
    """Class name → the line, from 1, that asks for it."""

    def unmet(self, store: Store) -> Iterator[Finding]:
        """One violation for each class of which the store holds fewer things than are expected."""
        for name, least in self.least.items():
            held = len({str(statement.subject) for statement in store.statements(predicate=TYPE, value=WS + name)})
            if held < least:
                yield Finding(
                    self.file,
                    self.lines[name],
                    "violation",
                    RULE,
                    f"There are {held} things of the class {name}, and at least {least} are expected. "
                    f"Put back what is missing, or correct the number.",
                    WS + name,
                )


def read_expectations(folder: Path) -> Expectations | None:
    """The expectations of a folder, None where it has none.

    Raises FileError where the file is not TOML, or asks for what is no rule, no class or no number.
    """
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        text = path.read_text("utf-8-sig")
        asked = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileError(f"{path}: this is not TOML: {error}. Correct the file.") from error
    except OSError as error:
        raise FileError(f"{path}: the file cannot be read: {error.strerror}. Check its rights.") from error
    silent, least = asked.pop("silent", []), asked.pop("least", {})
    for key in asked:
        raise FileError(
            f"{path}: “{key}” is not known. Write “silent”, a list of rules, or “[least]”, numbers of things."
        )
    if not isinstance(silent, list) or not isinstance(least, dict):
        raise FileError(f"{path}: “silent” must be a list of rules and “[least]” a table of numbers. Correct the file.")
    rules = TERM_RULES.union(rule.stem for rule in rule_files())
    for rule in silent:
        if rule not in rules:
            raise FileError(
                f"{path}: “{rule}” is not a lint rule. Write the name of a file of ontology/lint, without “.rq”."
            )
    for name, number in least.items():
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise FileError(
                f"{path}: the least number of things of the class {name} must be a whole number, not {number!r}."
            )
    return Expectations(str(path), frozenset(silent), dict(least), {name: _line_of(name, text) for name in least})


def _line_of(name: str, text: str) -> int:
    lines = text.split("\n")
    return next((at for at, line in enumerate(lines, 1) if line.partition("=")[0].strip().strip('"') == name), 1)
