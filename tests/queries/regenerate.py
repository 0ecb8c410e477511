"""Rewrite `queries/README.md` and the expected answers: `python -m tests.queries.regenerate`.

Read the difference before you keep it: the expected answers are what the tests hold the queries to.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.queries.cases import EXPECTED, GRAPH, cases, readme, to_text

from whoshares.facts.yaml_ld import load_folder
from whoshares.sparql.catalogue import Catalogue, answer
from whoshares.store.names import Names
from whoshares.store.resources import queries_folder


def main() -> int:
    """Rewrite what has changed, and say what."""
    store, _ = load_folder(GRAPH)
    names, catalogue = Names(store), Catalogue()
    fresh = {queries_folder() / "README.md": readme()}
    for case in cases():
        fresh[case.expected] = to_text(answer(catalogue.find(case.query), store, names, case.given))
    for path in sorted(EXPECTED.rglob("*.csv")):
        if path not in fresh:
            path.unlink()
            print(f"{_short(path)}: removed, no case asks for it")
    for path, text in fresh.items():
        if not path.is_file() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            print(f"{_short(path)}: rewritten")
    return 0


def _short(path: Path) -> str:
    return path.relative_to(queries_folder().parent).as_posix()


if __name__ == "__main__":
    sys.exit(main())
