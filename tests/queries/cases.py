"""What each query is asked of the small fixed graph beside this file, and where its expected answer is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import yaml

from whoshares.exports.tables import to_csv
from whoshares.sparql.catalogue import Catalogue, CatalogueAnswer

HERE: Final = Path(__file__).parent
GRAPH: Final = HERE / "graph"
EXPECTED: Final = HERE / "expected"


class Case(NamedTuple):
    """A query, what its parameters are given, and the file of its expected answer."""

    query: str
    given: dict[str, str | list[str]]
    expected: Path

    def __str__(self) -> str:
        return self.expected.relative_to(EXPECTED).with_suffix("").as_posix()


def cases() -> Iterator[Case]:
    """All cases, in the order of `cases.yaml`."""
    written = yaml.load((HERE / "cases.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    for name, several in written.items():
        for number, given in enumerate(several, 1):
            yield Case(name, given, EXPECTED / f"{name}{'' if number == 1 else f'.{number}'}.csv")


def to_text(answer: CatalogueAnswer) -> str:
    """An answer as its file holds it: CSV with plain line ends."""
    return to_csv(tuple(answer.query.columns), answer.rows()).replace("\r\n", "\n")


def readme() -> str:
    """What `queries/README.md` should hold, from the queries' headers."""
    catalogue = Catalogue()
    lines = [(HERE / "readme-head.md").read_text("utf-8").rstrip(), ""]
    for topic in catalogue.topics:
        lines += [f"## {topic}", "", "| query | question | parameters |", "|---|---|---|"]
        for query in catalogue.queries(topic):
            parameters = ", ".join(
                f"**{parameter.option}**" if parameter.required else parameter.option for parameter in query.parameters
            )
            answer = query.name.partition("/")[2]
            lines.append(f"| [{answer}]({query.name}.rq) | {query.question} | {parameters} |")
        lines.append("")
    return "\n".join(lines)
