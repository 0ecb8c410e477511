"""Templates as Jinja compiles them, kept between runs: compiling all of them takes longer than all else of a start."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from whoshares.store import kept_files
from whoshares.store.resources import cache_folder

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


class CompiledPages(jinja2.BytecodeCache):
    """Kept files, one a template. What cannot be kept, or was kept by others or from other code, is compiled anew."""

    def __init__(self, code: Path) -> None:
        """`code` is the module that makes the environment."""
        self._made_by = jinja2.__version__.encode() + code.read_bytes()

    def get_source_checksum(self, source: str) -> str:
        """The hash of a template, of Jinja's version, and of the module that makes the environment."""
        return hashlib.sha256(self._made_by + source.encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the bucket what is kept for it, if anything is."""
        if (kept := kept_files.read(_place(bucket))) is not None:
            bucket.bytecode_from_string(bytes(kept))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what is in the bucket, where that is possible."""
        with contextlib.suppress(OSError):
            kept_files.write(_place(bucket), [bucket.bytecode_to_string()])


def compiled_pages(code: Path) -> CompiledPages | None:
    """Where compiled templates are kept; nowhere on a system that does not say who owns a file, for they are code."""
    return CompiledPages(code) if hasattr(os, "geteuid") else None


def _place(bucket: Bucket) -> Path:
    return cache_folder() / "pages" / f"{bucket.key}.page"
