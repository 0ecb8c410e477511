"""Importing files: read, understood, made statements of, and written into a folder, all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeAlias

from whoshares.facts.importers.entries import lines
from whoshares.facts.importers.findings import Finding, Findings, Severity
from whoshares.facts.importers.folder import SUFFIX, imported_files, locked, write_all
from whoshares.facts.importers.importer import Entry, Imported, Importer, Received
from whoshares.facts.importers.kinds import fitting
from whoshares.facts.importers.known import Known
from whoshares.facts.importers.outside import OutsideFile
from whoshares.facts.importers.reading import read_outside
from whoshares.facts.importers.tables import Table, table_of
from whoshares.facts.matching.review import write_review
from whoshares.facts.snapshot import Snapshot
from whoshares.model import vocabulary as v
from whoshares.model.dates import in_future
from whoshares.model.errors import FileError
from whoshares.model.measured import Advance, Measured, unmeasured
from whoshares.store.engine import Store
from whoshares.store.resources import graph_folder


@dataclass(frozen=True, slots=True)
class Made:
    """What one file became."""

    file: str
    source: str
    """The id of the document."""
    title: str
    statements: int
    things: Mapping[str, int]
    """By class, how many things it states something of."""


@dataclass(slots=True)
class Import:
    """What an import did, or why it did nothing."""

    made: list[Made] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    to_review: int = 0
    """How many names are left for a person to decide."""

    @property
    def stopped(self) -> bool:
        """Whether a finding stopped it, so that nothing was written."""
        return any(finding.severity is Severity.STOPS for finding in self.findings)


def import_files(
    importer: Importer, paths: Sequence[Path], folder: Path, received: Received, measured: Measured = unmeasured
) -> Import:
    """Import files into a folder: each becomes a source, in a file of its own. Where one stops, none is written.

    Raises FileError where a file cannot be read, two of them are the same source, the folder has that source from
    another file, or it cannot be written to.
    """
    files = [read_outside(path) for path in sorted(paths, key=lambda path: (path.name, path))]
    with locked(folder):
        places = imported_files(folder)
        before = _before(places, measured)
        done = Import()
        agencies = [place for name, place in places.items() if name.startswith("fbi-agencies")]
        known = _known(_of_others(before, files), agencies, received.review)
        read = _read(importer, files, known, done, measured)
        if done.stopped:
            return done
        named = {_file_name(str(one.source["id"])): (file, one) for file, one in read}
        if len(named) < len(read):
            raise FileError(_same_source(read))
        for name, (file, _) in named.items():
            _check_unchanged(folder / name, before.get(name), file)
        labels = _known({name: store for name, store in before.items() if name not in named})
        contents: dict[str, bytes] = {}
        for name, (file, one) in named.items():
            made, contents[name] = _made(file, one, received, labels, measured)
            done.made.append(made)
        write_all(folder, contents)
        if received.review is not None:
            done.to_review = write_review(received.review, known.doubtful.items())
        return done


_Read: TypeAlias = list[tuple[OutsideFile, Imported]]


def _before(places: Mapping[str, Path], measured: Measured) -> dict[str, Store]:
    """By name, what the files of a folder call things."""
    sizes = {name: place.stat().st_size if place.exists() else 0 for name, place in places.items()}
    before: dict[str, Store] = {}
    with measured("Reading what was imported before …", sum(sizes.values())) as advance:
        for name, place in places.items():
            before[name] = _names_in(place)
            advance(sizes[name])
    return before


def _read(importer: Importer, files: Sequence[OutsideFile], known: Known, done: Import, measured: Measured) -> _Read:
    """What files state; what is wrong with them goes to the findings."""
    tables = [(file, table_of(file, importer.layouts, known)) for file in files]
    if importer.in_order:
        tables.sort(key=lambda pair: _place(importer, pair[1]))
    read: _Read = []
    for file, table in tables:
        if isinstance(table, Table):
            with measured(f"Reading {file.name} …", len(table.rows), "rows") as advance:
                made = importer.read(replace(table, advance=advance))
            _check_made(table, made)
            read.append((file, made))
        elif other := fitting(file, importer):
            table.add(Severity.NOTED, other)
        done.findings += table.findings if isinstance(table, Table) else table
    return read


def _check_made(table: Table, made: Imported) -> None:
    """Stop where a table states nothing, or is of a day to come: it cannot be what it is taken for."""
    if table.findings.stop:
        return
    issued = str(made.source.get("issued", ""))
    if in_future(issued):
        table.findings.add(
            Severity.STOPS,
            f"By its name or its rows, the list would be of {issued}, which is still to come. Mend what says so.",
            found=table.file.name,
        )
    if not made.entries:
        table.findings.add(
            Severity.STOPS,
            f"None of its {len(table.rows):,} rows is understood, so that it cannot be the list that it is taken for.",
        )


def _place(importer: Importer, table: Table | Findings) -> int:
    return importer.layouts.index(table.layout) if isinstance(table, Table) else len(importer.layouts)


def _of_others(before: Mapping[str, Store], files: Sequence[OutsideFile]) -> dict[str, Store]:
    """The sources of a folder that were made from other files.

    What a file stated before says nothing of how it is read, so that the same file gives the same bytes.
    """
    again = {_checksum(file) for file in files}
    return {
        name: store
        for name, store in before.items()
        if again.isdisjoint(text for _, text in store.literals(v.CHECKSUM))
    }


def _known(before: Mapping[str, Store], agencies: Iterable[Path] = (), review: Path | None = None) -> Known:
    """What the shipped graph and the files of a folder, by name, name."""
    counties = any(name.startswith("counties") for name in before)
    return Known.of(
        Snapshot(graph_folder()).store(), before.values(), counties=counties, agencies=agencies, review=review
    )


def _names_in(place: Path) -> Store:
    """What a file of the folder calls things, and from which file it was made: all else in it is not needed here."""
    try:
        with place.open("rb") as file:
            kept = b"".join(line for line in file if any(word in line for word in _NAMES))
    except OSError as error:
        raise FileError(f"{place}: this file cannot be read ({error.strerror}). Check its rights.") from None
    store = Store()
    store.load(kept, "nquads", where=str(place))
    return store


_NAMES: Final = tuple(f"<{predicate}>".encode() for predicate in (v.PREF_LABEL, v.ALT_LABEL, v.CHECKSUM, v.PARTY))


def _file_name(source: str) -> str:
    return source.removeprefix("source/") + SUFFIX


def _same_source(read: _Read) -> str:
    """Why two files cannot be imported together."""
    by_source: dict[object, str] = {}
    for file, one in read:
        other = by_source.setdefault(one.source["id"], file.name)
        if other != file.name:
            return f"{other} and {file.name} would both be {one.source['id']}. Import the one that counts."
    return f"{read[0][0].name} is given twice. Name it once."


def _check_unchanged(place: Path, before: Store | None, file: OutsideFile) -> None:
    """Raise FileError where a folder has a source from another file than the one given."""
    if before is not None and _checksum(file) not in {text for _, text in before.literals(v.CHECKSUM)}:
        raise FileError(
            f"{place}: this source was imported from another file, with other bytes than {file.name}. Take it out "
            "of the folder if the new one is to stand in its place, or name another folder."
        )


def _checksum(file: OutsideFile) -> str:
    return f"sha256:{file.sha256}"


def _made(
    file: OutsideFile, one: Imported, received: Received, labels: Known, measured: Measured
) -> tuple[Made, bytes]:
    """What a file became, and its statements as sorted lines of N-Quads; its labels are known from then on."""
    source = {**one.source, "checksum": _checksum(file)}
    if received.url:
        source["readAt"] = received.url
    if received.retrieved:
        source["retrievedOn"] = received.retrieved.isoformat()
    entries = [_with_known_label(entry, labels) for entry in one.entries]
    said = {line.encode() for line in lines([source], str(source["id"]))}
    with measured(f"Writing what {file.name} states …", len(entries), "entries") as advance:
        said.update(line.encode() for line in lines(_told(entries, advance), str(source["id"])))
    made = Made(
        file.name,
        str(source["id"]),
        str(source["title"]),
        len(said),
        Counter(str(entry["type"]) for entry in {str(entry["id"]): entry for entry in entries}.values()),
    )
    return made, b"".join(sorted(said))


def _told(entries: Iterable[Entry], advance: Advance) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        advance(1)


def _with_known_label(entry: Entry, labels: Known) -> Entry:
    """An entry whose label is the one by which the thing is known; its own becomes another name of it."""
    label = entry.get("label")
    if label is None or labels.labels.setdefault(str(entry["id"]), str(label)) == label:
        return entry
    aliases = entry.get("aliases", ())
    also = {str(label), *((aliases,) if isinstance(aliases, str) else aliases)} - {labels.labels[str(entry["id"])]}
    return {key: value for key, value in entry.items() if key != "label"} | {"aliases": sorted(also)}
