"""One verb is the spine: is every right one action, of its name, in the module of its noun?"""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from inspect import signature, unwrap
from pathlib import Path
from typing import get_type_hints

import pytest
from flask import Flask

import marketplace
from marketplace import chapters
from marketplace.engine.access import RIGHTS, anyone, grant
from marketplace.engine.action import ACTIONS
from marketplace.engine.former_verbs import FORMER_VERBS, verb_today

chapters.load()

APPLICATION = Path(marketplace.__file__).parent
TEMPLATES = APPLICATION.parent / "templates"

NOUNS = {
    "desk/track_records": "track_record track_record_answer",
    "assessment/condition_checks": "condition_check condition_checks",
    "assessment/disregards": "bid",
    "assessment/evaluations": "bids",
    "assessment/evaluators": "evaluator scores",
    "assessment/price_enquiries": "price_enquiry",
    "assessment/procurement_end": "lot tender",
    "assessment/rankings": "bids",
    "assessment/scores": "bid scores",
    "assessment/summaries": "summaries",
    "bidding/consortia": "consortium member member_parts",
    "bidding/members": "member_part",
    "contracts/contracts": "contract delivery order_number terms",
    "contracts/assessments": "performance",
    "contracts/breaches": "breach",
    "contracts/end_reminders": "ends",
    "contracts/indicators": "indicator indicator_exception",
    "contracts/papers": "contract_paper precedence",
    "contracts/signatures": "contract",
    "contracts/unsigned": "contract",
    "economy/totals": "totals",
    "desk/claims": "claim organisation",
    "desk/closings": "organisation",
    "desk/merges": "organisation",
    "organisations/addresses": "address address_change address_proof",
    "organisations/erasure": "person",
    "organisations/memberships": "colleague invitation membership",
    "organisations/organisations": "identifier organisation",
    "organisations/passwords": "password password_reset",
    "organisations/people": "other_sign_ins person sign_in",
    "organisations/places": "place_role places",
    "organisations/products": "market_sale product product_member",
    "packages/orders": "order order_limits",
    "organisations/proofs": "sign_in",
    "organisations/recovery_codes": "recovery_codes",
    "organisations/verifications": "buyer enterprise organisation verification",
    "packages/groups": "group_action group_member meeting",
    "packages/pipeline": "coming_package watch",
    "packages/tips": "coming_tip package_tip",
    "contracts/replies": "reply",
    "contracts/threads": "bid_thread contract_thread thread",
    "packages/choices": "choice offer",
    "packages/offer_members": "offer_member offer_members offer_part",
    "packages/openings": "package",
    "packages/package_changes": "package",
    "packages/package_contracts": "package",
    "packages/invitations": "enterprises package_invitation",
    "payments/card_payments": "card_dispute card_refund",
    "payments/credit_notes": "invoice",
    "payments/disputes": "dispute invoice",
    "payments/invoice_documents": "rendering",
    "payments/invoices": "invoice milestone",
    "payments/ledger": "subcontract",
    "payments/number_series": "number_series",
    "payments/payment_words": "payment",
    "payments/reminders": "invoice",
    "tendering/bank_questions": "bank_question bank_questions",
    "tendering/copies": "tender",
    "tendering/notices": "notice_batch",
    "tendering/publication": "tender",
    "tendering/saved_searches": "finds saved_search search_letters",
    "tendering/tender_changes": "tender",
    "tendering/tender_defaults": "tender_defaults",
    "tendering/tender_documents": "document",
    "tendering/tenders": "offer tender",
}
"""The nouns of each module of actions that holds others than the one it is called after."""


@dataclass(frozen=True)
class Declared:
    """An action as its source declares it."""

    verb: str
    name: str
    module: str


def declared() -> Iterator[Declared]:
    """Every function of the application under ``@action("noun.verb")``."""
    for path in sorted(APPLICATION.rglob("*.py")):
        module = path.relative_to(APPLICATION).with_suffix("").as_posix()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                for one in node.decorator_list:
                    if isinstance(one, ast.Call) and ast.unparse(one.func) == "action":
                        yield Declared(ast.literal_eval(one.args[0]), node.name, module)


def test_every_right_has_its_action_and_every_action_its_right() -> None:
    assert sorted(set(RIGHTS) ^ set(ACTIONS)) == []


def test_every_right_has_one_action_and_no_second() -> None:
    assert sorted(one.verb for one in declared()) == sorted(RIGHTS)


def test_a_right_and_its_action_have_one_name() -> None:
    differ = []
    for one in declared():
        noun, verb = one.verb.split(".")
        if one.name != f"{verb}_{noun}":
            differ.append((one.verb, one.name))
    assert differ == []


def test_an_action_stands_in_the_module_of_its_noun() -> None:
    nouns = defaultdict(set)
    for one in declared():
        chapter, floor, module = one.module.split("/")
        assert floor == "actions", one
        nouns[f"{chapter}/{module}"].add(one.verb.split(".")[0])
    own = {module: module.split("/")[1].removesuffix("s") for module in nouns}
    assert {module: " ".join(sorted(held)) for module, held in nouns.items()} == own | NOUNS


def test_a_right_is_granted_in_the_chapter_of_its_action() -> None:
    for one in declared():
        chapter = one.module.split("/")[0]
        assert one.verb in import_module(f"marketplace.{chapter}.rights").RIGHTS, one


def test_a_right_is_named_by_no_two_chapters() -> None:
    with pytest.raises(ValueError, match=r"Named twice as a right: tender\.publish\."):
        grant({"tender.publish": (anyone,)}, frozenset())


def test_no_right_is_granted_to_nobody() -> None:
    assert [right for right, predicates in RIGHTS.items() if not predicates] == []


def test_every_right_is_about_things_that_have_what_its_predicates_read() -> None:
    for right, predicates in RIGHTS.items():
        for predicate in predicates:
            read = {name for name in dir(_about(predicate)) if not name.startswith("_")}
            assert read <= set(dir(_about(ACTIONS[right]))), (right, predicate.__name__)


def test_every_right_that_templates_ask_is_there() -> None:
    asked = [
        (path.name, right)
        for path in sorted(TEMPLATES.rglob("*.html"))
        for right in re.findall(r"\bmay\(\s*[\"']([^\"']*)[\"']", path.read_text())
    ]
    assert len(asked) > 30
    assert [pair for pair in asked if pair[1] not in RIGHTS] == []


def test_every_right_that_pages_ask_is_there(app: Flask) -> None:
    named = [
        (path.name, word)
        for path in sorted(APPLICATION.glob("*/pages/*.py"))
        for word in _dotted_words(path)
        if word not in app.view_functions and not word.endswith(".read")
    ]
    assert len(named) > 20
    assert [pair for pair in named if pair[1] not in RIGHTS] == []


def test_every_former_verb_is_a_right_of_today() -> None:
    assert [verb for verb in FORMER_VERBS if verb_today(verb) not in RIGHTS] == []
    assert sorted(FORMER_VERBS.keys() & RIGHTS.keys()) == []
    assert verb_today("tender.open") == "bids.open"
    assert verb_today("tender.publish") == "tender.publish"


def test_nothing_but_the_audit_calls_a_right_by_its_former_name() -> None:
    kept = APPLICATION / "engine" / "former_verbs.py"
    strays = [
        (path.name, word)
        for path in sorted(APPLICATION.rglob("*.py"))
        if path != kept
        for word in _dotted_words(path)
        if word in FORMER_VERBS
    ]
    assert strays == []


def _dotted_words(path: Path) -> Iterator[str]:
    """Each text of a module that is two words with a dot between, as rights and addresses are."""
    nodes = ast.walk(ast.parse(path.read_text()))
    for text in (node.value for node in nodes if isinstance(node, ast.Constant)):
        if isinstance(text, str) and re.fullmatch(r"[a-z_]+\.(?!html$)[a-z_]+", text):
            yield text


def _about(function: Callable[..., object]) -> type:
    """The type of the thing that an action or a predicate is about: its second argument."""
    inner = unwrap(function)
    return get_type_hints(inner)[list(signature(inner).parameters)[1]]
