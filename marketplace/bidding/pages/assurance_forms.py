"""The forms in which a bidder says how it meets the conditions, and what it assures the buyer of."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from wtforms import BooleanField, Field, RadioField, TextAreaField

from marketplace.bidding.models.bids import Bid
from marketplace.bidding.pages.bid_forms import PartForm
from marketplace.bidding.queries.bid_content import BidParty, Draft
from marketplace.tendering.models.tenders import Condition
from marketplace.web.forms import PickField, TextField
from procurement.bidding.assurances import Assurances, ConditionMet, Exclusion, ExclusionSaid

_OUTSIDE = "outside"
_YES_NO = [("yes", "Yes"), ("no", "No")]
_KINDS = frozenset(Exclusion)
_SAID = {"yes": True, "no": False}


def condition_form(
    conditions: Sequence[Condition], parties: Sequence[BidParty], draft: Draft, bid: Bid
) -> PartForm:
    """Who meets each condition, and how; nothing is chosen beforehand."""
    fields: dict[str, Field] = {}
    values: dict[str, object] = {"seen": str(bid.revision)}
    who = [
        *((str(party.organisation_id), party.name) for party in parties),
        (_OUTSIDE, "Somebody outside this bid on whom we rely"),
    ]
    for one in conditions:
        fields[f"conditions-{one.id}"] = PickField("Who meets it?", choices=who, may_be_open=True)
        fields[f"relied_on-{one.id}"] = TextField(
            "If somebody outside this bid: which person, of which organisation?"
        )
        fields[f"how-{one.id}"] = TextAreaField("How is it met, and what shows it?")
        said = draft.conditions.get(one.id)
        if said is not None:
            values[f"conditions-{one.id}"] = str(said.met_by) if said.met_by else _OUTSIDE
            values[f"relied_on-{one.id}"] = said.relied_on
            values[f"how-{one.id}"] = said.how
    form: PartForm = type("ConditionForm", (PartForm,), fields)(**values)
    return form


def conditions_in(form: PartForm, conditions: Sequence[Condition]) -> dict[UUID, ConditionMet]:
    """What is said of each condition of which it was chosen who meets it."""
    return {
        one.id: ConditionMet(
            None if chosen == _OUTSIDE else UUID(chosen),
            _words(form[f"relied_on-{one.id}"]) if chosen == _OUTSIDE else "",
            _words(form[f"how-{one.id}"]),
        )
        for one in conditions
        if (chosen := form[f"conditions-{one.id}"].data)
    }


def assurance_form(
    parties: Sequence[BidParty], draft: Draft, bid: Bid, *, asks_exclusion: bool
) -> PartForm:
    """What every bidder assures; nothing comes ticked or chosen."""
    fields: dict[str, Field] = {
        **_declaration("Does anybody behind this bid have a conflict of interest?"),
        "uses_others": RadioField(
            "Do you intend to use sub-contractors?", choices=_YES_NO, validate_choice=False
        ),
        "others": TextAreaField("If so: who, and for what?"),
    }
    for party in parties if asks_exclusion else ():
        fields[f"exclusion-{party.organisation_id}"] = RadioField(
            f"Which ground of exclusion applies to {party.name}?",
            choices=[(str(kind), kind.in_words) for kind in Exclusion],
            validate_choice=False,
        )
        fields[f"words-{party.organisation_id}"] = TextAreaField(
            "If one applies: which, and what was done since?"
        )
    form: PartForm = type("AssuranceForm", (PartForm,), fields)(
        seen=str(bid.revision), **_shown(draft.assurances)
    )
    return form


def accept_form(revision: int) -> PartForm:
    """What a member of a consortium declares of itself as it accepts the agreement of a revision."""
    fields = _declaration("Does anybody of your organisation have a conflict of interest?")
    form: PartForm = type("AcceptForm", (PartForm,), fields)(seen=str(revision))
    return form


def declared_in(form: PartForm) -> Assurances:
    """What everybody behind a bid declares, as chosen and typed."""
    return Assurances(
        is_independent=form["is_independent"].data,
        takes_terms=form["takes_terms"].data,
        has_conflict=_SAID.get(form["has_conflict"].data),
        conflict=_words(form["conflict"]),
    )


def _declaration(asks_conflict: str) -> dict[str, Field]:
    return {
        "is_independent": BooleanField(
            "This bid was made without any agreement with another bidder about price or content"
        ),
        "has_conflict": RadioField(asks_conflict, choices=_YES_NO, validate_choice=False),
        "conflict": TextAreaField("If so: which?"),
        "takes_terms": BooleanField("We accept the terms of the contract as published"),
    }


def assurances_in(form: PartForm, parties: Sequence[BidParty]) -> Assurances:
    """What was chosen and typed; where nothing was chosen, or nothing that there is, None."""
    exclusions = {
        party.organisation_id: ExclusionSaid(
            Exclusion(form[name].data), _words(form[f"words-{party.organisation_id}"])
        )
        for party in parties
        if (name := f"exclusion-{party.organisation_id}") in form and form[name].data in _KINDS
    }
    return replace(
        declared_in(form),
        uses_others=_SAID.get(form["uses_others"].data),
        others=_words(form["others"]),
        exclusions=exclusions,
    )


def _shown(said: Assurances | None) -> Mapping[str, object]:
    if said is None:
        return {}
    words = {True: "yes", False: "no", None: None}
    values: dict[str, object] = {
        "is_independent": said.is_independent,
        "takes_terms": said.takes_terms,
        "has_conflict": words[said.has_conflict],
        "conflict": said.conflict,
        "uses_others": words[said.uses_others],
        "others": said.others,
    }
    for key, one in said.exclusions.items():
        values |= {f"exclusion-{key}": str(one.kind), f"words-{key}": one.words}
    return values


def _words(field: Field) -> str:
    return (field.data or "").replace("\r\n", "\n").strip()
