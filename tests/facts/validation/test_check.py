"""Of a text that does not fit its datatype, `validate` shows the text of the file, in a sentence, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from whoshares.facts.validation.check import validate
from whoshares.model import vocabulary as v

Run = Callable[..., CompletedProcess[str]]


@pytest.mark.parametrize(
    ("key", "text", "datatype"),
    [
        ("validFrom", "2011-02-30", "date"),
        ("validFrom", "2011-2-3", "date"),
        ("validFrom", "２０１１", "gYear"),
        ("validUntil", "٢٠١١-٠١-٠١", "date"),
        ("value", "١٥", "decimal"),
        ("value", "４３", "decimal"),
        ("value", "4_3", "decimal"),
        ("value", "43,300", "decimal"),
        ("generic", "yes", "boolean"),
        ("generic", "TRUE", "boolean"),
        ("year", "0", "gYear"),
    ],
)
def test_the_text_of_the_file_is_found(tmp_path: Path, key: str, text: str, datatype: str) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(f'<{v.ID}x/y> <{v.WS}{key}> "{text}"^^<{v.XSD}{datatype}> .', "utf-8")
    told = [f.message for f in validate(file).findings if f.rule == key and f.severity == "violation"]
    assert [message.endswith(f" Found: “{text}”.") for message in told] == [True]


@pytest.mark.parametrize("text", ["43300", "2.8", "-1", ".5", "5.", "+7"])
def test_a_number_is_no_finding(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(f'<{v.ID}x/y> <{v.WS}value> "{text}"^^<{v.XSD}decimal> .', "utf-8")
    assert "value" not in {finding.rule for finding in validate(file).findings}


def test_nothing_but_sentences(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(
        f'<{v.ID}x/y> <{v.VALID_FROM}> "2011-02-30"^^<{v.XSD}date> ; <{v.WS}generic> "yes"^^<{v.XSD}boolean> .', "utf-8"
    )
    answer = run("validate", str(file))
    assert (answer.returncode, answer.stderr) == (1, "")
