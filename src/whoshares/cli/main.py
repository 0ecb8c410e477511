"""The command's frame: verbs loaded when called, errors as sentences, exit codes.

0: answered. 1: `validate` has violations, or a negative answer where it was asked for. 2: bad use or bad input.
"""

from __future__ import annotations

import gc
import io
import sys
import textwrap
from collections.abc import Mapping
from importlib import import_module
from keyword import iskeyword
from typing import Final

import click

from whoshares.cli.output import standard_output
from whoshares.model.errors import InputError, Offering
from whoshares.model.version import __version__

_VERBS: Final[Mapping[str, tuple[str, str]]] = {
    "trace": ("trace", "By which routes can data get from one holder to another?"),
    "claim": ("claim", "Is a statement on two bodies borne out, contradicted, or not known?"),
    "unknowns": ("unknowns", "Which unknown facts would change the answer, and who would know?"),
    "cut": ("cut", "What is the least that would have to end, so that no known route is left?"),
    "chokepoints": ("chokepoints", "What does every known route pass?"),
    "exposure": ("exposure", "Whose data can reach a holder, or whom does its data reach?"),
    "around": ("around", "Which flows are near a thing?"),
    "bars": ("bars", "Which laws and agreements forbid what?"),
    "backdoors": ("bars", "By which routes does data get round a bar?"),
    "whatif": ("whatif", "What would close, stay open or open if something ended or began?"),
    "show": ("lookup", "All that is known of a thing, with sources."),
    "search": ("lookup", "Find things by name or description."),
    "conflicts": ("conflicts", "On what do the sources differ?"),
    "timeline": ("timeline", "What began, ended and was attested, and when."),
    "diff": ("diff", "What changed between two days?"),
    "brief": ("brief", "A page or two for an editor or a committee, to take along."),
    "dossiers": ("dossiers", "A site with a page for each place, body, law and kind of data."),
    "check": ("brief", "Does a brief still hold, and what changed?"),
    "draw": ("draw", "An answer as a picture: ways, lanes, maps, tables of laws."),
    "query": ("query", "Ask a question of the catalogue."),
    "sparql": ("sparql", "Ask the graph in SPARQL."),
    "explain": ("explain", "Why does a statement follow?"),
    "validate": ("validate", "Check facts: format, shapes and rules."),
    "match": ("match", "Which known body does each agency of a sheet mean?"),
    "import": ("importing", "Read tables from outside into a folder of facts."),
    "editions": ("editions", "What changed from one edition of a list to the next?"),
    "watch": ("watch", "Which answers does a new edition of a list change, and by which rows?"),
    "build": ("build", "Build a store on the disk, for graphs of national size."),
    "export": ("export", "Write the graph as RDF or as a graph file."),
    "push": ("push", "Load the graph into a remote store."),
    "serve": ("serve", "Answer SPARQL and the analyses over HTTP."),
    "mcp": ("mcp", "Answer an assistant (Model Context Protocol)."),
}
"""Each verb: the module of this package that has it, and its line in the help."""
_WIDTH: Final = 110
"""How many signs a line of help, or of a list in an error, has at the most."""
_MEANT: Final[Mapping[str, str]] = {
    "--lawful": "--unbarred",
    "--begin": "--start",
    **dict.fromkeys(("--date", "--day", "--on", "--at", "--when", "--asof"), "--as-of"),
    **dict.fromkeys(("--data", "--category", "--what", "--carries", "--kind"), "--carrying"),
    "--since": "--confirmed-since",
}
"""Options that there were, or that people expect, each with the one that stands in its place."""


class _Verbs(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _VERBS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = getattr(import_module(f"whoshares.cli.{_VERBS[cmd_name][0]}"), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in _VERBS:
            from difflib import get_close_matches

            for near in get_close_matches(args[0], _VERBS, 1):
                ctx.fail(f"No such command {args[0]!r}. Did you mean {near!r}?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl([(name, line) for name, (_, line) in _VERBS.items()])


@click.group(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": _WIDTH},
    epilog='Example: whoshares trace "Local jail" ICE --carrying fingerprints --as-of 2011-10-01',
)
@click.version_option(__version__, prog_name="whoshares")
def whoshares() -> None:
    """Who shares what data with whom, under which authority, since when, and how do we know?

    Things are named by label (“Local jail”), alias (ICE) or id (organization/us-ice). The graph holds institutions,
    systems, programs, laws and flows, each statement with the document that makes it; it holds no natural person.
    """


def main() -> None:
    """Run the command; an error of the input is one sentence on standard error and exit code 2.

    What is printed is UTF-8, whatever the terminal's encoding.
    """
    if sys.stdout is sys.__stdout__:
        sys.stdout = standard_output()
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr.reconfigure(encoding="utf-8")
    try:
        status = whoshares.main(prog_name="whoshares", standalone_mode=False)
        sys.stdout.flush()
        gc.freeze()  # else Python looks through all that is left before it ends, a tenth of a short command's time
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else str(error), err=True)
        sys.exit(2)
    except click.ClickException as error:
        from whoshares.model.plain import plain

        error.message = plain(error.message)  # type: ignore[misc]  # an argument is from outside, too
        if isinstance(error, click.NoSuchOption) and (meant := _option_meant(error)):
            error.possibilities = [meant]  # type: ignore[misc]
        told = _told_by_option(error)
        if isinstance(error, click.NoSuchOption) and told:
            error.possibilities = []  # type: ignore[misc]
        error.show()
        for line in told:
            click.echo(plain(line), err=True)
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except InputError as error:
        from whoshares.model.plain import plain

        lines = [*error.lines, *(_asked_of_each(error) if isinstance(error, Offering) else ())]
        click.echo("\n".join(_folded(plain(line)) for line in lines), err=True)
        sys.exit(2)


def _option_meant(error: click.NoSuchOption) -> str | None:
    """The option of the command that stands in the place of one that it has not."""
    meant = _MEANT.get(error.option_name)
    known = error.ctx.command.params if error.ctx else []
    return meant if any(meant in one.opts for one in known) else None


def _told_by_option(error: click.ClickException) -> list[str]:
    """How to tell a command what stands in its arguments and is told by an option, or the reverse; else nothing."""
    from whoshares.cli.options import NamingOption
    from whoshares.model.plain import as_argument

    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return []
    if isinstance(error, click.NoSuchOption) and error.option_name in _ENDS:
        pieces = [piece for piece in context.command.collect_usage_pieces(context) if not piece.startswith("[OPTIONS")]
        return [f"Names stand here without an option: {context.command_path} {' '.join(pieces)}"] if pieces else []
    if not error.message.startswith(_TOO_MANY):
        return []
    parameters = context.command.params
    options = [one.opts[0] for one in parameters if isinstance(one, NamingOption)]
    extra = error.message.removeprefix(_TOO_MANY).removesuffix(")")
    given = sys.argv[1:]
    if options and given.count(extra) == 1 and not any(isinstance(one, click.Argument) for one in parameters):
        at = given.index(extra)
        asked = map(as_argument, [*given[:at], options[0], extra, *given[at + 1 :]])
        return ["Names are told by options here. To ask this:", f"  whoshares {' '.join(asked)}"]
    return [f"Options here that take a name: {', '.join(options)}."] if options else []


_ENDS: Final = frozenset({"--from", "--to", "--holder", "--thing", "--x", "--y"})
"""Options by which people expect to tell names that stand in arguments."""
_TOO_MANY: Final = "Got unexpected extra argument ("
"""How the sentence begins for one argument more than a command takes."""


def _asked_of_each(error: Offering) -> list[str]:
    """The command as it was given, once with each name that is offered in the place of another."""
    from whoshares.model.plain import as_argument

    given = sys.argv[1:]
    if not error.offers or given.count(error.asked) != 1:
        return []
    at = given.index(error.asked)
    data = ["--carrying", error.carrying] if error.carrying and "--carrying" not in given else []
    asked = ([*given[:at], offer, *given[at + 1 :], *data] for offer in error.offers)
    head = "To ask this of one of them:" if len(error.offers) > 1 else "To ask this:"
    return [head, *(f"  whoshares {' '.join(map(as_argument, one))}" for one in asked)]


def _folded(line: str) -> str:
    """A line of an error; one that lists something goes on further in where it is long.

    An address stays whole, and so does a command, to be copied.
    """
    if not line.startswith("  ") or line.startswith("  whoshares "):
        return line
    return "\n".join(
        textwrap.wrap(line, _WIDTH, subsequent_indent="      ", break_long_words=False, break_on_hyphens=False)
    )
