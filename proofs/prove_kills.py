"""Is nothing lost and nothing doubled when parts are killed at work? Usage: prove_kills.py [FOLDER]

Serves the demonstration from an empty folder, lets four people work with it, and kills its
parts one after the other: web process, worker, the parent of all, queue, database. Everything
must come back by itself (the parent: by whoever starts it again), and each act that was
acknowledged must stand there exactly once, with its e-mails and documents. FOLDER is not read.
"""

import sys
import tempfile
from collections import defaultdict
from itertools import cycle, islice
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.kills.installation import KINDS, installed
from tests.kills.mailbox import mailbox
from tests.kills.story import Kill, Story, wrong

_KILLS = 65


def main() -> int:
    """The exit status: 0 where everything stands exactly once."""
    with (
        tempfile.TemporaryDirectory() as var,
        mailbox() as box,
        installed(Path(var), box.url) as installation,
    ):
        story = Story(installation)
        kills = []
        for kill in story.play(islice(cycle(KINDS), _KILLS)):
            kills.append(kill)
            print(f"Kills: {len(kills)} of {_KILLS}: {_in_words(kill)}", flush=True)
        faults = [*wrong(story), *box.wrong(installation)]
        _say(story, kills, box.twice())
    for fault in faults:
        print(f"Kills: {fault}")
    if not faults:
        print("Kills: each stands there exactly once, with its e-mails and documents.")
    return 1 if faults else 0


def _in_words(kill: Kill) -> str:
    return (
        f"{kill.kind}: next act after {kill.next_act:.1f} s, everybody’s after "
        f"{kill.every_writer:.1f} s, all parts back after {kill.back:.1f} s"
    )


def _say(story: Story, kills: list[Kill], twice: int) -> None:
    by_kind: defaultdict[str, list[Kill]] = defaultdict(list)
    for kill in kills:
        by_kind[kill.kind].append(kill)
    for kind, some in by_kind.items():
        next_acts = [kill.next_act for kill in some]
        print(
            f"Kills: {kind} {len(some)} times: next act after {median(next_acts):.1f} s, at most "
            f"{max(next_acts):.1f} s; all parts back after at most {max(k.back for k in some):.1f} s"
        )
    jobs = story.jobs_of_killed_workers()
    print(
        f"Kills: {len(jobs)} jobs that killed workers had in hand were done after "
        f"{median(jobs):.1f} s, at most {max(jobs):.1f} s."
    )
    acts = sum(len(writer.acknowledged) for writer in story.writers)
    again = sum(writer.sent_again for writer in story.writers)
    print(
        f"Kills: {acts} acts acknowledged, forms sent again {again} times; "
        f"{twice} e-mails handed over again under the same Message-ID."
    )


if __name__ == "__main__":
    sys.exit(main())
