"""Where does a process stand, by all releases that were published of it?

Open Contracting Data Standard 1.1, “Merging”: releases are merged in the order of
their dates, so that what a later one leaves out stands as it was, and what it says
again replaces it. Which came here first makes no difference.

``ocds_whole_lists.csv`` names the lists that are replaced whole, as the release
schema 1.1.5 and the extensions used in the United Kingdom say; all others are
merged by the ids of what is in them.
"""

import csv
import json
import warnings
from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from functools import cache
from importlib.resources import files

from ocdsmerge.exceptions import DuplicateIdValueWarning, InconsistentTypeError
from ocdsmerge.merge import CompiledRelease

from procurement.open_data.notice import LONG_AGO
from procurement.open_data.ocds_fields import moment, object_, storable, tags_of, text
from procurement.open_data.ocds_terms import Object


def compiled(releases: Sequence[Object]) -> Object:
    """The releases of one process (at least one) merged, under the id and date of the newest.

    The tags of all stand in it: they say how far the process has come.
    """
    ordered = sorted(releases, key=_place)
    newest = ordered[-1]
    own: Object = {name: newest[name] for name in ("ocid", "id", "date") if name in newest}
    tags = dict.fromkeys(tag for release in ordered for tag in tags_of(release))
    return {**_fitting(ordered), **own, "tag": list(tags)}


def _place(release: Object) -> tuple[datetime, str, str]:
    """Its place among the releases: by date, then by id; two versions of one by what they say."""
    published = moment(object_(release.get("tender")).get("datePublished"))
    at = moment(release.get("date")) or published or LONG_AGO
    return at, text(release.get("id")), json.dumps(storable(release), sort_keys=True)


def _fitting(ordered: list[Object]) -> Object:
    """All merged; one that has a text where those before it have a list is left out."""
    whole = _merged(ordered)
    if whole is not None:
        return whole
    fitting: list[Object] = []
    for release in ordered:
        if _merged([*fitting, release]) is not None:
            fitting.append(release)
    return (_merged(fitting) if fitting else None) or ordered[-1]


def _merged(ordered: list[Object]) -> Object | None:
    merging = CompiledRelease(merge_rules=_rules())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DuplicateIdValueWarning)
            for release in ordered:
                merging.append(_shaped(release))
        merged: Object = merging.asdict()
    except (InconsistentTypeError, TypeError, RecursionError):
        return None
    return merged


_SHAPES = {
    **dict.fromkeys(("buyer", "planning", "tender"), dict),
    **dict.fromkeys(("awards", "contracts", "parties"), list),
}


def _shaped(release: Object) -> Object:
    """A copy, since merging writes into what it is given; a part that is no such thing is left out."""
    return {
        name: deepcopy(part)
        for name, part in release.items()
        if part is None or isinstance(part, _SHAPES.get(name, object))
    }


@cache
def _rules() -> dict[tuple[str, ...], str]:
    table = files("procurement").joinpath("data/ocds_whole_lists.csv").read_text("utf-8")
    rules = {
        tuple(row["path"].split("/")): "wholeListMerge"
        for row in csv.DictReader(table.splitlines())
    }
    omitted = {(name,): "omitWhenMerged" for name in ("id", "date", "tag")}
    return rules | omitted
