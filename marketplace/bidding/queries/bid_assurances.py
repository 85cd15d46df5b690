"""How a bidder meets the conditions and what it assures the buyer of, as the JSON that is sealed."""

from collections.abc import Iterator, Mapping
from json import dumps, loads
from typing import Any
from uuid import UUID

from marketplace.engine.retention import ERASED
from procurement.bidding.assurances import Assurances, ConditionMet, Exclusion, ExclusionSaid


def conditions_as_json(said: Mapping[UUID, ConditionMet]) -> dict[str, Any]:
    return {
        str(key): {
            "met_by": str(one.met_by) if one.met_by else None,
            "relied_on": one.relied_on,
            "how": one.how,
        }
        for key, one in said.items()
    }


def conditions_from_json(kept: Mapping[str, Any]) -> dict[UUID, ConditionMet]:
    return {
        UUID(key): ConditionMet(
            UUID(one["met_by"]) if one["met_by"] else None, one["relied_on"], one["how"]
        )
        for key, one in kept.items()
    }


def assurances_as_json(said: Assurances) -> dict[str, Any]:
    return {
        "is_independent": said.is_independent,
        "takes_terms": said.takes_terms,
        "has_conflict": said.has_conflict,
        "conflict": said.conflict,
        "uses_others": said.uses_others,
        "others": said.others,
        "exclusions": {
            str(key): {"kind": str(one.kind), "words": one.words}
            for key, one in said.exclusions.items()
        },
        **(
            {"members": {str(key): assurances_as_json(one) for key, one in said.members.items()}}
            if said.members
            else {}
        ),
    }


def assurances_from_json(kept: Mapping[str, Any]) -> Assurances:
    exclusions = {
        UUID(key): ExclusionSaid(Exclusion(one["kind"]), one["words"])
        for key, one in kept["exclusions"].items()
    }
    members = {UUID(key): assurances_from_json(one) for key, one in kept.get("members", {}).items()}
    return Assurances(**{**kept, "exclusions": exclusions, "members": members})


def assurances_as_text(said: Assurances | None) -> str:
    """As they stand on an opened bid; empty where none were sealed."""
    return dumps(assurances_as_json(said), sort_keys=True) if said else ""


def assurances_of_text(kept: str) -> Assurances | None:
    """Read what ``assurances_as_text`` wrote; None where the words of a bid are erased."""
    return assurances_from_json(loads(kept)) if kept and kept != ERASED else None


def texts_of(part: str, said: Any) -> Iterator[tuple[str, str]]:
    """Each text of ``conditions`` or ``assurances`` with its field."""
    if part == "conditions":
        for key, one in said.items():
            yield f"relied_on-{key}", one.relied_on
            yield f"how-{key}", one.how
        return
    yield "conflict", said.conflict
    yield "others", said.others
    for key, one in said.exclusions.items():
        yield f"words-{key}", one.words
