"""Addresses with what others add to links, or with a slash at the end, lead to what they mean; all else is refused."""

from __future__ import annotations

import pytest
from tests.server.conftest import Server

from whoshares.server.http.arguments import ANALYSES, parameters
from whoshares.server.http.explorer.questions import catalogue
from whoshares.server.http.explorer.views import VIEWS
from whoshares.server.http.plainer import is_tracker

SENT = "utm_source=newsletter&utm_medium=email&fbclid=IwAR0x_-1"


def lead(server: Server, path: str) -> tuple[int, str]:
    answer = server.request("GET", path)
    return answer.status_code, answer.headers.get("location", "")


@pytest.mark.parametrize(
    ("path", "where"),
    [
        (f"/?{SENT}", "/"),
        (f"/trace?from=Local%20jail&to=ICE&{SENT}", "/trace?from=Local%20jail&to=ICE"),
        (f"/trace?{SENT}&from=caf%C3%A9+x&to=ICE", "/trace?from=caf%C3%A9+x&to=ICE"),
        ("/page/organization/us-ice?gclid=x", "/page/organization/us-ice"),
        ("/search?utm%5Fsource=x&text=utm_source", "/search?text=utm_source"),
        ("//evil.example/?fbclid=x", "/evil.example/"),
        ("/%5Cevil.example?fbclid=x", "/%5Cevil.example"),
        ("/trace/", "/trace"),
        ("/trace/?from=Local%20jail&to=ICE", "/trace?from=Local%20jail&to=ICE"),
        ("/questions/systems/list/", "/questions/systems/list"),
        ("/page/organization/us-ice/", "/page/organization/us-ice"),
        ("/id/organization/us-ice//", "/id/organization/us-ice"),
        ("//evil.example/", "/evil.example"),
        ("/places/", "/places"),
    ],
)
def test_it_leads_to_what_is_meant(server: Server, path: str, where: str) -> None:
    assert lead(server, path) == (308, where)


def test_it_says_what_is_ignored(server: Server) -> None:
    said = server.request("GET", f"/laws?{SENT}&utm_source=twice").text
    names = "utm_source, utm_medium, fbclid"
    assert said == f"{names} are parameters that track who follows a link, and asked nothing here. See /laws\n"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/trace?from=Local%20jail&to=ICE&utm=x", 400),
        ("/trace?from=Local%20jail&to=ICE&ref=x", 400),
        ("/trace?from=Local%20jail&to=ICE&tier=news", 400),
        ("/nowhere", 404),
        ("/ontology/", 200),
    ],
)
def test_all_else_is_taken_as_strictly_as_before(server: Server, path: str, status: int) -> None:
    assert server.request("GET", path, headers={"Accept": "text/turtle, */*;q=0.5"}).status_code == status


def test_what_is_sent_is_not_led_elsewhere(server: Server) -> None:
    assert server.request("POST", "/sparql?fbclid=x", data={"query": "ASK {}"}).status_code == 400


def test_no_parameter_of_ours_is_taken_for_one_of_theirs() -> None:
    ours = [one.name for method in ANALYSES for one in parameters(method)]
    ours += [one.name for view in VIEWS.values() for one in view.parameters]
    ours += [one.name for query in catalogue() for one in query.parameters]
    assert ours
    assert not list(filter(is_tracker, ours))
