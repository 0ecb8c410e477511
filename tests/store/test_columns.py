"""Columns say what the engine says of the same statements, and give them to it as they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples

from whoshares.model.terms import Blank, Iri, Literal, Statement
from whoshares.model.vocabulary import RDF, TYPE, XSD
from whoshares.store import loading
from whoshares.store.columns import Columns
from whoshares.store.engine import Store
from whoshares.store.loading import BlankNodes, take_in, write_quads
from whoshares.store.numbering import Part, Unlike, columns_of, each_once
from whoshares.store.reading import Reading

IRIS = [Iri("https://e/" + end) for end in ("a", "ab", "a/b", "é", "a,b")] + [Iri(TYPE)]
TEXTS = st.sampled_from(
    [
        "",
        " ",
        'a "quoted" <https://e/a>',
        "https://e/a",
        "_:b0",
        "a <b",
        "one\ntwo\r\t\\n",
        "\x00\x01\x7f\x85\u2028",
        "𝔄 ü",
    ]
)
LITERALS = st.one_of(
    st.builds(Literal, TEXTS | st.text(max_size=5).filter(lambda text: text.isprintable())),
    st.builds(Literal, TEXTS, st.sampled_from([XSD + "date", "https://e/a"])),
    st.builds(Literal, TEXTS, st.just(RDF + "langString"), st.sampled_from(["en", "en-gb"])),
)
THINGS = st.sampled_from([*IRIS, Blank("b0"), Blank("x")])
STATEMENTS = st.lists(
    st.builds(Statement, THINGS, st.sampled_from(IRIS), THINGS | LITERALS, st.none() | st.sampled_from(IRIS)),
    max_size=12,
)


def kept(store: Store) -> Store:
    """The same statements, after they were kept in a file."""
    columns = Columns.read(b"".join(Columns.of(store.dump()).parts()))
    assert columns is not None
    return Store(columns)


def all_read(reading: Reading) -> Iterator[tuple[object, Counter[object]]]:
    """Whatever can be read by pattern, each in no set order."""
    yield "all", Counter(reading.statements())
    yield "no IRI", Counter(text for name in ("", "Local jail", "_:b0") for text in reading.texts(name, TYPE))
    for iri in IRIS:
        for slot in ("subject", "predicate", "value", "graph"):
            asked: list[dict[str, Any]] = [{slot: iri}, {"subject": IRIS[0], slot: iri}, {"graph": "", slot: iri}]
            yield (slot, iri), Counter(s for one in asked for s in reading.statements(**one))
        yield ("pairs", iri), Counter(reading.pairs(iri))
        yield ("literals", iri), Counter(reading.literals(iri))
        yield ("members", iri), Counter(reading.members(iri))
        yield ("without", iri), Counter(reading.without(IRIS[0], iri))
        yield ("having", iri), Counter(reading.having_only(iri, IRIS[:2]))
        yield ("told", iri), Counter(reading.told(iri))
        described = reading.described(iri).items()
        yield ("described", iri), Counter((predicate, text) for predicate, texts in described for text in texts)
        for other in IRIS:
            yield ("texts", iri, other), Counter(reading.texts(iri, other))
        for graphs in (False, True):
            yield ("csv", iri, graphs), Counter(reading.csv(iri, graphs=graphs).split(b"\r\n"))


@examples(100)
@given(STATEMENTS)
def test_columns_read_as_the_engine_does(said: list[Statement]) -> None:
    told = Store()
    told.say(said)
    columns = kept(told)
    engine = Store()
    engine.add(columns)  # with the blank nodes that columns number
    assert Counter(columns.dump().splitlines()).total() == len(told)
    assert dict(all_read(kept(told))) == dict(all_read(engine))


def is_named(statement: Statement) -> bool:
    """Whether none of its terms is a blank node."""
    return not isinstance(statement.subject, Blank) and not isinstance(statement.object, Blank)


@examples(100)
@given(STATEMENTS.map(lambda said: [*filter(is_named, said)]), st.randoms())
def test_large_texts_are_numbered_alike_and_triples_united(said: list[Statement], chance: Any) -> None:
    told = Store()
    told.say(said)
    lines = told.dump().splitlines(keepends=True) * 2
    chance.shuffle(lines)
    columns = columns_of(b"".join(lines))
    assert columns.parts() == Columns.of(told.dump()).parts()
    merged, whole = BytesIO(), BytesIO()
    columns.write_merged(merged, BytesIO())
    columns.write_union(whole, BytesIO())
    more = merged.getvalue().splitlines(keepends=True)
    assert sorted(whole.getvalue().splitlines(keepends=True)) == sorted({*lines, *more})


@pytest.mark.parametrize("most", [1, 1 << 63])
def test_rows_that_fit_into_one_number_and_rows_that_do_not_are_sorted_alike(most: int) -> None:
    rows = [(2, 0, 5), (1, 7, 5), (2, 0, 5), (1, 0, 9), (1, 7, 0)]
    columns = [np.array(column, np.int32) for column in zip(*rows, strict=True)]
    found = each_once(columns, most)
    assert list(zip(*(column.tolist() for column in found), strict=True)) == sorted(set(rows))


def lines_of(data: bytes, syntax: str, *, copying: bool) -> tuple[bytes, list[Part]]:
    """What is numbered of some data, and its parts where it was copied."""
    sink = BytesIO()
    copied = write_quads(data, syntax, "the text", BlankNodes(), sink, lambda _: None, copying=copying)
    text = sink.getvalue()
    return text, [Part(len(text), syntax == "ntriples")] if copied else []


SIGNS = [
    '"',
    "\\",
    "<",
    ">",
    " ",
    "\n",
    "\t",
    "\r",
    ".",
    " .",
    "#",
    " # ",
    "@en",
    "^^<https://e/a>",
    "<https://e/a>",
    "é",
]
CHANGES = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 2), st.sampled_from([*SIGNS, ""])), max_size=2)


@examples(500)
@given(STATEMENTS.map(lambda said: [*filter(is_named, said)]), CHANGES, st.sampled_from(["nquads", "ntriples"]))
def test_a_copied_text_is_numbered_as_the_engine_reads_it_or_not_at_all(
    said: list[Statement], changes: list[tuple[int, int, str]], syntax: str
) -> None:
    told = Store()
    told.say(said)
    text = told.dump().decode()
    for place, gone, sign in changes:
        text = text[:place] + sign + text[place + gone :]
    data = text.encode()
    if not data or any(mark in data for mark in (b"_:", b"<<", b"reifies")):
        return  # these are never copied
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(loading, "_begins_alike", lambda *_: True)
        text_copied, parts = lines_of(data, syntax, copying=True)
    try:
        columns = columns_of(text_copied, parts)
    except Unlike:
        assert changes or (syntax == "ntriples" and any(s.graph for s in said))
        return
    written, _ = lines_of(data, syntax, copying=False)
    assert columns.parts() == columns_of(written).parts()


def test_lines_that_are_spelled_otherwise_further_on_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "_FEW", 100)
    plain = b"<https://e/a> <https://e/b> <https://e/c> .\n" * 4
    assert lines_of(plain, "ntriples", copying=True) == (plain, [Part(len(plain), True)])
    assert lines_of(plain[:-1], "nquads", copying=True) == (plain, [Part(len(plain), False)])
    assert lines_of(b"# A comment\n" + plain, "ntriples", copying=True) == (plain, [])
    for other in (
        b"# A comment\n",
        b"\n",
        b"<https://e/a>  <https://e/b> <https://e/c> .\n",
        b"<https://e/a> <https://e/b> <https://e/c> .\r\n",
        b"<https://e/a> <https://e/b> <https://e/c>.\n",
        b"<https://e/a> <https://e/b> <https://e/c>\n",
        b"<https://e/a> <https://e/b> .\n",
        b"<https://e/a> <https://e/b> <https://e/c> <https://e/d> .\n",
        b"<https://e/a> <https://e/b> <https://e/\\u00e9> .\n",
        b"<https://e/a> <https://e/b> <e> .\n",
        b'"a" <https://e/b> <https://e/c> .\n',
        b'<https://e/a> "b" <https://e/c> .\n',
        b'<https://e/a> <https://e/b> "a\tb" .\n',
        b'<https://e/a> <https://e/b> "c"@EN .\n',
        b'<https://e/a> <https://e/b> "c" . # <https://e/d> .\n',
        b'<https://e/a> <https://e/b> "\xff" .\n',
    ):
        text, parts = lines_of(plain + other, "ntriples", copying=True)
        assert (text, len(parts)) == (plain + other, 1)
        with pytest.raises(Unlike):
            columns_of(text, parts)


def test_the_engine_takes_in_many_lines_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [b"<https://e/a%d> <https://e/b> <https://e/%b> .\n" % (n, b"c" * (n % 90)) for n in range(1000)]
    (tmp_path / "lines").write_bytes(b"".join(lines))
    (tmp_path / "none").touch()
    monkeypatch.setattr(loading, "_BATCH", 90)
    monkeypatch.setattr(loading, "_FEW", 500)
    batches = [batch.read(1_000_000) for batch in loading._batches(tmp_path / "lines")]
    assert 10 < len(batches) < 30
    assert b"".join(batches) == b"".join(lines)
    assert all(batch.endswith(b" .\n") for batch in batches)
    take_in(tmp_path / "engine", (tmp_path / "lines", tmp_path / "none"), b"")
    assert len(loading.opened(tmp_path / "engine")) == 1000
