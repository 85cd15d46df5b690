"""Is nothing lost and nothing doubled when each part is killed once? `proofs/prove_kills.py` kills on."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kills.installation import KINDS, installed
from tests.kills.mailbox import mailbox
from tests.kills.story import Story, wrong


@pytest.fixture
def var() -> Iterator[Path]:
    """A folder whose path is short enough for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="mp-"))
    yield folder
    shutil.rmtree(folder)


def test_every_act_stands_once_though_each_part_is_killed_in_turn(var: Path) -> None:
    with mailbox() as box, installed(var, box.url) as installation:
        story = Story(installation)
        assert [kill.kind for kill in story.play(KINDS)] == list(KINDS)
        assert [*wrong(story), *box.wrong(installation)] == []
