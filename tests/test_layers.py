"""The layers: a module imports only from below. The contract is in pyproject.toml."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "whoshares"


def lint(*arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """What the contract says of the package below a root, and not of one that is installed."""
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [str(program), "--no-cache", *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src")},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )


def contracts() -> list[dict[str, object]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    found = settings["tool"].get("importlinter", {}).get("contracts", [])
    assert found, "pyproject.toml has no [[tool.importlinter.contracts]]: the layers are written down nowhere"
    return list(found)


def test_the_contract_is_kept() -> None:
    assert contracts()
    answer = lint()
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "0 broken" in answer.stdout


def test_the_contract_names_every_module() -> None:
    layers = [contract for contract in contracts() if contract["type"] == "layers"]
    assert layers, "no contract of type “layers”"
    text = str(layers)
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    modules |= {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert {module for module in modules if module not in text} == set()


def test_the_contract_can_be_broken(tmp_path: Path) -> None:
    """The same contract, turned upside down, must be found broken."""
    layers = next(contract for contract in contracts() if contract["type"] == "layers")
    stack = layers["layers"]
    assert isinstance(stack, list)
    rows = "\n".join(f"    {layer}" for layer in reversed(stack))
    containers = layers.get("containers")
    inside = "containers =\n" + "\n".join(f"    {name}" for name in containers) if isinstance(containers, list) else ""
    upside_down = tmp_path / "upside-down.ini"
    upside_down.write_text(
        "[importlinter]\nroot_package = whoshares\n\n[importlinter:contract:layers]\nname = upside down\n"
        f"type = layers\nlayers =\n{rows}\n{inside}\n",
        "utf-8",
    )
    answer = lint("--config", str(upside_down))
    assert answer.returncode == 1
    assert "BROKEN" in answer.stdout


PLANTED = {
    "routes/steps": "import whoshares.knowledge_graph.graph\n",
    "network/network": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from whoshares.routes import search\n",
    "store/evidence": "def later() -> None:\n    from whoshares.text import trace\n",
    "text/words": "def later() -> None:\n    from whoshares.text import trace\n",
}
"""An import that runs up at each of three times: at once, for the type checker, and in a function; and a circle."""


def test_planted_violations_are_found(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(PACKAGE, tmp_path / "src" / "whoshares", ignore=shutil.ignore_patterns("__pycache__"))
    for module, text in PLANTED.items():
        with (tmp_path / "src" / "whoshares" / f"{module}.py").open("a", encoding="utf-8") as file:
            file.write(text)
    answer = lint(root=tmp_path)
    assert answer.returncode == 1
    said = " ".join(answer.stdout.split())
    for found in (
        "whoshares.routes.steps -> whoshares.knowledge_graph.graph",
        "whoshares.network.network -> whoshares.routes.search",
        "whoshares.store.evidence -> whoshares.text.trace",
        "No cycles are allowed in whoshares.text",
    ):
        assert found in said, answer.stdout


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


def test_the_stores_modules_alone_know_the_engine() -> None:
    users = {str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if "pyoxigraph" in imports(path)}
    assert users == {
        f"store/{name}.py"
        for name in ("answering", "around", "engine", "engine_reading", "loading", "native", "writing")
    }


def test_nothing_subclasses_an_rdflib_graph() -> None:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                assert not {ast.unparse(base).split(".")[-1] for base in node.bases} & {"Graph", "Dataset"}, path


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    names = {path.stem for path in PACKAGE.rglob("*.py")}
    assert not names & {"utils", "util", "helpers", "helper", "common", "misc", "tools"}
