"""The brief of a thing over HTTP: offered on its page, whole in itself, with headers that let its own style be."""

from __future__ import annotations

from tests.server.conftest import Server
from tests.server.http.explorer.test_explorer import page


def test_the_page_of_a_thing_offers_its_brief(server: Server) -> None:
    for path in ("/page/place/us-ny", "/page/organization/us-fbi", "/page/instrument/us-ny-green-light-law"):
        (offered,) = [link for link in page(server, path).links if "/brief?" in link]
        assert offered.endswith(f"/brief?thing={path.removeprefix('/page/').replace('/', '%2F')}")
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
