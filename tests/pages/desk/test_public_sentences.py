"""Every sentence in which the public pages state a fact about the product is shown by a test."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]

SHOWN_BY = {
    "The usual payment term is seven days": "test_a_longer_payment_term_stands_there_with_its_reason",
    "several can bid as one": "test_a_consortium_is_formed_agreed_accepted_and_submits",
    "The broker confirms who buyers are": "test_a_buyer_not_yet_confirmed_may_draft_but_not_publish",
    "The broker cannot read a bid here": "test_for_everyone_else_a_bid_is_not_there",
    "Each bid is encrypted when it arrives": "test_nothing_that_is_kept_shows_the_content",
    "Here bids are opened only after": "test_bids_are_not_opened_before_the_deadline",
    "The one key to all bids": "test_it_is_said_who_holds_the_key_to_all_bids",
    "A place is a named set of wards": "test_the_wards_of_each_place_are_named",
    "An organisation is inside it": "test_a_location_is_inside_the_places_that_hold_its_ward",
    "Of postcodes we do not know": "test_outside_the_known_postcodes_the_page_says_not_known",
    "Invoices paid to verified social": "test_money_to_an_enterprise_that_is_not_verified_enters_no_ledger",
    "Each pound once": "test_money_that_leaves_and_comes_back_is_counted_once",
    "What is only promised": "test_below_actions_nothing_is_added_or_committed",
    "The broker looked at one named piece": "test_evidence_is_good_for_at_most_a_year",
    "The evidence and the day it ends": "test_evidence_is_good_for_at_most_a_year",
    "Invoices are due in seven days unless": "test_a_longer_payment_term_stands_there_with_its_reason",
    "A group on no register": "test_a_group_on_no_register_gets_the_marketplaces_own_number",
    "The broker checks your evidence": "test_nobody_but_the_broker_verifies",
    "Answer the questions and price": "test_a_bid_is_written_checked_and_submitted_page_by_page",
    "Form a consortium": "test_a_consortium_is_formed_agreed_accepted_and_submits",
    "Bids stay sealed until the deadline": "test_for_everyone_else_a_bid_is_not_there",
    "Afterwards you see your scores": "test_each_bidder_reads_its_own_summary_and_no_rivals",
    "late money shows the interest": "test_late_money_owes_interest_and_a_fixed_sum",
    "straight to your own account": "test_each_member_of_a_consortium_is_paid_into_its_own_account",
    "draft a tender from one": "test_a_notice_is_remembered_with_unclaimed_organisations_that_take_part",
    "weights that add up to 100": "test_every_fault_of_a_draft_leads_to_the_page_that_mends_it",
    "Each evaluator scores alone": "test_a_buyer_on_the_panel_scores_alone_before_seeing_other_scores",
    "Every step of the ranking": "test_every_step_of_the_arithmetic_is_shown",
    "dispute it with a reason": "test_a_milestone_is_invoiced_approved_and_paid_through_the_pages",
    "A sign-in ends after 14 days": "test_a_sign_in_ends_after_fourteen_days",
    "the list goes when you erase": "test_erasing_signs_out_and_frees_the_address",
    "At least 3 years": "test_public_records_are_kept_three_years_and_others_one_by_custom",
    "dropped when a notice is read": "test_no_contact_is_kept_anywhere",
    "Erasing deletes the one row": "test_erasing_leaves_an_id_without_a_name",
    "You correct and erase it yourself": "test_erasing_signs_out_and_frees_the_address",
    "a password of at least 10 characters": "test_a_short_password_is_refused_and_the_name_is_kept",
    "A second person confirms it": "test_finance_reads_the_account_and_the_second_person_confirms_it",
    "You can draft tenders while you wait": "test_a_buyer_not_yet_confirmed_may_draft_but_not_publish",
    "Find it and claim it": "test_a_claim_goes_to_the_broker_and_makes_an_owner",
    "tell us the reference": "test_a_page_that_cannot_be_shown_claims_nothing_about_what_was_done",
}
"""The beginning of each such sentence, or words in it, and the test that shows that it is so."""


def test_each_fact_that_a_public_page_states_is_shown_by_a_test_that_exists() -> None:
    names = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
    }
    assert {test for test in SHOWN_BY.values() if test not in names} == set()
    said = " ".join(words(path) for path in (ROOT / "templates/desk/public").glob("*.html"))
    assert {fact for fact in SHOWN_BY if fact not in said} == set()


def words(path: Path) -> str:
    """The words of a page, without what stands in for others."""
    text = re.sub(r"\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\}|<[^>]+>", "", path.read_text())
    return re.sub(r"\s+", " ", text)
