"""Reading a SPARQL query into its tokens.

The engine reads characters, without tokens: it finds a keyword within a name where the rest of the text then fits,
takes `<` now for the begin of an IRI and now for a comparison, and decodes escapes in places of its own. So it never
sees the text that was given. That text is read here, by the grammar; what the engine gets is written from the tokens,
in `query_writing`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple, NoReturn

from whoshares.model.errors import QueryError
from whoshares.store.possessive import possessive
from whoshares.store.query_grammar import FUNCTIONS, GRAMMAR, PART


class Token(NamedTuple):
    """A token: its kind (a keyword, a sign, or the name of a class of tokens), its text and where it begins."""

    kind: str
    text: str
    place: int


_LETTER: Final = r"[^\x00-@\[-`{-\x7f]"
_LETTER_OR_DIGIT: Final = r"[^\x00-/:-@\[-^`{-\x7f]"
_IN_NAME: Final = r"[^\x00-,./:-@\[-^`{-\x7f]"
"""Letters that are not ASCII are looked at afterwards, and seldom: classes that name them take long to compile."""
_MARKS: Final = "\u00b7\u0300-\u036f\u203f\u2040"
_LETTERS: Final = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
)
"""Without what lies beyond U+FFFF, which the engine does not take in variables."""
_ESCAPED: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_CODEPOINT: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_SKIPPED: Final = re.compile(possessive(r"(?:[ \t\r\n]|#[^\r\n]*)*+"))
_TOKEN: Final = re.compile(
    possessive(
        rf"""(?P<variable> [?$] {_LETTER_OR_DIGIT}++ )
    | (?P<name> (?: {_LETTER} (?: {_IN_NAME} | \.++(?={_IN_NAME}) )*+ )?+ :
                (?: (?: {_LETTER_OR_DIGIT} | : | {_ESCAPED} )
                    (?: {_IN_NAME} | : | {_ESCAPED} | \.++(?={_IN_NAME}|[:%\\]) )*+ )?+ )
    | (?P<blank> _: {_LETTER_OR_DIGIT} (?: {_IN_NAME} | \.++(?={_IN_NAME}) )*+ )
    | (?P<word> [A-Za-z] [A-Za-z0-9_]*+ )
    | (?P<number> [+-]? (?: [0-9]++ (?: \.[0-9]*+ (?=[eE][+-]?[0-9]) | \.[0-9]++ )?+ | \.[0-9]++ )
                  (?: [eE][+-]?[0-9]++ )?+ )
    | (?P<string> "{{3}} (?: "{{0,2}} (?: [^"\\] | \\[\s\S] ) )*+ "{{3}}
                | '{{3}} (?: '{{0,2}} (?: [^'\\] | \\[\s\S] ) )*+ '{{3}}
                | "(?!"") (?: [^"\\\n\r] | \\[^\n\r] )*+ "
                | '(?!'') (?: [^'\\\n\r] | \\[^\n\r] )*+ ' )
    | (?P<language> @[A-Za-z]++ (?: -[A-Za-z0-9]++ )*+ (?: --[A-Za-z]++ )?+ )
    | (?P<sign> \^\^ | \|\| | && | != | >= | \)>> | >> | \{{\| | \|\}} | [][{{}}().,;|/^?*+!=>~-] )
    """
    ),
    re.VERBOSE,
)
_IRI: Final = re.compile(possessive(rf"<((?:[^\x00-\x20<>\"{{}}|^`\\]|{_CODEPOINT})*+)>"))
_TAKEN_ALL: Final = re.compile(r"[^\x00-\x20<>\"{}|^`\\]*")
_ESCAPES: Final = re.compile(rf"{_CODEPOINT}|\\(.?)", re.DOTALL)
_ECHARS: Final[Mapping[str, str]] = {
    "t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\",
}  # fmt: skip
_OPENING: Final = frozenset({"(", "{", "[", "<<", "<<(", "{|"})
_CLOSING: Final = frozenset({")", "}", "]", ">>", ")>>", "|}"})
_LESS: Final = ("<<(", "<<", "<=", "<")


class Source:
    """The text of a query, with the codepoint escapes of its words decoded (SPARQL 1.1, section 19.2).

    Only letters, digits and what is not ASCII is decoded here, everywhere. Escapes of signs have a meaning in strings
    and IRIs alone, and are decoded there: they never end a string, and never make one.
    """

    def __init__(self, given: str) -> None:
        self.given = given.removeprefix("\ufeff")
        self._moved: list[tuple[int, int]] = []
        pieces: list[str] = []
        end = gone = 0
        for found in re.finditer(rf"\\\\|{_CODEPOINT}", self.given) if "\\" in given else ():
            code = int(found[0][2:], 16) if found[0] != "\\\\" else 0
            letter = chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else ""
            if letter and (code >= 0xA0 or letter.isalnum()):
                pieces += self.given[end : found.start()], letter
                end = found.end()
                gone += end - found.start() - 1
                self._moved.append((end - gone, gone))
        self.text = "".join([*pieces, self.given[end:]])

    def spot(self, place: int) -> str:
        """Line and column of a place, as the engine writes them."""
        moved = bisect_right(self._moved, place, key=lambda move: move[0])
        place += self._moved[moved - 1][1] if moved else 0
        line = self.given.count("\n", 0, place)
        return f"{line + 1}:{place - self.given.rfind(chr(10), 0, place)}"

    def refuse(self, place: int, sentence: str) -> NoReturn:
        """Raises QueryError for what stands at a place."""
        raise QueryError(f"The query is not valid SPARQL 1.1: error at {self.spot(place)}: {sentence}")


class Reader:
    """Reads the tokens of a query, and checks them against the grammar.

    The stack is a list, so that no depth of nesting ends the process. `parts` and `depth` are what was counted: parts
    that the engine joins, and the most brackets that are open at once.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.parts = 0
        self.depth = 0
        self._text = source.text
        self._stack = ["Query"]
        self._passed: list[str] = []
        """The nonterminals that were taken for nothing since the last token."""

    def tokens(self) -> Iterator[Token]:
        """The tokens in turn. Raises QueryError at the first that does not fit."""
        table, empty, stack = GRAMMAR.table, GRAMMAR.empty, self._stack
        depth = place = 0
        while True:
            skipped = _SKIPPED.match(self._text, place)
            assert skipped is not None
            token = self._next(skipped.end())
            kind = token.kind
            self._passed.clear()
            while True:
                symbol = stack.pop()
                row = table.get(symbol)
                if row is not None:
                    production = row.get(kind)
                    if production is not None:
                        stack += production
                    elif symbol in empty:
                        self._passed.append(symbol)
                    else:
                        stack.append(symbol)
                        self._unexpected(token)
                elif symbol == PART:
                    self.parts += 1
                elif symbol == kind:
                    break
                else:
                    stack.append(symbol)
                    self._unexpected(token)
            if kind in _OPENING:
                depth += 1
                self.depth = max(self.depth, depth)
            elif kind in _CLOSING:
                depth -= 1
            if kind == "end":
                return
            yield token
            place = self._end

    def _next(self, place: int) -> Token:
        """The token that begins at a place, where `<` is what the grammar allows there."""
        text = self._text
        if place == len(text):
            return Token("end", "", place)
        if text[place] == "<":
            return self._less(place)
        found = _TOKEN.match(text, place)
        if found is None:
            self._no_token(place)
        self._end = found.end()
        kind, content = found.lastgroup, found[0]
        assert kind is not None
        if kind in ("variable", "name", "blank") and not content.isascii():
            strange = re.search(f"[^\\x00-\\x7f{_MARKS}{_LETTERS}]|(?:^|[?$:])[{_MARKS}]", content)
            if strange is not None:
                self._no_token(place + strange.end() - 1)
        if kind == "word":
            return self._word(content, place)
        if kind == "sign":
            return Token(content, content, place)
        if kind == "string":
            quotes = 3 if content[:3] in ('"""', "'''") and len(content) > 5 else 1
            return Token(kind, self._decoded(content[quotes:-quotes], place + quotes), place)
        if kind == "number":
            kind = "signed" if content[0] in "+-" else "integer" if content.isdecimal() else "number"
        return Token(kind, content, place)

    def _less(self, place: int) -> Token:
        if self._takes("iri"):
            found = _IRI.match(self._text, place)
            if found is not None:
                self._end = found.end()
                return Token("iri", self._decoded(found[1], place + 1), place)
        for sign in _LESS:
            if self._text.startswith(sign, place) and self._takes(sign):
                self._end = place + len(sign)
                return Token(sign, sign, place)
        if self._takes("iri"):
            taken = _TAKEN_ALL.match(self._text, place + 1)
            assert taken is not None
            stop = self._text[taken.end() : taken.end() + 1]
            what = f"holds {_shown(stop)}, which no IRI can hold" if stop else "has no “>” at its end"
            self.source.refuse(place, f"the IRI that begins here {what}. Write it as <https://example.org/…>.")
        self._end = place + 1
        return Token("<", "<", place)

    def _takes(self, kind: str) -> bool:
        """Whether a token of a kind may come next."""
        for symbol in reversed(self._stack):
            row = GRAMMAR.table.get(symbol)
            if row is None:
                if symbol != PART:
                    return symbol == kind
            elif kind in row:
                return True
            elif symbol not in GRAMMAR.empty:
                return False
        return False

    def _word(self, word: str, place: int) -> Token:
        if word == "a":
            return Token("a", word, place)
        known = word.upper()
        if known in GRAMMAR.keywords:
            return Token(known, known, place)
        if known in FUNCTIONS:
            return Token("function", known, place)
        if known in ("TRUE", "FALSE"):
            return Token("boolean", known.lower(), place)
        if known == "SERVICE":
            raise QueryError(
                "The query uses SERVICE, which would send a request to another machine. Queries here read this graph "
                "only: take the SERVICE part out."
            )
        return Token("word", word, place)

    def _decoded(self, text: str, place: int) -> str:
        """The text of a string or an IRI without escapes."""
        if "\\" not in text:
            return text

        def decode(found: re.Match[str]) -> str:
            letter = _ECHARS.get(found[1]) if found[1] is not None else None
            if found[1] is None and (code := int(found[0][2:], 16)) <= 0x10FFFF and not 0xD800 <= code < 0xE000:
                letter = chr(code)
            if letter is None:
                shown = found[0] if found[0][1:2].isprintable() else "\\"
                self.source.refuse(
                    place + found.start(), f"“{shown}” is no escape. Write a backslash as “\\\\” in a string."
                )
            return letter

        return _ESCAPES.sub(decode, text)

    def _no_token(self, place: int) -> NoReturn:
        begin = self._text[place]
        if begin in "\"'":
            self.source.refuse(place, f"the string that begins here is not closed. Close it with {begin}.")
        if begin == "\\":
            self.source.refuse(place, "a backslash stands outside of strings and names. Take it out.")
        self.source.refuse(place, f"{_shown(begin)} has no meaning here. Take it out, or put it into a string.")

    def _unexpected(self, token: Token) -> NoReturn:
        stands = "the query ends" if token.kind == "end" else f"“{cut(self._spelling(token))}” stands"
        wanted = self._wanted()
        some = ", ".join(wanted[:8]) + (", …" if len(wanted) > 8 else "")
        self.source.refuse(
            token.place, f"expected {'one of ' if len(wanted) > 1 else ''}{some}, where {stands}.{self._hint(token)}"
        )

    def _spelling(self, token: Token) -> str:
        return " ".join(self._text[token.place : self._end].split())

    def _wanted(self) -> list[str]:
        """The kinds of token that may come next, for people to read."""
        kinds: set[str] = set()
        for symbol in (*self._passed, *reversed(self._stack)):
            row = GRAMMAR.table.get(symbol)
            kinds.update(row if row is not None else (symbol,))
            if symbol not in GRAMMAR.empty and symbol != PART:
                break
        shown = {_NAMES.get(kind, kind if kind.isalpha() else f"“{kind}”") for kind in kinds - {PART}}
        return sorted(shown, key=lambda name: (name.isupper(), name[0] != "“", name))

    def _hint(self, token: Token) -> str:
        before = self._text[: token.place]
        touching = re.search(rf"(?:^|[^\w.-])(\w[\w.-]*):({_IN_NAME}*)/?$", before[-200:])
        if touching and touching[1].lower() in ("http", "https") and token.kind == "/":
            return f" An IRI stands in angle brackets: <{touching[1].lower()}://…>."
        if touching and touching[2] and (token.kind == "/" or before.endswith("/")):
            name = f"{touching[1]}:{touching[2]}"
            return f" A slash in a name is escaped: {name}\\/…, or write the IRI in angle brackets."
        if token.kind == "word":
            if token.text.upper() in _UPDATES:
                return " Updates are not accepted: the graph is read-only here."
            return " A name needs its prefix, a variable its “?”, and text its quotes."
        return ""


_NAMES: Final[Mapping[str, str]] = {
    "iri": "an IRI", "name": "a prefixed name", "variable": "a variable", "string": "a string", "blank": "a blank node",
    "integer": "a number", "number": "a number", "signed": "a number", "boolean": "true or false",
    "function": "a function", "language": "a language tag", "end": "the end of the query", "a": "a",
}  # fmt: skip
_UPDATES: Final = frozenset("INSERT DELETE LOAD CLEAR DROP CREATE COPY MOVE ADD WITH".split())


def _shown(letter: str) -> str:
    return f"“{letter}”" if letter.isprintable() and not letter.isspace() else f"U+{ord(letter):04X}"


def cut(text: str) -> str:
    """The begin of a text that may be long."""
    return text if len(text) <= 40 else text[:40] + "…"
