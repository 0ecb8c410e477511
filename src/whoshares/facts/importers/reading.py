"""Reading a file from outside: whole, bounded, and told apart by what it holds, not by its name alone."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import Final

from whoshares.facts.importers.outside import OutsideFile
from whoshares.model.errors import FileError

LARGEST: Final = 64 * 1024 * 1024
"""How many bytes a file may have."""

_SAFELY: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
"""The name that an encrypted workbook gives its content, in the container of older Office files."""

_OTHERS: Final = (
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"\xfd7zXZ", "an xz archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"version https://git-lfs", "a pointer of Git LFS, and the file itself is elsewhere"),
)
"""How files of other sorts begin."""

_MARKUP: Final = (
    ("<!doctype html", "a web page, perhaps one that says why the file was not given"),
    ("<html", "a web page, perhaps one that says why the file was not given"),
    ("<?xml", "an XML file"),
)


def read_outside(path: Path) -> OutsideFile:
    """What a CSV or an XLSX file holds, as it stands.

    Raises FileError, with what, where and what to do, where the file cannot be read, is of another sort than its name
    says, is damaged, encrypted, or larger than is read.
    """
    content = _content(path)
    name = path.name
    match path.suffix.lower(), _sort(content):
        case ".csv", "text":
            from whoshares.facts.importers.csv_file import read_csv

            sheets, findings = read_csv(content, path)
        case ".xlsx", "zip":
            from whoshares.facts.importers.workbook import read_workbook

            sheets, findings = read_workbook(content, path)
        case ".csv" | ".xlsx", "encrypted":
            raise FileError(
                f"{path}: this workbook is encrypted with a password. Open it, save it without one, and import that."
            )
        case ".csv" | ".xlsx", "ole":
            raise FileError(
                f"{path}: this is a file of an older Office format (such as .xls). Open it, save it as .xlsx, and "
                "import that."
            )
        case ".csv", "zip":
            raise FileError(
                f"{path}: this is named .csv and holds a ZIP archive or a workbook. If it is a workbook, name it "
                ".xlsx; if an archive, unpack it."
            )
        case ".xlsx", "text":
            raise FileError(f"{path}: this is named .xlsx and holds text. If it is a CSV, name it .csv.")
        case ".csv" | ".xlsx", other:
            raise FileError(f"{path}: this is {other}. A CSV or an XLSX workbook is expected: get the file again.")
        case ending, _:
            told = f"ends in “{ending}”" if ending else "has no ending"
            raise FileError(
                f"{path}: the file's name {told}. A .csv or .xlsx file is expected: unpack an archive, save another "
                "table as one of them."
            )
    return OutsideFile(name, hashlib.sha256(content).hexdigest(), sheets, findings)


def _content(path: Path) -> bytes:
    """All bytes of a regular file. What is hashed is what is parsed: it is read once."""
    try:
        with os.fdopen(os.open(path, _SAFELY), "rb") as file:
            told = os.fstat(file.fileno())
            if not stat.S_ISREG(told.st_mode):
                raise FileError(f"{path}: this is no file but a folder, a pipe or a device. Name a .csv or .xlsx file.")
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise FileError(f"{path}: this file cannot be read ({error.strerror}). Check its name and rights.") from None
    if not content:
        raise FileError(f"{path}: this file is empty. Get it again.")
    if len(content) > LARGEST:
        raise FileError(
            f"{path}: this file has {told.st_size:,} bytes, and {LARGEST:,} is the most that is read. Check that it is "
            "the table that is meant, or cut it into several."
        )
    return content


def _sort(content: bytes) -> str:
    """“text”, “zip”, “ole”, “encrypted”, or in words what else a file is."""
    if content.startswith(_ZIP):
        return "zip"
    if content.startswith(_OLE):
        return "encrypted" if _ENCRYPTED in content else "ole"
    for beginning, words in _OTHERS:
        if content.startswith(beginning):
            return words
    start = content[:1000].decode("latin-1").removeprefix("\xef\xbb\xbf").lstrip().lower()
    for opening, words in _MARKUP:
        if start.startswith(opening):
            return words
    return "text"
