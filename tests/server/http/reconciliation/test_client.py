"""A client that asks as OpenRefine does, and one that asks as the draft of version 1.0 has it, over real HTTP."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import numpy as np
import pandas as pd
import pytest
from reconciler import reconcile
from tests.by_hand import SMALL
from tests.server.conftest import Server, Start

Data = dict[str, Any]
ORIGIN = {"Origin": "http://127.0.0.1:3333"}
SUGGESTED_SECONDS = 0.2


@dataclass
class OpenRefine:
    """What OpenRefine knows of a service is its manifest; all addresses are made from that."""

    server: Server
    manifest: Data

    def reconcile(self, cells: list[str], type: str | None, **columns: list[str]) -> list[list[Data]]:
        """The candidates of the cells of a column; other columns are given with each cell as properties."""
        batch = {}
        for row, cell in enumerate(cells):
            properties = [{"pid": pid, "v": values[row]} for pid, values in columns.items() if values[row]]
            typed = {"type": type, "type_strict": "should"} if type else {}
            batch[f"q{row}"] = {"query": cell, **typed, "properties": properties}
        answer = self.server.request("POST", "/reconcile", data={"queries": json.dumps(batch)})
        assert answer.status_code == 200
        results = answer.json()
        assert results.keys() == batch.keys()
        return [results[key]["result"] for key in batch]

    def extend(self, ids: list[str], *properties: str) -> Data:
        asked = {"ids": ids, "properties": [{"id": property} for property in properties]}
        answer = self.server.request("POST", "/reconcile", data={"extend": json.dumps(asked)})
        assert answer.status_code == 200
        found: Data = answer.json()
        return found

    def suggest(self, sort: str, prefix: str, **more: str) -> list[Data]:
        told = self.manifest["suggest"][sort]
        answer = self.get(told["service_url"] + told["service_path"], prefix=prefix, **more)
        result: list[Data] = answer.json()["result"]
        return result

    def get(self, url: str, **params: str) -> httpx.Response:
        assert url.startswith(self.server.url)
        path = url.removeprefix(self.server.url)
        return self.server.request("GET", path, headers=ORIGIN, params=params or None)


@pytest.fixture(scope="module")
def client(server: Server) -> OpenRefine:
    answer = server.request("GET", "/reconcile", headers=ORIGIN)
    assert answer.headers["content-type"] == "application/json"
    return OpenRefine(server, answer.json())


def test_the_manifest_has_what_version_0_2_asks(client: OpenRefine) -> None:
    told = client.manifest
    assert told["versions"] == ["0.2"]
    assert all(isinstance(told[field], str) and told[field] for field in ("name", "identifierSpace", "schemaSpace"))
    assert "{{id}}" in told["view"]["url"]
    assert "{{id}}" in told["preview"]["url"]
    assert all(isinstance(told["preview"][side], int) for side in ("width", "height"))
    assert told["suggest"].keys() == {"entity", "type", "property"}
    assert all(type_["id"] and type_["name"] for type_ in told["defaultTypes"])
    assert client.get(told["documentation"]).status_code == 200
    assert client.get(told["logo"]).status_code == 200


def test_a_column_is_reconciled_and_two_are_added(client: OpenRefine) -> None:
    cells = ["Chicago PD", "San Diego Police Department", "ICE", "Somewhere Else PD", ""]
    with_names = [cell for cell in cells if cell]
    found = client.reconcile(with_names, "Organization", state=["IL", "", "", "TX"])
    matched = [next((one["id"] for one in candidates if one["match"]), None) for candidates in found]
    assert matched == ["organization/us-il-chicago-pd", None, "organization/us-ice", None]
    assert found[1][0]["id"] == "organization/us-ca-san-diego-pd"
    proposal = client.manifest["extend"]["propose_properties"]
    offered = client.get(proposal["service_url"] + proposal["service_path"], type="Organization", limit="50").json()
    names = {one["id"]: one["name"] for one in offered["properties"]}
    added = client.extend([id for id in matched if id], "state", "waysToIce")
    assert [meta["name"] for meta in added["meta"]] == [names["state"], names["waysToIce"]]
    assert added["rows"]["organization/us-il-chicago-pd"]["state"] == [{"id": "place/us-il", "name": "Illinois"}]
    assert added["rows"]["organization/us-il-chicago-pd"]["waysToIce"][0]["str"]


def test_what_a_client_adds_for_itself_is_no_part_of_a_question(client: OpenRefine) -> None:
    asked = {"queries": json.dumps({"q0": {"query": "ICE"}})}
    more = {"timeout": "20000", "_": "17"}
    get = client.server.get
    assert get("/reconcile", **asked, **more).json() == get("/reconcile", **asked).json()
    assert client.server.request("POST", "/reconcile", data=asked | more).json() == get("/reconcile", **asked).json()
    assert get("/reconcile", **more).json() == client.manifest
    for path in ("extend/propose?type=Place&", "preview?id=place/us-il&", "suggest/type?prefix=o&"):
        for root in ("/reconcile", "/reconcile/1.0-draft"):
            assert get(f"{root}/{path}timeout=20000&_=17").content == get(f"{root}/{path}").content
    assert get("/reconcile/1.0-draft", **more).json() == get("/reconcile/1.0-draft").json()


def test_a_frame_is_reconciled_by_a_client_of_others(client: OpenRefine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client on PyPI: it asks for each name once, with all states that the name has, each in a line."""
    monkeypatch.setattr(np, "NaN", np.nan, raising=False)  # the client knows NumPy by its names before version 2
    rows = [
        ("Chicago PD", "IL"),
        ("  chicago   police dept ", "Illinois"),
        ("San Diego Police Department", "n/a"),
        ("Immigration and Customs Enforcment", ""),
        ("Tom’s Diner", "TX"),
        ("São Paulo PD", "-"),
        ("=cmd()", ""),
        ("Chicago PD", "IL"),
    ]
    frame = pd.DataFrame(rows, columns=["agency", "state"])
    found = reconcile(
        frame["agency"],
        type_id="Organization",
        property_mapping={"state": frame["state"]},
        reconciliation_endpoint=f"{client.server.url}/reconcile",
    )
    first = found.set_index("input_value")
    assert list(first.index) == list(dict.fromkeys(name for name, _ in rows))
    assert {name: row["id"] for name, row in first.iterrows() if row["match"]} == {
        "Chicago PD": "organization/us-il-chicago-pd",
        "  chicago   police dept ": "organization/us-il-chicago-pd",
        "Immigration and Customs Enforcment": "organization/us-ice",
    }
    offered = first.loc["San Diego Police Department"]
    assert offered["id"] == "organization/us-ca-san-diego-pd"
    assert offered["description"].endswith("says no state.")
    assert first["id"].isna().sum() == 3


def test_a_batch_by_get_is_the_batch_by_post(client: OpenRefine) -> None:
    batch = json.dumps({"q0": {"query": "ICE"}})
    by_post = client.server.request("POST", "/reconcile", data={"queries": batch})
    assert client.server.get("/reconcile", queries=batch).json() == by_post.json()
    assert client.server.request("POST", "/reconcile/", data={"queries": batch}).json() == by_post.json()


def test_a_person_is_helped_to_choose(client: OpenRefine) -> None:
    assert client.suggest("entity", "san d")[0]["name"] == "San Diego County"
    assert client.suggest("entity", "system/nlets")[0]["id"] == "system/nlets"
    assert client.suggest("entity", "san d", type="Organization")[0]["name"] == "San Diego Police Department"
    assert client.suggest("entity", "a", cursor="1", limit="2") == client.suggest("entity", "a", limit="3")[1:]
    assert [one["id"] for one in client.suggest("property", "sta", type="/type/property", _="17")] == ["state"]
    assert [one["id"] for one in client.suggest("type", "org")] == ["Organization"]
    for one in client.suggest("entity", ""):
        assert one["id"]
        assert one["name"]
        assert one["description"]


@pytest.mark.parametrize("spelt", ["organization/us-ice", quote("organization/us-ice", safe="")])
def test_a_cell_leads_to_its_page_and_its_preview(client: OpenRefine, spelt: str) -> None:
    page = client.get(client.manifest["view"]["url"].replace("{{id}}", spelt))
    assert page.status_code == 303
    assert page.headers["location"] == "/id/organization/us-ice"
    preview = client.get(client.manifest["preview"]["url"].replace("{{id}}", spelt))
    assert preview.headers["content-type"] == "text/html; charset=utf-8"
    assert "Immigration and Customs Enforcement" in preview.text
    assert "<script" not in preview.text
    (policy,) = preview.headers.get_list("content-security-policy")
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "script" not in policy


def test_suggestions_come_soon(client: OpenRefine) -> None:
    def seconds(prefix: str) -> float:
        begun = time.perf_counter()
        client.suggest("entity", prefix)
        return time.perf_counter() - begun

    prefixes = ["s", "sa", "san", "police", "chicgo polce"]
    best = {prefix: min(seconds(f"{prefix}{' ' * n}") for n in range(5)) for prefix in prefixes}
    assert max(best.values()) < SUGGESTED_SECONDS, best


def test_version_1_0_offers_the_same(server: Server) -> None:
    root = "/reconcile/1.0-draft"
    told = server.get(root).json()
    assert told["versions"] == ["1.0-draft"]
    assert told["standardizedScore"] is True
    assert told["suggest"] == {"entity": True, "property": True, "type": True}
    assert told["view"]["url"].count("{id}") == 1
    assert told["preview"]["url"] == f"{server.url}{root}/preview?id={{{{id}}}}"
    assert "{{" not in told["view"]["url"]
    conditions = [{"matchType": "name", "propertyValue": "ICE"}]
    found = server.request("POST", f"{root}/match", json={"queries": [{"conditions": conditions}] * 2}).json()
    assert [one["candidates"][0]["id"] for one in found["results"]] == ["organization/us-ice"] * 2
    added = server.request("POST", f"{root}/extend", json={"ids": ["place/us-il"], "properties": [{"id": "fips"}]})
    assert added.json()["rows"] == [{"id": "place/us-il", "properties": [{"id": "fips", "values": [{"str": "17"}]}]}]
    assert server.get(f"{root}/suggest/entity", prefix="nlets", limit="1").json()["result"][0]["id"] == "system/nlets"
    assert server.get(f"{root}/suggest/property", prefix="", limit="50", offset="0").json()["result"]
    assert server.get(f"{root}/suggest/type", prefix="").json()["result"]
    assert server.get(f"{root}/extend/propose", type="Place").json()["type"] == "Place"
    assert server.get(f"{root}/preview", id="place/us-il").status_code == 200


def test_pages_of_other_origins_may_read_all_of_it(server: Server) -> None:
    for path in ("/reconcile", "/reconcile/1.0-draft", "/reconcile/suggest/entity?prefix=a", "/reconcile/none"):
        assert server.request("GET", path, headers=ORIGIN).headers["access-control-allow-origin"] == "*"
    asked = {**ORIGIN, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    for path in ("/reconcile", "/reconcile/1.0-draft/match", "/reconcile/1.0-draft/extend"):
        allowed = server.request("OPTIONS", path, headers=asked).headers
        assert "POST" in allowed["access-control-allow-methods"]
        assert "Content-Type" in allowed["access-control-allow-headers"]
    assert "access-control-allow-origin" not in server.request("GET", "/api/query", headers=ORIGIN).headers
    assert "access-control-allow-origin" not in server.request("GET", "/reconciled", headers=ORIGIN).headers


def test_a_graph_of_ones_own_is_read_by_whom_one_names(start: Start, tmp_path: Path) -> None:
    facts = tmp_path / "own.trig"
    facts.write_text(SMALL, "utf-8")
    own = start("--graph", str(facts), "--cors", ORIGIN["Origin"], "--quiet")
    answer = own.request("GET", "/reconcile", headers=ORIGIN)
    assert answer.headers["access-control-allow-origin"] == ORIGIN["Origin"]
    other = own.request("GET", "/reconcile", headers={"Origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in other.headers


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "said"),
    [
        ("GET", "/reconcile?callback=jQuery17", {}, 400, "JSONP"),
        ("GET", "/reconcile?queries=%7B%7D&extend=%7B%7D", {}, 400, "once"),
        ("GET", "/reconcile?queries=%7B", {}, 400, "JSON"),
        ("GET", "/reconcile?queries=%zz", {}, 400, "percent-encoded"),
        ("POST", "/reconcile", {}, 415, "urlencoded"),
        ("POST", "/reconcile", {"data": {"nonsense": "1"}}, 400, "queries"),
        ("POST", "/reconcile", {"data": {"queries": "x" * 2_000_000}}, 413, "bytes"),
        ("POST", "/reconcile", {"json": {"queries": []}}, 415, "urlencoded"),
        ("POST", "/reconcile/1.0-draft/match", {"data": {"queries": "{}"}}, 415, "application/json"),
        ("POST", "/reconcile/1.0-draft/match", {"json": []}, 400, "object"),
        ("POST", "/reconcile/1.0-draft/match", {"json": {"queries": [{}] * 101}}, 413, "100"),
        ("POST", "/reconcile/1.0-draft/match?queries=1", {"json": {"queries": []}}, 400, "queries"),
        ("GET", "/reconcile/1.0-draft/match", {}, 405, "POST"),
        ("GET", "/reconcile/1.0-draft?queries=1", {}, 400, "by POST, to /reconcile/1.0-draft/match"),
        ("GET", "/reconcile/1.0-draft?extend=1", {}, 400, "by POST, to /reconcile/1.0-draft/extend"),
        ("GET", "/reconcile/1.0-draft?nonsense=1", {}, 400, "parameter"),
        ("GET", "/reconcile/preview", {}, 400, "id"),
        ("GET", "/reconcile/preview?id=%3Cscript%3E", {}, 404, "script"),
        ("GET", "/reconcile/view?id=//evil.example", {}, 404, "evil"),
        ("GET", "/reconcile/suggest/entity?prefix=a&type=Person", {}, 400, "Organization"),
        ("GET", "/reconcile/suggest/entity?prefix=a&cursor=-1", {}, 400, "cursor"),
        ("GET", "/reconcile/suggest/entity?prefix=a&nonsense=1", {}, 400, "nonsense"),
    ],
)
def test_what_is_not_as_it_should_be_is_refused(
    server: Server, method: str, path: str, more: Data, status: int, said: str
) -> None:
    answer = server.request(method, path, headers={"Accept": "application/json"}, **more)
    assert answer.status_code == status
    assert said in answer.json()["detail"]
