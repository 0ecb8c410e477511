"""Strict YAML: text with lines, and nothing else."""

from __future__ import annotations

import pytest

from whoshares.facts.yaml_tree import MAX_DEPTH, Entries, Items, Node, Text, read_yaml
from whoshares.model.errors import SourceFaults


def value(text: str) -> Node:
    tree = read_yaml(f"key: {text}\n", "x.yaml")
    assert isinstance(tree, Entries)
    return tree.entries["key"]


@pytest.mark.parametrize(
    "scalar",
    ["NO", "no", "yes", "on", "Off", "true", "007", "0555567", "0x1F", "0o17", "12:30", "1_000", "1e3", ".inf", "-.inf",
     ".nan", "2011-11-29", "2011-11-29T10:00:00Z", "3.10", "+1", "1,000", "=", "<<"],
)  # fmt: skip
def test_a_scalar_stays_as_it_is_written(scalar: str) -> None:
    assert value(scalar) == Text(scalar, 1)


@pytest.mark.parametrize("quoted", ["''", '""', '"null"', "'~'", '" "'])
def test_quoted_text_is_text(quoted: str) -> None:
    if quoted in ("''", '""'):
        with pytest.raises(SourceFaults, match="“key” has no value"):
            value(quoted)
    else:
        assert value(quoted) == Text(quoted[1:-1], 1)


@pytest.mark.parametrize("nothing", ["", "~", "null", "Null", "NULL"])
def test_an_empty_value_is_a_fault(nothing: str) -> None:
    with pytest.raises(SourceFaults) as caught:
        value(nothing)
    assert str(caught.value) == ("x.yaml:1: “key” has no value. Give one, or take the line out: unknown is left out.")


def test_lines_are_those_of_the_file() -> None:
    tree = read_yaml("# remark\na: 1\n\nb:\n  - x\n  - c: y\n    d: >\n      folded\n", "x.yaml")
    assert isinstance(tree, Entries)
    assert tree.key_lines == {"a": 2, "b": 4}
    listed = tree.entries["b"]
    assert isinstance(listed, Items)
    assert listed.items[0] == Text("x", 5)
    inner = listed.items[1]
    assert isinstance(inner, Entries)
    assert inner.key_lines == {"c": 6, "d": 7}


def test_block_text_keeps_its_characters() -> None:
    assert value('"a: \\u00e9 # b"') == Text("a: é # b", 1)
    assert value("|\n  one\n  two") == Text("one\ntwo\n", 1)


def test_a_byte_order_of_keys_is_kept() -> None:
    tree = read_yaml("z: 1\na: 2\nm: 3\n", "x.yaml")
    assert isinstance(tree, Entries)
    assert list(tree.entries) == ["z", "a", "m"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "[{a: "])
def test_depth_is_bounded_and_never_recursive(opening: str) -> None:
    with pytest.raises(SourceFaults, match="the nesting is too deep"):
        read_yaml(opening * 100_000, "x.yaml")


def test_the_depth_that_is_allowed() -> None:
    read_yaml("[" * MAX_DEPTH + "x" + "]" * MAX_DEPTH, "x.yaml")
    with pytest.raises(SourceFaults, match="too deep"):
        read_yaml("[" * (MAX_DEPTH + 1) + "x" + "]" * (MAX_DEPTH + 1), "x.yaml")


def test_a_billion_laughs_is_refused_at_the_first_anchor() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
    with pytest.raises(SourceFaults, match=r"x\.yaml:1: the anchor “&a”"):
        read_yaml(bomb, "x.yaml")


def test_nothing_is_constructed_from_a_tag() -> None:
    with pytest.raises(SourceFaults, match=r"the tag “tag:yaml\.org,2002:python/object/apply:os\.system”"):
        read_yaml('a: !!python/object/apply:os.system ["exit 3"]\n', "x.yaml")
