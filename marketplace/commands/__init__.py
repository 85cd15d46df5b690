"""The command line: one file per noun; ``marketplace --help`` lists the commands."""

import json
import sys
from importlib import import_module

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
    "local-stripe": "local_stripe",
    "match-suppliers": "spend",
    "operator": "operator",
    "read-spend": "spend",
    "restore": "backup",
    "serve": "serve",
    "verify": "verify",
    "worker": "worker",
}
_CALCULATORS = {
    "score": "calc_tendering",
    "standstill": "calc_tendering",
    "social-value": "calc_tendering",
    "consortium": "calc_tendering",
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
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command


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
