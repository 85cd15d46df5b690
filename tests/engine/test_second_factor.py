"""Before which verbs is a person asked again? Each about money, roles or a signature is decided."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from marketplace import chapters
from marketplace.engine import clock
from marketplace.engine.access import ASKED_AGAIN, RIGHTS, SYSTEM, Actor, is_the_system
from marketplace.engine.action import ACTIONS
from marketplace.engine.second_factor import FactorWanted, check_verb

chapters.load()

KINDS = {"payments", "contracts", "memberships", "places", "operators", "verifications", "claims"}
"""The chapters and modules of actions that are about money, roles and signatures."""

WORDS = {
    "appoint", "approve", "confirm", "connect", "give", "invite", "merge", "open", "pay", "record",
    "refund", "sign", "transfer",
}  # fmt: skip
"""What such a verb may be called, wherever it stands."""

NOT_ASKED = {
    "to stop or take back is never slowed down": """
        bank_account.refuse payment.deny payment.take_back invoice.dispute invitation.cancel
        membership.leave claim.refuse verification.revoke invoicing.withdraw milestone.return
        contract_change.decline contract_change.withdraw contract_end.withdraw pass_down.decline
        call_off.take_back
        labour_return.question forwarding.deny
        forwarding.take_back
    """,
    "asks for money, or says how much is owed; none moves": """
        milestone.claim milestone.accept milestone.invoice invoice.credit repayment.ask
        dispute.answer dispute.resolve subcontract.declare invoicing.agree number_series.choose
        funding.confirm pledge.confirm market_sale.record
    """,
    "nothing is binding before the signature, nor changed by it after": """
        contract.prepare order_number.change terms.change delivery.record pass_down.propose
        contract_end.intend contract_end.complete
        contract_group.name contract_change.propose call_off.prepare precedence.choose indicator.set
        indicator.remove indicator_exception.give
    """,
    "it rates, and says what is thought of that; nothing is bound by it": """
        performance.assess performance.comment breach.record breach.follow breach.answer
    """,
    "it prints what stands": "contract_paper.make",
    "says how many hours were worked; no money hangs on it, and a correction can follow": """
        labour_return.make labour_return.correct labour_return.confirm
    """,
    "it tells of work, and binds nobody": """
        coming_tip.give package_tip.give
    """,
    "it says what chance decided in front of two people; the award comes after it": """
        draw.record
    """,
    "two people are asked each in their turn; the step itself stays that of whoever asked": """
        award_approval.give publication_approval.give
    """,
    "it says what is so already, and binds nobody": """
        official_notice.record set_up.record compliance_notice.prepare compliance_notice.record
    """,
    "it says something in words, and binds nobody": """
        bid_thread.begin contract_thread.begin thread.write thread.settle
    """,
    "the role was given by somebody who was asked; or it judges, and gives none": """
        invitation.accept organisation.claim evaluator.appoint scores.approve buyer.approve
        enterprise.verify organisation.dissolve member.invite enterprises.invite
    """,
}


def _is_of_the_kind(verb: str) -> bool:
    _, chapter, _, module = ACTIONS[verb].__module__.split(".")
    return not KINDS.isdisjoint({chapter, module}) or verb.split(".")[1] in WORDS


def test_each_verb_about_money_roles_or_a_signature_is_decided() -> None:
    """A new one is named in ASKED_AGAIN of its chapter's rights, or above with the reason why not."""
    decided = [verb for verbs in NOT_ASKED.values() for verb in verbs.split()]
    open_to_people = {verb for verb, who in RIGHTS.items() if set(who) != {is_the_system}}
    of_the_kind = {verb for verb in open_to_people if _is_of_the_kind(verb)}
    assert sorted(of_the_kind - ASKED_AGAIN) == sorted(decided)


def test_what_is_asked_again_is_a_verb() -> None:
    assert ASKED_AGAIN - RIGHTS.keys() == set()


def test_a_person_is_asked_again_after_ten_minutes_the_system_and_the_shell_never() -> None:
    def asked(actor: Actor) -> set[str]:
        return {verb for verb in RIGHTS if _is_asked(actor, verb)}

    person = Actor(uuid4(), sign_in_id=uuid4())
    late = replace(person, factor_at=clock.real() - timedelta(minutes=10, seconds=1))
    lately = replace(person, factor_at=clock.real() - timedelta(minutes=9))
    assert asked(person) == asked(late) == ASKED_AGAIN
    assert asked(lately) == asked(SYSTEM) == asked(Actor(uuid4())) == set()


def _is_asked(actor: Actor, verb: str) -> bool:
    try:
        check_verb(actor, verb)
    except FactorWanted:
        return True
    return False
