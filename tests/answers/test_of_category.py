"""A kind of data where a holder is wanted: who sends it, or gets it, is said, and how to ask."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from subprocess import CompletedProcess

import pytest

from whoshares import KnowledgeGraph
from whoshares.answers.of_category import holders_of
from whoshares.model import vocabulary as v
from whoshares.model.errors import NameUnknown

Command = Callable[..., CompletedProcess[str]]


def _wrong(ask: Callable[[], object]) -> NameUnknown:
    with pytest.raises(NameUnknown) as raised:
        ask()
    return raised.value


def test_who_sends_it_is_said_and_each_can_be_asked(command: Command) -> None:
    answer = command("trace", "Medicaid data", "ICE", "--as-of", "2026-06-30")
    assert answer.returncode == 2
    sentence, head, *lines = answer.stderr.splitlines()
    assert sentence.startswith(
        "“Medicaid data” is a kind of data (category/medicaid-record), and a holder of data is wanted here. By the "
        "flows of this graph, on whatever day, “Centers for Medicare & Medicaid Services”, "
    )
    assert sentence.endswith("send Medicaid records: name one as the holder, and “Medicaid records” as the data.")
    assert head == "To ask this of one of them:"
    assert all(line.endswith('ICE --as-of 2026-06-30 --carrying "Medicaid records"') for line in lines)
    assert command(*shlex.split(lines[0])[1:]).returncode == 0


def test_the_senders_are_those_of_its_flows_and_the_recipients_where_it_stands_for_one(kg: KnowledgeGraph) -> None:
    asked = _wrong(lambda: kg.trace("DHS", "voter rolls")).offers
    senders = _wrong(lambda: kg.trace("voter rolls", "DHS")).offers
    recipients, stated = set[str](), set[str]()
    for flow in kg.store.members(v.DATA_FLOW):
        if v.ID + "category/voter-record" in kg.evidence.values(flow, v.CARRIES):
            stated.update(kg.evidence.values(flow, v.SENDER))
            recipients.update(kg.evidence.values(flow, v.RECIPIENT))
    operated = {one: kg.evidence.values(one, v.OPERATED_BY) for one in stated | recipients}
    for found, inward, offered in ((stated, False, senders), (recipients, True, asked)):
        wanted = {operated[one][0] if len(operated[one]) == 1 else one for one in found}
        listed = holders_of(kg, v.ID + "category/voter-record", inward=inward)
        assert set(listed) == wanted
        assert set(offered) <= {kg.names.label(one) for one in wanted}


def test_a_rule_is_no_kind_of_data_either(kg: KnowledgeGraph) -> None:
    told = _wrong(lambda: kg.bars("license plates"))
    assert told.lines == (
        "“license plates” is a kind of data (category/plate-read), and no rule and no holder of data. Which rules are "
        'about it, “whoshares bars --carrying "Plate reads"” tells.',
    )
    assert told.offers == ()
    assert kg.bars(carrying="Plate reads").rows()
