"""Rewrite the outputs in the docs from the real commands: `python tests/docs/regenerate.py`.

A ```console block holds lines `$ whoshares …`, each followed by what it prints. A command goes on over the next lines
while a quote is open or a line ends in a backslash. Each block runs in an empty folder beside links to the
repository's own, so that `graph/sources/…` can be named, and files that a command writes go away with it.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Final
from unittest.mock import patch

ROOT: Final = Path(__file__).resolve().parents[2]

_FENCE: Final = "```"
_PROMPT: Final = "$ whoshares"
_LINKED: Final = ("docs", "graph", "ontology", "queries")
_SECONDS: Final = 120


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a block: as written, its arguments, and the output that the page shows."""

    text: str
    arguments: tuple[str, ...]
    output: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A console block. Its content is `lines[first:end]` of the page, counted from 0, without the fences."""

    first: int
    end: int
    commands: tuple[Command, ...]


def documents() -> list[Path]:
    """The pages whose commands are run: README, CONTRIBUTING and everything in docs."""
    named = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
    return [path for path in named if path.exists()]


def blocks(page: str) -> list[Block]:
    """The console blocks of a page, in order. Raises ValueError where a block is not as the module's text says."""
    lines = page.split("\n")
    found = []
    inside: str | None = None
    first = 0
    for number, line in enumerate(lines):
        fence = re.match(r"```(\S*)\s*$", line)
        if fence is None:
            continue
        if inside is None:
            inside, first = fence[1], number + 1
        elif fence[1]:
            raise ValueError(f"line {number + 1}: a block begins within a block that line {first} began")
        else:
            if inside == "console":
                found.append(Block(first, number, tuple(_commands(lines[first:number], first))))
            inside = None
    if inside is not None:
        raise ValueError(f"line {first}: the block that begins here has no end")
    return found


def _commands(lines: Sequence[str], offset: int) -> Iterator[Command]:
    rest = list(enumerate(lines, offset + 1))
    while rest:
        number, line = rest.pop(0)
        if not (line + " ").startswith(_PROMPT + " "):
            raise ValueError(f"line {number}: a console block begins with “{_PROMPT} …”, and this line does not")
        text = line
        while (words := _words(text)) is None:
            if not rest:
                raise ValueError(f"line {number}: this command has no end; a quote is open")
            text += "\n" + rest.pop(0)[1]
        output = []
        while rest and not (rest[0][1] + " ").startswith(_PROMPT + " "):
            output.append(rest.pop(0)[1].rstrip())
        yield Command(text, tuple(words[2:]), _trimmed(output))


def _words(text: str) -> list[str] | None:
    """The words of a command as a shell splits them, `None` where it goes on in the next line."""
    if text.endswith("\\"):
        return None
    try:
        return shlex.split(text.replace("\\\n", ""))
    except ValueError:
        return None


def _trimmed(lines: Sequence[str]) -> tuple[str, ...]:
    kept = list(lines)
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


def run(block: Block, *, here: bool = False) -> list[tuple[str, ...]]:
    """What the commands of a block really print, standard error after standard output, one tuple of lines each.

    Each command is a process of its own; `here` calls the command's `main` in this one instead, for speed.
    """
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "FORCE_COLOR")}
    environment |= {"PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"}
    printed = []
    with tempfile.TemporaryDirectory(prefix="whoshares-docs-") as folder:
        for name in _LINKED:
            (Path(folder) / name).symlink_to(ROOT / name, target_is_directory=True)
        for command in block.commands:
            text = (_called if here else _started)(command.arguments, folder, environment)
            if _FENCE in text or "Traceback (most recent call last)" in text:
                raise ValueError(f"{command.text}\nprints what cannot stand in a page:\n{text}")
            printed.append(_trimmed([line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]))
    return printed


def _started(arguments: Sequence[str], folder: str, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "whoshares", *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )
    return done.stdout + done.stderr


def _called(arguments: Sequence[str], folder: str, environment: Mapping[str, str]) -> str:
    from whoshares.cli.main import main

    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with (
        patch.dict(os.environ, environment, clear=True),
        patch.object(sys, "argv", ["whoshares", *arguments]),
        patch.object(sys, "stdin", io.StringIO()),
        redirect_stdout(out),
        redirect_stderr(err),
        chdir(folder),
        suppress(SystemExit),
    ):
        main()
    return "".join(stream.buffer.getvalue().decode() for stream in (out, err))


def difference(block: Block, printed: Sequence[tuple[str, ...]]) -> str:
    """Where the outputs that a block shows differ from what was printed; empty where they do not."""
    parts = []
    for command, real in zip(block.commands, printed, strict=True):
        if command.output != real:
            parts += [command.text, *unified_diff(command.output, real, "in the page", "printed", lineterm="")]
    return "\n".join(parts)


def rewritten(page: str) -> str:
    """The page with every output as it is printed now."""
    lines = page.split("\n")
    for block in reversed(blocks(page)):
        fresh: list[str] = []
        for command, real in zip(block.commands, run(block), strict=True):
            fresh += [*command.text.split("\n"), *real]
        lines[block.first : block.end] = fresh
    return "\n".join(lines)


def main() -> int:
    """Rewrite all pages; say which changed."""
    for path in documents():
        page = path.read_text("utf-8")
        try:
            fresh = rewritten(page)
        except ValueError as error:
            print(f"{path.relative_to(ROOT)}: {error}", file=sys.stderr)
            return 1
        if fresh != page:
            path.write_text(fresh, "utf-8")
            print(f"{path.relative_to(ROOT)}: rewritten")
    return 0


if __name__ == "__main__":
    sys.exit(main())
