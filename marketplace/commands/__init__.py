"""The command line: one file per noun; ``marketplace --help`` lists the commands."""

import ast
import json
import sys
from importlib import import_module
from pathlib import Path

import click

_WHERE = {
    "appoint": "appoint",
    "backup": "backup",
    "calc": "calc",
    "change-key": "change_key",
    "check-invoice": "einvoices",
    "check-migrations": "migrations",
    "check-receipt": "receipts",
    "demo": "demo",
    "export-ocds": "export_ocds",
    "import-notices": "import_notices",
    "invoice-xml": "einvoices",
    "listen-for-replies": "replies",
    "local-stripe": "local_stripe",
    "match-suppliers": "spend",
    "operator": "operator",
    "read-spend": "spend",
    "recount": "recount",
    "reset-factor": "reset_factor",
    "restore": "backup",
    "serve": "serve",
    "take-reply": "replies",
    "verify": "verify",
    "verify-procurement": "procurements",
    "worker": "worker",
}
_CALCULATORS = {
    "score": "calc_tendering",
    "standstill": "calc_tendering",
    "social-value": "calc_tendering",
    "consortium": "calc_tendering",
    "change": "calc_tendering",
    "due": "calc_money",
    "late-payment": "calc_money",
    "split": "calc_money",
    "vat": "calc_money",
    "cis": "calc_money",
    "payer": "calc_money",
}


class _Lazy(click.Group):
    """Imports a command's module only when it is needed: the calculators start in a blink."""

    where: dict[str, str] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.where)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.where:
            return None
        if cmd_name == "calc":
            return calc
        module = import_module(f"marketplace.commands.{self.where[cmd_name]}")
        command: click.Command = getattr(module, _function(cmd_name))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each with the first words of its docstring; to import them all takes seconds."""
        names = self.list_commands(ctx)
        room = formatter.width - 6 - max(map(len, names))
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, self._as_written(name).get_short_help_str(room)) for name in names]
            )

    def _as_written(self, name: str) -> click.Command:
        """The command as its source says it, without what it can be told."""
        if name == "calc":
            return calc
        source = Path(__file__).with_name(f"{self.where[name]}.py").read_text()
        (docstring,) = (
            ast.get_docstring(part)
            for part in ast.parse(source).body
            if isinstance(part, ast.FunctionDef) and part.name == _function(name)
        )
        return click.Command(name, help=docstring)


def _function(command: str) -> str:
    return command.replace("-", "_")


class _Commands(_Lazy):
    where = _WHERE


class _Calculators(_Lazy):
    where = _CALCULATORS


@click.group(cls=_Calculators)
def calc() -> None:
    """Work out one thing by the rules, without the application."""


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def marketplace() -> None:
    """The marketplace: serve it, run its worker, and check its rules."""


def main() -> None:
    """Run a command; bad input exits with 2, an error of our own with 1, never a traceback."""
    try:
        marketplace.main(standalone_mode=False)
    except click.exceptions.Exit as left:
        sys.exit(left.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as wrong:
        if "--json" in sys.argv:
            click.echo(json.dumps({"faults": [wrong.format_message()]}))
        wrong.show(file=sys.stderr)
        sys.exit(2)
    except Exception as error:  # noqa: BLE001 the last door: a sentence, never a traceback
        click.echo(f"Something went wrong on our side: {type(error).__name__}: {error}", err=True)
        sys.exit(1)
