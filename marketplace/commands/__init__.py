"""The command line: one file per noun; ``marketplace --help`` lists the commands."""

from importlib import import_module

import click

_COMMANDS = {
    "calc": "calc",
    "invoice-xml": "einvoices",
    "check-invoice": "einvoices",
    "read-spend": "spend",
    "match-suppliers": "spend",
}


class _Lazy(click.Group):
    """Imports a command's module only when it is called: the calculators start in a blink."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module = import_module(f"marketplace.commands.{_COMMANDS[name]}")
        command: click.Command = getattr(module, name.replace("-", "_"))
        return command


@click.group(cls=_Lazy)
def main() -> None:
    """The marketplace: serve it, run its worker, and check its rules."""
