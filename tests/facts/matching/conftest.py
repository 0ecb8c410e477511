"""The agencies that the labelled names mean, with others of their names in other states and of other kinds."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.facts.matching.listed import agencies

from whoshares.facts.matching.fbi_list import read_fbi_list
from whoshares.facts.matching.matcher import Matcher


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    """A matcher of some 500 agencies of the FBI's list."""
    return Matcher(read_fbi_list(Path(__file__).with_name("fbi_agencies.csv")))


@pytest.fixture(scope="session")
def few() -> Matcher:
    """A matcher of the short list of `listed.py`."""
    return Matcher(agencies())
