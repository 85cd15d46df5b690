"""Does help name every command in its own words, without waiting for any of them?"""

import subprocess
import sys

import click
import pytest

from marketplace import commands

_IMPORTED = """
import sys
from marketplace import commands
try:
    commands.marketplace.main(["--help"])
finally:
    print(*sorted(name for name in sys.modules if name.startswith("marketplace.")))
"""


@pytest.mark.parametrize("group", [commands.marketplace, commands.calc])
def test_each_command_is_listed_with_the_words_of_its_own_docstring(group: click.Group) -> None:
    context = click.Context(group, info_name="marketplace")
    listed, imported = (click.HelpFormatter(width=80) for _ in range(2))
    group.format_commands(context, listed)
    click.Group.format_commands(group, context, imported)
    assert listed.getvalue() == imported.getvalue()
    assert "Commands:" in listed.getvalue()


def test_help_imports_no_command() -> None:
    told = subprocess.run(
        [sys.executable, "-c", _IMPORTED], capture_output=True, text=True, check=True
    ).stdout
    assert "serve" in told
    assert told.splitlines()[-1] == "marketplace.commands"
