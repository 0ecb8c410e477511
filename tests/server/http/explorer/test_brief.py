"""The brief of a thing over HTTP: offered on its page, whole in itself, with headers that let its own style be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from tests.server.conftest import Server
from tests.server.http.explorer.test_explorer import page

Command = Callable[..., CompletedProcess[str]]


def test_the_page_of_a_thing_offers_its_brief(server: Server) -> None:
    for path in ("/page/place/us-ny", "/page/organization/us-fbi", "/page/instrument/us-ny-green-light-law"):
        offered = [link for link in page(server, path).links if "/brief?" in link]
        address = f"/brief?thing={path.removeprefix('/page/').replace('/', '%2F')}"
        assert offered == [address, f"{address}&format=md", f"{address}&format=pdf"]
    assert not [link for link in page(server, "/page/source/aic-2011-secure-communities").links if "/brief?" in link]


def test_it_is_a_file_of_its_own(server: Server) -> None:
    reply = server.request("GET", "/brief?thing=place/us-ny&asOf=2026-06-30")
    assert reply.headers["content-type"].startswith("text/html")
    assert "style-src 'unsafe-inline'" in reply.headers["content-security-policy"]
    assert "script-src" not in reply.headers["content-security-policy"]
    assert "on 30 June 2026, data of" in reply.text
    text = server.request("GET", "/brief?thing=place/us-ny&asOf=2026-06-30&format=md")
    assert text.headers["content-type"].startswith("text/markdown")
    data = server.request("GET", "/brief?thing=place/us-ny&asOf=2026-06-30&format=json").json()
    assert data["sort"] == "place"
    assert {"origins", "flows", "to", "arriving"} <= data["ways"][0].keys()
    assert server.request("GET", "/brief?thing=Atlantis").status_code == 404
    assert (
        server.request("GET", "/trace")
        .headers["content-security-policy"]
        .startswith("default-src 'none'; style-src 's")
    )


WAY = "from=Local%20jail&to=ICE&carrying=fingerprints&asOf=2011-10-01"


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        (f"/trace?{WAY}", WAY),
        (f"/cut?{WAY}&by=controller", WAY),
        (f"/chokepoints?{WAY}&limit=5", WAY),
        ("/exposure?holder=ICE&asOf=2011-10-01", "thing=organization%2Fus-ice&asOf=2011-10-01"),
        ("/timeline?thing=Secure%20Communities", "thing=program%2Fsecure-communities"),
        ("/backdoors?bar=place/us-ny", "thing=place%2Fus-ny"),
        ("/conflicts?thing=IDENT", "thing=system%2Fus-ident"),
        (
            f"/whatif?{WAY}&end=Secure%20Communities%20Memoranda%20of%20Agreement",
            "",
        ),  # of what is merely supposed there is none
        (f"/trace?{WAY.removesuffix('&asOf=2011-10-01')}&ever=true", ""),
    ],
)
def test_answers_offer_the_brief_that_says_more(server: Server, path: str, asked: str) -> None:
    offered = [link for link in page(server, path).links if "/brief?" in link]
    assert offered == ([f"/brief?{asked}{form}" for form in ("", "&format=md", "&format=pdf")] if asked else [])


def test_the_brief_of_a_way_is_that_of_the_command(server: Server, command: Command, tmp_path: Path) -> None:
    written = command("brief", "Local jail", "ICE", "--carrying", "fingerprints", "--as-of", "2011-10-01")
    assert server.request("GET", f"/brief?{WAY}").text == written.stdout
    pdf = server.request("GET", f"/brief?{WAY}&format=pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.headers["content-disposition"].endswith('-2011-10-01.pdf"')
    file = tmp_path / "brief.pdf"
    file.write_bytes(pdf.content)
    assert "The answer is still the same" in command("check", str(file)).stdout
    assert server.request("GET", f"/brief?{WAY}&format=json").json()["outcome"] == "routes"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "of one “thing”, or of the way “from” one “to” another"),
        ("?thing=ICE&from=FBI&to=ICE", "of one “thing”, or"),
        ("?from=FBI", "“to” is missing"),
        ("?to=FBI&carrying=fingerprints", "“from” is missing"),
        ("?from=FBI&to=ICE&maxHops=0", "from 1 to"),
        ("?from=FBI&to=ICE&asOf=2011-13-01", "2011-13-01"),
    ],
)
def test_a_brief_of_nothing_is_refused(server: Server, asked: str, said: str) -> None:
    refused = server.request("GET", f"/brief{asked}")
    assert refused.status_code == 400
    assert said in refused.text
