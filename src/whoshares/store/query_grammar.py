"""The grammar of SPARQL queries, as a table that a parser with a stack of its own can follow.

It is the grammar of SPARQL 1.1 (section 19.8) with the triple terms of 1.2, written so that the next token always
decides (LL(1)). Where it is wider than the standard (the number of arguments of a function, the precedence of
operators), the engine has the last word. SERVICE and updates do not stand in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

PART: Final = "§"
"""Not a token: marks, in a rule, one more part that the engine joins to others, and for which it takes stack."""

_GRAMMAR: Final = """
Query       = Prologue Form Trailing "end"
Prologue    = ( BASE "iri" | PREFIX "name" "iri" | VERSION "string" )*
Form        = SELECT Select Dataset Where Modifiers
            | CONSTRUCT Construct Modifiers
            | DESCRIBE ( "*" | ( § VarOrIri )+ ) Dataset Where? Modifiers
            | ASK Dataset Where Modifiers
Construct   = "{" Template? "}" Dataset Where | Dataset WHERE "{" Template? "}"
Select      = ( DISTINCT | REDUCED )? ( "*" | Selected+ )
Selected    = "variable" | § "(" Expression AS "variable" ")"
Dataset     = ( FROM NAMED? Iri )*
Where       = WHERE? Group
Modifiers   = ( GROUP BY GroupKey+ )? ( HAVING ( § Constraint )+ )? ( ORDER BY OrderKey+ )?
              ( ( LIMIT | OFFSET ) "integer" )*
GroupKey    = § Call | § "(" Expression ( AS "variable" )? ")" | "variable"
OrderKey    = § ( ASC | DESC ) "(" Expression ")" | § Constraint | "variable"
Trailing    = ( VALUES DataBlock )?
Group       = "{" ( SELECT Select Where Modifiers Trailing | Body ) "}"
Body        = Triples? ( § Pattern "."? Triples? )*
Pattern     = Group ( § UNION Group )* | OPTIONAL Group | LATERAL Group | MINUS Group | GRAPH VarOrIri Group
            | FILTER Constraint | BIND "(" Expression AS "variable" ")" | VALUES DataBlock
DataBlock   = "variable" "{" DataValue* "}" | "(" "variable"* ")" "{" ( "(" DataValue* ")" )* "}"
DataValue   = Iri | Literal | UNDEF | TripleTerm
Triples     = Subject ( "." Triples? )?
Template    = Subject ( "." Template? )?
Subject     = ( Simple | TripleTerm ) Properties | ( Brackets | Reified ) Properties?
Properties  = Verb Objects ( ";" ( Verb Objects )? )*
Objects     = Object ( "," Object )*
Object      = § Node ( § "~" Reifier? | "{|" Properties "|}" )*
Node        = Simple | TripleTerm | Brackets | Reified
Brackets    = "(" ( § Node )* ")" | "[" Properties? "]"
Simple      = "variable" | Iri | Literal | "blank"
Reifier     = "variable" | Iri | "blank"
Reified     = "<<" ( Simple | TripleTerm | Reified ) ( Iri | "variable" | "a" ) ( Simple | TripleTerm | Reified )
              ( "~" Reifier? )? ">>"
TripleTerm  = "<<(" ( Simple | TripleTerm ) ( Iri | "variable" | "a" ) ( Simple | TripleTerm ) ")>>"
Verb        = "variable" | Path
Path        = Sequence ( § "|" Sequence )*
Sequence    = Step ( § "/" Step )*
Step        = "^"? ( Iri | "a" | "!" Excluded | "(" Path ")" ) ( "*" | "+" | "?" )?
Excluded    = OneExcluded | "(" OneExcluded ( "|" OneExcluded )* ")"
OneExcluded = "^"? ( Iri | "a" )
Expression  = Operand ( § Operator Operand | § "signed" | § IN List | § NOT IN List )*
Operator    = "||" | "&&" | "=" | "!=" | "<" | ">" | "<=" | ">=" | "+" | "-" | "*" | "/"
Operand     = ( § ( "!" | "+" | "-" ) )* Primary
Primary     = "(" Expression ")" | Iri Arguments? | "variable" | Literal | BuiltIn | TripleTerm
Constraint  = "(" Expression ")" | Call
Call        = Iri Arguments | BuiltIn
BuiltIn     = "function" Arguments | § EXISTS Group | § NOT EXISTS Group
Arguments   = "(" ( DISTINCT? ( "*" | Expression ( "," Expression )* ) )? ( ";" SEPARATOR "=" "string" )? ")"
List        = "(" ( Expression ( "," Expression )* )? ")"
VarOrIri    = "variable" | Iri
Iri         = "iri" | "name"
Literal     = "string" ( "language" | "^^" Iri )? | "integer" | "number" | "signed" | "boolean"
"""

FUNCTIONS: Final = frozenset(
    """ABS ADJUST AVG BNODE BOUND CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE DAY ENCODE_FOR_URI FLOOR GROUP_CONCAT
    HASLANG HASLANGDIR HOURS IF IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE ISURI LANG LANGDIR LANGMATCHES LCASE MAX
    MD5 MIN MINUTES MONTH NOW OBJECT PREDICATE RAND REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SHA1 SHA256 SHA384
    SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLANGDIR STRLEN STRSTARTS STRUUID SUBJECT SUBSTR SUM TIMEZONE
    TRIPLE TZ UCASE URI UUID YEAR""".split()
)

Production = tuple[str, ...]


class Grammar:
    """What each nonterminal stands for, by the kind of the next token.

    `table[nonterminal][kind]` is the production, in reverse, as a stack takes it; a nonterminal in `empty` may stand
    for nothing. What is no key of `table` is a terminal, or the mark `PART`.
    """

    def __init__(self, text: str) -> None:
        self.table: dict[str, dict[str, Production]] = {}
        self.empty: set[str] = set()
        self._rules: dict[str, list[Production]] = {}
        words = re.findall(r'"[^"]+"|\w+|[=|()?*+§]', text)
        heads = [place for place, word in enumerate(words) if word == "=" and words[place - 1][0] != '"']
        for begin, end in zip(heads, [head - 1 for head in heads[1:]] + [len(words)], strict=True):
            self._rules[words[begin - 1]] = self._choices(iter([*words[begin + 1 : end], ")"]))
        for name in self._rules:
            self._fill(name)
        self.keywords = frozenset(
            symbol
            for choices in self._rules.values()
            for choice in choices
            for symbol in choice
            if symbol.isalpha() and symbol.isupper() and symbol not in self.table
        )

    def _choices(self, words: Iterator[str]) -> list[Production]:
        """What stands up to the closing bracket, as alternatives; a bracket or repetition becomes a rule of its own."""
        choices: list[list[str]] = [[]]
        for word in words:
            if word == ")":
                break
            if word == "|":
                choices.append([])
            elif word == "(":
                choices[-1].append(self._named(self._choices(words)))
            elif word in ("?", "*", "+"):
                what = choices[-1].pop()
                if word == "?":
                    choices[-1].append(self._named([(what,), ()]))
                else:
                    again = self._named([])
                    self._rules[again] += [(what, again), ()]
                    choices[-1] += [again] if word == "*" else [what, again]
            else:
                choices[-1].append(word.strip('"'))
        return [tuple(choice) for choice in choices]

    def _named(self, choices: list[Production]) -> str:
        name = f"#{len(self._rules)}"
        self._rules[name] = choices
        return name

    def _fill(self, name: str) -> dict[str, Production]:
        """The row of a nonterminal: no rule of the grammar begins with itself, so this comes to an end."""
        if name in self.table:
            return self.table[name]
        row: dict[str, Production] = {}
        for choice in self._rules[name]:
            begins, may_be_empty = self._begins(choice)
            assert row.keys().isdisjoint(begins), f"two alternatives of {name} begin alike"
            row.update(dict.fromkeys(begins, choice[::-1]))
            if may_be_empty:
                self.empty.add(name)
        self.table[name] = row
        return row

    def _begins(self, choice: Production) -> tuple[set[str], bool]:
        found: set[str] = set()
        for symbol in choice:
            if symbol == PART:
                continue
            if symbol not in self._rules:
                return {*found, symbol}, False
            found |= self._fill(symbol).keys()
            if symbol not in self.empty:
                return found, False
        return found, True


GRAMMAR: Final = Grammar(_GRAMMAR)
