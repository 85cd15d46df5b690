"""What follows from the regime of a procurement, as sentences that a page can show?"""

from dataclasses import replace
from datetime import date

from procurement.tendering.before_signature import required_before_signing
from procurement.tendering.minimum_period import (
    Circumstances,
    minimum_participation,
    minimum_tendering,
)
from procurement.tendering.notices import Owed, notices_owed
from procurement.tendering.regime import (
    Authority,
    Consequence,
    Regime,
    RegimeFacts,
    has_mandatory_standstill,
    is_notifiable,
    longest_payment_term,
    may_shortlist,
    regime_of,
    threshold_of,
)

_PROCEDURES = {
    Regime.PUBLIC: (
        "An open procedure, or a competitive flexible procedure that the notice describes.",
        "Procurement Act 2023, s20",
    ),
    Regime.LIGHT: (
        "An open procedure, or a competitive flexible procedure that the notice describes.",
        "Procurement Act 2023, s20",
    ),
    Regime.BELOW: (
        "Any fair procedure; suppliers may not be shortlisted by their suitability first.",
        "Procurement Act 2023, s85",
    ),
    Regime.PRIVATE: ("Any procedure that the buyer announces and keeps to.", "Contract law"),
}

_WORKS_BELOW = (
    "Any fair procedure; suppliers may be shortlisted by their suitability first, as the works are "
    "large enough.",
    "Procurement Act 2023, s85(3); SI 2025/1200",
)


def what_follows(facts: RegimeFacts, how: Circumstances) -> tuple[Consequence, ...]:
    """Threshold, procedures, time, notices, standstill, changes and payment, each with its source.

    Refuses what ``regime_of`` refuses.
    """
    regime = regime_of(facts)
    tendering = minimum_tendering(regime, how, facts.began_on)
    procedure, source = _WORKS_BELOW if may_shortlist(facts) else _PROCEDURES[regime]
    consequences = [
        *_thresholds(facts, regime),
        Consequence("procedure", procedure, source),
        Consequence("tendering", tendering.sentence, tendering.source, tendering.mark),
    ]
    if regime is Regime.PUBLIC:
        asking = minimum_participation(regime, how, facts.began_on)
        consequences.append(
            Consequence("participation", asking.sentence, asking.source, asking.mark)
        )
    consequences += _notices(facts, regime)
    consequences += [_standstill(regime), _changes(regime), _payment(facts, regime)]
    consequences += [
        Consequence("before a contract is signed", row.sentence, row.source)
        for row in required_before_signing(facts)
    ]
    return tuple(consequences)


def changed_by(facts: RegimeFacts, day: date, how: Circumstances) -> tuple[Consequence, ...]:
    """What follows for the same procurement if it begins on that day, and did not when it began.

    Refuses what ``regime_of`` refuses, of either day.
    """
    before = what_follows(facts, how)
    return tuple(
        one for one in what_follows(replace(facts, began_on=day), how) if one not in before
    )


def _thresholds(facts: RegimeFacts, regime: Regime) -> list[Consequence]:
    if regime is Regime.PRIVATE:
        return []
    row = threshold_of(facts)
    side = "below" if regime is Regime.BELOW else "at or above"
    return [
        Consequence(
            "threshold",
            f"The estimate of {facts.estimate} with VAT is {side} the threshold of "
            f"£{row.value // 100:,}, in force from {row.since:%-d %B %Y}.",
            row.source,
            row.mark,
        )
    ]


def _notices(facts: RegimeFacts, regime: Regime) -> list[Consequence]:
    duties = notices_owed(regime, facts.began_on)
    if facts.authority is Authority.SCHOOL:  # outside s69
        duties = tuple(duty for duty in duties if duty.code != "UK17")
    if regime is Regime.BELOW and not is_notifiable(facts):
        return [
            Consequence(
                "notices", "No notice must be published.", "Procurement Act 2023, ss84 and 87"
            )
        ]
    if not duties:
        return [Consequence("notices", "No notice must be published.", "Contract law")]
    may = {Owed.ALWAYS: "", Owed.IF: "Where it applies: ", Owed.MAY: "If you like: "}
    return [
        Consequence(
            "notices",
            f"{may[duty.owed]}{duty.title} ({duty.code}). {duty.when}",
            duty.source,
            duty.mark,
        )
        for duty in duties
    ]


def _standstill(regime: Regime) -> Consequence:
    if has_mandatory_standstill(regime):
        return Consequence(
            "standstill",
            "Eight working days, beginning with the day of the contract award notice; signing "
            "from the day after.",
            "Procurement Act 2023, s51",
        )
    return Consequence(
        "standstill",
        "None is required; one that is announced lasts at least eight working days.",
        "Procurement Act 2023, s51",
    )


def _changes(regime: Regime) -> Consequence:
    if regime is Regime.PUBLIC:
        sentence = "Changes of the contract within s74, announced beforehand where s75 asks."
    elif regime is Regime.LIGHT:
        sentence = "The contract may be changed freely, but not its supplier."
    else:
        sentence = "The contract itself says how it may be changed."
    return Consequence("changes", sentence, "Procurement Act 2023, ss74 and 75")


def _payment(facts: RegimeFacts, regime: Regime) -> Consequence:
    most = longest_payment_term(regime)
    late_payment = "Late Payment of Commercial Debts (Interest) Act 1998"
    if regime is Regime.PRIVATE:
        sentence = f"Within {most} days, unless longer is agreed expressly and is fair."
        return Consequence("payment", sentence, f"{late_payment}, s4(3B) and (3C)")
    if facts.authority is Authority.SCHOOL:
        return Consequence("payment", f"Within {most} days.", f"{late_payment}, s4(3A)")
    sentence = f"Within {most} days of a valid invoice, down the chain of sub-contracts."
    section = "s88" if regime is Regime.BELOW else "ss68 and 73"
    return Consequence("payment", sentence, f"Procurement Act 2023, {section}")
