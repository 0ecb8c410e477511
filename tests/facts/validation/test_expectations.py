"""The expectations beside the facts: the shipped graph meets them, and a copy with each fault in it does not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from whoshares.facts.validation.check import validate
from whoshares.facts.validation.expectations import FILE, RULE, read_expectations
from whoshares.model.errors import FileError
from whoshares.store.resources import graph_folder

SOURCE = """\
id: source/a
type: Source
title: "A test source"
tier: research
at: "Title"
states:
  - id: flow/x
    type: DataFlow
    label: "X"
    sender: organization/us-ice
    recipient: organization/us-fbi
    carries: category/fingerprints
    attestedOn: 2012
    evidenceStatus: reported
    at: "Page 1"
"""


def _replaced(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    text = file.read_text("utf-8")
    assert old in text, f"{name} no longer holds {old!r}"
    file.write_text(text.replace(old, new), "utf-8")


def _an_instrument_without_a_day(folder: Path) -> None:
    _replaced(folder, "sources/us-or-181a-826.yaml", "    unknown: validFrom\n", "")


def _a_norm_without_slots(folder: Path) -> None:
    name = "sources/us-or-181a-826.yaml"
    _replaced(folder, name, "    senderPlace: place/us-or\n", "")
    _replaced(folder, name, "    recipientKind: [federal-agency, federal-department, agency-component]\n", "")


def _a_flow_without_controller(folder: Path) -> None:
    _replaced(folder, "sources/the-register-2025-nlets.yaml", "    unknown: controlledBy\n", "")


def _a_controller_both_known_and_unknown(folder: Path) -> None:
    _replaced(
        folder,
        "sources/nlets-immigration-alien-transactions.yaml",
        "    unknown: controlledBy\n",
        "    unknown: controlledBy\n    controlledBy: organization/us-fbi\n",
    )


def _a_system_without_operator(folder: Path) -> None:
    _replaced(folder, "registry/systems.yaml", "    operatedBy: organization/us-fbi-cjis\n", "")


def _an_orphan(folder: Path) -> None:
    entry = '  - id: organization/nobody\n    type: Organization\n    label: "Nobody in particular"\n'
    file = folder / "registry" / "organizations.yaml"
    file.write_text(file.read_text("utf-8") + entry, "utf-8")


def _a_lead_on_its_own(folder: Path) -> None:
    text = SOURCE.replace("tier: research", "tier: lead").partition("states:")[0] + (
        "states:\n  - id: finding/x\n    type: Finding\n"
        '    label: "X"\n    text: "A claim about nothing else in the graph."\n    at: "Page 1"\n'
    )
    (folder / "sources" / "a.yaml").write_text(text, "utf-8")


def _a_flow_on_a_lead_alone(folder: Path) -> None:
    _replaced(folder, "sources/the-register-2025-nlets.yaml", "tier: news", "tier: lead")


def _a_day_outside_the_source_s_own_interval(folder: Path) -> None:
    _replaced(folder, "sources/mobile-fortify-nec-2026.yaml", "attestedOn: 2026-01", "attestedOn: 2024-01")


def _a_day_after_the_source_was_issued(folder: Path) -> None:
    _replaced(folder, "sources/the-register-2025-nlets.yaml", "attestedOn: 2025-11-13", "attestedOn: 2025-12-13")


def _an_end_before_the_start(folder: Path) -> None:
    _replaced(folder, "sources/nilc-2016-ice-dmvs.yaml", "attestedOn: 2016-05", "validFrom: 2016\n    validUntil: 2015")


FAULTS: dict[str, Callable[[Path], None]] = {
    "bar-without-dates": _an_instrument_without_a_day,
    "norm-without-slot": _a_norm_without_slots,
    "flow-without-controller": _a_flow_without_controller,
    "unknown-but-stated": _a_controller_both_known_and_unknown,
    "system-without-operator": _a_system_without_operator,
    "orphan": _an_orphan,
    "lead-without-better-source": _a_lead_on_its_own,
    "flow-resting-on-leads-alone": _a_flow_on_a_lead_alone,
    "attestation-outside-interval": _a_day_outside_the_source_s_own_interval,
    "attestation-after-issue": _a_day_after_the_source_was_issued,
    "interval-ends-before-it-begins": _an_end_before_the_start,
}
"""Each rule that the shipped graph must not break, and what breaks it."""


def test_the_shipped_graph_lives_up_to_its_expectations() -> None:
    expected = read_expectations(graph_folder())
    assert expected is not None
    report = validate(graph_folder())
    assert [str(finding) for finding in report.findings if finding.severity != "info"] == []
    assert expected.silent == set(FAULTS)


@pytest.mark.slow
def test_a_bad_copy_of_the_shipped_graph_breaks_every_expectation(tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    shutil.copytree(graph_folder(), folder)
    for damage in FAULTS.values():
        damage(folder)
    (folder / "sources" / "aic-2011-secure-communities.yaml").unlink()
    found = {finding.rule for finding in validate(folder).findings if finding.severity == "violation"}
    assert set(FAULTS) | {RULE} <= found


def _folder(place: Path, expectations: str | None) -> Path:
    (place / "a.yaml").write_text(SOURCE, "utf-8")
    if expectations is not None:
        (place / FILE).write_text(expectations, "utf-8")
    return place


def test_without_expectations_a_flow_without_controller_is_a_remark(tmp_path: Path) -> None:
    report = validate(_folder(tmp_path, None))
    assert {finding.severity for finding in report.findings if finding.rule == "flow-without-controller"} == {"info"}


def test_a_byte_order_mark_is_taken(tmp_path: Path) -> None:
    _folder(tmp_path, "\ufeff[least]\nSource = 1\n")
    expected = read_expectations(tmp_path)
    assert expected is not None
    assert expected.least == {"Source": 1}


def test_a_rule_that_must_be_silent_makes_a_violation(tmp_path: Path) -> None:
    report = validate(_folder(tmp_path, 'silent = ["flow-without-controller"]'))
    assert not report.conforms


def test_too_few_things_of_a_class_are_a_violation_at_its_line(tmp_path: Path) -> None:
    report = validate(_folder(tmp_path, "[least]\nDataFlow = 1\nBar = 2\n"))
    (found,) = (finding for finding in report.findings if finding.rule == RULE)
    assert (found.file, found.line, found.severity) == (str(tmp_path / FILE), 3, "violation")
    assert found.message == (
        "There are 0 things of the class Bar, and at least 2 are expected. "
        "Put back what is missing, or correct the number."
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("least = [", "this is not TOML: "),
        ("most = 3", "“most” is not known. Write “silent”, a list of rules, or “[least]”, numbers of things."),
        ("least = 3", "“silent” must be a list of rules and “[least]” a table of numbers. Correct the file."),
        (
            'silent = ["nothing"]',
            "“nothing” is not a lint rule. Write the name of a file of ontology/lint, without “.rq”.",
        ),
        ("[least]\nBar = true", "the least number of things of the class Bar must be a whole number, not True."),
        ("[least]\nBar = -1", "the least number of things of the class Bar must be a whole number, not -1."),
    ],
)
def test_expectations_that_cannot_be_read(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(FileError) as error:
        read_expectations(_folder(tmp_path, text))
    assert str(error.value).startswith(f"{tmp_path / FILE}: {message}")
