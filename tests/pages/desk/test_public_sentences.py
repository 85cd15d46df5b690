"""Every sentence in which the public pages state a fact about the product is shown by a test."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PUBLIC = [
    "desk/public/*.html",
    "tendering/tenders/*.html",
    "tendering/notices/*.html",
    "bidding/bids/terms.html",
    "economy/board/*.html",
    "organisations/organisations/show.html",
    "payments/payer_records/*.html",
]
"""What anybody reads without an account."""

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
    "and after 14 days": "test_a_sign_in_ends_after_fourteen_days",
    "it leaves the list 90 days later": "test_a_sign_in_stays_until_its_last_day",
    "30 days after the link has ended": "test_a_link_to_an_address_goes_thirty_days_after_it_has_ended",
    "6 years; emptied at once": "test_old_e_mails_are_emptied_and_done_jobs_deleted_once",
    "At least 3 years": "test_public_records_are_kept_three_years_and_others_one_by_custom",
    "dropped when a notice is read": "test_no_contact_is_kept_anywhere",
    "Erasing deletes your name": "test_erasing_leaves_an_id_without_a_name",
    "encrypted; never a password": "test_every_field_for_a_password_is_one_that_is_never_kept",
    "until the next form is kept": "test_what_is_kept_for_the_signed_out_is_bounded_and_forgotten",
    "Interests you declare": "test_an_interest_is_declared_by_its_holder_and_dealt_with_by_the_buyer",
    "how fast each buyer pays": "test_the_worst_payer_shows_days_and_money_overdue",
    "You do all but the last yourself": "test_a_person_takes_everything_away_to_read_and_for_a_machine",
    "strikes your name and ways to reach you": "test_nothing_is_left_of_a_person_in_any_table",
    "Where a backup from before": "test_a_backup_from_before_an_erasure_does_not_bring_the_person_back",
    "a password of at least 10 characters": "test_a_bad_name_or_password_is_refused_and_the_name_is_kept",
    "A second person confirms it": "test_finance_reads_the_account_and_the_second_person_confirms_it",
    "You can draft tenders while you wait": "test_a_buyer_not_yet_confirmed_may_draft_but_not_publish",
    "Find it and claim it": "test_a_claim_goes_to_the_broker_and_makes_an_owner",
    "tell us the reference": "test_a_page_that_cannot_be_shown_claims_nothing_about_what_was_done",
    "It opened the competition": "test_only_a_notice_that_the_law_asks_for_opened_the_competition",
    "arrives at that moment or later": "test_at_the_deadline_nothing_is_accepted_and_nothing_is_lost",
    "A bid above it cannot be submitted": "test_a_price_above_the_published_ceiling_is_not_submitted",
    "The panel scores each answer": "test_the_panel_scores_by_the_words_that_bidders_read",
    "as soon as the buyer publishes": "test_a_published_award_stands_on_the_tenders_page_for_everybody",
    "Each bidder can show with its": "test_each_bidder_can_prove_that_its_receipt_was_counted",
    "to everybody alike": "test_a_supplier_asks_and_everybody_reads_the_answer_without_its_name",
    "sends one bid, alone or": "test_an_organisation_begins_one_bid_for_a_tender",
    "by percentages that add up": "test_shares_add_up_to_exactly_a_hundred",
    "each has accepted its part": "test_a_consortium_that_all_accepted_may_submit",
    "Record of the last 12 months": "test_a_promise_of_seven_days_stands_beside_what_the_record_shows",
    "a combination of funding": "test_how_it_is_counted_quotes_the_definition_it_comes_from",
    "said by the payer": "test_a_transfer_is_said_until_its_supplier_confirms_it",
    "enterprises that watch it are told": "test_an_enterprise_that_watches_is_told_what_comes",
    "Where it stood on the day": "test_a_paid_invoice_makes_one_line_in_the_places_of_its_day",
    "VAT is taken off": "test_a_trace_shows_each_step_and_how_vat_was_taken_off",
    "as a sub-contract is counted": "test_along_any_chain_of_sub_contracts_no_pound_is_counted_twice",
    "counts as neither": "test_below_actions_nothing_is_added_or_committed",
    "confirmed by the broker": "test_an_entered_grant_counts_only_once_the_broker_has_confirmed_it",
    "proven by a document or": "test_a_document_makes_it_evidenced",
    "is not paid counts as late": "test_an_unpaid_invoice_is_late_for_a_limit_only_once_it_has_passed_it",
    "Its levels: gold for": "test_the_tier_of_the_fair_payment_code",
    "Only postcodes of Birmingham": "test_a_postcode_outside_both_councils_is_not_known",
    "You can publish them once": "test_a_buyer_not_yet_confirmed_may_draft_but_not_publish",
    "Names and contacts of people": "test_no_contact_is_kept_anywhere",
    "payments go from the buyer straight": "test_each_member_of_a_consortium_is_paid_into_its_own_account",
    "Somebody who has that key and the database": "test_it_is_said_who_holds_the_key_to_all_bids",
    "read without scrolling sideways": "test_every_page_over_an_example_of_everything",
    "use everything with a keyboard alone": "test_the_keyboard_reaches_everything_and_shows_where_it_is",
    "Pages are tested by machine": "test_every_page_over_an_example_of_everything",
    "the broker checks and which is good for at most a year": "test_evidence_is_good_for_at_most_a_year",
    "agree who does what and who gets what share": "test_a_consortium_is_formed_agreed_accepted_and_submits",
    "no buyer, broker or evaluator can read one here": "test_for_everyone_else_a_bid_is_not_there",
    "The due date is on the page": "test_a_milestone_is_invoiced_approved_and_paid_through_the_pages",
    "See how fast you really pay": "test_the_worst_payer_shows_days_and_money_overdue",
    "ends after 8 hours without use": "test_a_sign_in_that_is_not_used_ends_and_what_was_typed_is_kept",
    "An address to which a link was sent": "test_no_secret_of_a_link_stands_readable_in_the_database",
    "30 days after you delete a search": "test_periods_of_the_privacy_notice_are_those_that_are_erased_by",
    "Messages you write about a bid": "test_an_answer_goes_into_the_thread_under_who_wrote_it",
    "of an e-mail also what it quoted": "test_an_answer_goes_into_the_thread_under_who_wrote_it",
    "As long as the bid or the contract is kept": "test_messages_are_kept_as_long_as_their_bid_or_contract",
    "not erased with your details": "test_messages_are_kept_as_long_as_their_bid_or_contract",
    "Messages about a bid are read": "test_other_bidders_the_panel_and_strangers_read_nothing",
    "Messages about a contract are read": "test_both_sides_of_a_contract_write_and_its_members_read",
    "who buys or pays for the buyer": "test_both_sides_of_a_contract_write_and_its_members_read",
    "Each message also goes by e-mail": "test_a_buyer_asks_a_bidder_answers_and_both_read_the_whole_thread",
    "Searches that you keep": "test_with_the_person_their_searches_go",
    "A buyer sees who acted in its": "test_the_buyer_reads_what_was_done_by_whom_and_what_it_changed",
    "wrong codes for 30 days": "test_periods_of_the_privacy_notice_are_those_that_are_erased_by",
    "2 years after it was decided": "test_periods_of_the_privacy_notice_are_those_that_are_erased_by",
    "90 days after each has ended": "test_periods_of_the_privacy_notice_are_those_that_are_erased_by",
    "2 years after something was last noted": "test_what_was_said_goes_two_years_after_the_last_note",
    "Until you are no contact any more": "test_who_ends_is_gone_with_name_and_number",
    "as the one to speak to": "test_people_of_organisations_here_read_the_name_and_others_only_the_kind",
    "Conversations that you or others noted": "test_it_is_logged_with_what_stands_in_the_form_and_a_sentence",
    "your name is struck out when": "test_nothing_is_left_of_a_contact_that_is_erased",
    "the secret of an app, passkeys": "test_a_person_takes_everything_away_to_read_and_for_a_machine",
    "why one was taken away": "test_a_person_takes_everything_away_to_read_and_for_a_machine",
    "What you wrote to claim": "test_a_person_takes_everything_away_to_read_and_for_a_machine",
    "Invitations to your address": "test_a_person_takes_everything_away_to_read_and_for_a_machine",
    "So that nobody else works in your name": "test_a_person_takes_everything_away_to_read_and_for_a_machine",
    "Counted for at most a day": "test_nobody_fills_the_database_with_events",
    "90 days, also after": "test_events_are_never_changed_and_stay_for_ninety_days",
    "Your name is never in the audit record": "test_the_audit_record_holds_no_name_and_no_address",
    "You may see, correct, take with you": "test_a_person_takes_everything_away_to_read_and_for_a_machine",
    "if you work alone, the broker does": "test_finance_reads_the_account_and_the_second_person_confirms_it",
    "one says that you are signed in": "test_over_https_cookies_are_bound_to_this_host",
}
"""The beginning of each such sentence, or words in it, and the test that shows that it is so."""

NO_FACT = {
    "So that a colleague could ask you to join (legitimate interest)",
    "So that others know whom to ask (legitimate interest)",
    "So that what was agreed is not lost (legitimate interest)",
    "So that the broker could check it (legitimate interest)",
    "Until you erase your details;",
    "2) Accessibility Regulations 2018.",
    "A broker runs it for a place.",
    "A duty by law (Procurement Act 2023, sections 81 to 83)",
    "A form you sent when your sign-in had ended, encrypted;",
    "A machine finds only part of all barriers.",
    "A page that failed:",
    "About an invoice or a payment:",
    "Approve, pay, and show it",
    "As long as its records of money are kept;",
    "As long as the records of the procurement",
    "Ask for what the area needs",
    "Ask their owner for another form.",
    "Ask who operates them if that matters to you.",
    "Bank details of organisations, encrypted",
    "Begin from your notice",
    "Bid, alone or together",
    "What is being built here",
    "Colleagues in your organisation see your name, address and roles.",
    "Companies House or the Mutuals Public Register.",
    "Complain to the Information Commissioner’s Office.",
    "Contacts in notices of other bodies",
    "Contracts are too large for one of them, bidding takes too long, and payment com",
    "Documents that buyers and suppliers upload may not be accessible.",
    "E-mails we wrote to you",
    "Each buyer is the controller of what it does with bids and evaluations.",
    "For a company, CIC or society:",
    "For a hospital trust, council, university or school:",
    "Give your register number and where you trade from.",
    "Hospitals, councils, universities and housing associations buy here from local s",
    "How accessible it is",
    "How often somebody tries to sign in or asks for a link, from which network addre",
    "If money for your organisation may have gone astray, or a bank account was chang",
    "If something keeps you out, write to us.",
    "If you are not happy with our answer, contact the Equality Advisory and Support",
    "Invoice finished work in a minute.",
    "Invoice, and be paid",
    "It is a demonstration:",
    "It takes about five minutes.",
    "Large institutions that stay where they are – hospitals, councils, universities,",
    "Local work, payment due in seven days",
    "Name the page and what you use.",
    "No others, and no tracking.",
    "No test with people who use assistive technology has been made yet.",
    "Nobody outside has examined these pages yet, so we claim what we tested and no m",
    "Organisations are not people:",
    "Pages were looked at on a screen 360 pixels wide.",
    "Procurement Act 2023, section 98)",
    "Records of public procurement (a duty by law:",
    "Records that the law asks for stay, with what you wrote in them, under a number",
    "So that nobody guesses passwords (security)",
    "So that nobody uses the address of somebody else (security)",
    "So that they are paid (a contract)",
    "So that you and the operator see an attack (security)",
    "So that you are told what is new (a contract with you)",
    "So that you can sign one out (security)",
    "So that you can work here (a contract with you)",
    "So that you need not type it again (legitimate interest)",
    "Something that keeps you out:",
    "Tell us, and complain",
    "The Equality and Human Rights Commission enforces the Public Sector Bodies (Webs",
    "The broker confirms that you are who you say by ringing a number you have publis",
    "The broker sees who made a claim.",
    "The broker that runs this marketplace is the controller of the personal data in",
    "The buyer answers everybody at once.",
    "The devices where you are signed in, and when each was last used",
    "The public sees no person.",
    "This installation has not named an address of its own yet.",
    "This statement is for every page of ….",
    "To be paid by bank transfer, add a bank account.",
    "To object, write to us.",
    "To show what was said and when (legitimate interest)",
    "Too big for you?",
    "Until you erase them",
    "We aim at level AA of the Web Content Accessibility Guidelines version 2.2.",
    "We do not need them",
    "We want as many people as possible to be able to use it.",
    "What counts as money brought in",
    "What does not work well yet",
    "What makes an enterprise “verified”",
    "What was tested, and how",
    "What we keep, and why",
    "What we know about people, why, and for how long.",
    "What you did, under a number instead of your name",
    "What you need to register",
    "Who could open a bid",
    "Who holds the key.",
    "Whoever operates the machines of this site can reach what is kept on them.",
    "Wrong passwords and codes, refusals and limits reached:",
    "You can also ask for anything here in large print, as audio or in another form.",
    "You may bid at once.",
    "You should be able to:",
    "Your name, e-mail address and a hash of your password",
    "Your organisation may be here already, known from a notice you published.",
    "a certificate of Social Enterprise UK",
    "an entry as a CIC, a registered charity or a registered society",
    "ask on the tender’s page.",
    "change colours, contrast and fonts with your browser",
    "deleted at once when you erase your details",
    "emptied at once when you erase your details",
    "its number in a register.",
    "nobody reads what is sent to it.",
    "nothing deletes them by itself",
    "paste your password, or let a password manager fill it in",
    "see the accessibility statement.",
    "see the privacy notice.",
    "the other side is named on the invoice’s page.",
    "use everything with a screen reader",
    "what they publish here is public.",
    "when, for whom, from which network address and device",
    "write “urgent” in the subject, and ring your bank first.",
    "your governing document, in which the broker reads that:",
    "your organisation’s name, its address and the postcode it trades from",
    "… is a marketplace where local institutions buy from social enterprises.",
}
"""What is a heading, a question, an instruction, or about others than this product: its first words."""


def test_each_fact_that_a_public_page_states_is_shown_by_a_test_that_exists() -> None:
    names = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
    }
    assert {test for test in SHOWN_BY.values() if test not in names} == set()
    said = " ".join(words(path) for page in PUBLIC for path in (ROOT / "templates").glob(page))
    assert {fact for fact in SHOWN_BY if fact not in said} == set()


def test_no_sentence_of_the_pages_about_us_is_in_neither_list() -> None:
    said = {
        sentence
        for path in (ROOT / "templates/desk/public").glob("*.html")
        for sentence in sentences(path)
    }
    facts = {sentence for sentence in said if any(fact in sentence for fact in SHOWN_BY)}
    assert {sentence[:80].rstrip() for sentence in said - facts} == NO_FACT


_BLOCK = re.compile(
    r"</?(p|li|td|th|h\d|dt|dd|caption|div|section|ul|ol|table|label|summary|tr)\b[^>]*>"
)


def sentences(path: Path) -> set[str]:
    """Each sentence of four words or more; what stands in for others is one word."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}", " ", path.read_text(), flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}", "…", _BLOCK.sub("\n", text), flags=re.DOTALL)
    text = re.sub(r"<[^>]+>|&[a-z]+;", "", text)
    every = [
        re.sub(r"\s+", " ", sentence).strip()
        for block in text.split("\n")
        for sentence in re.split(r"(?<=[.!?;:])\s+", block)
    ]
    return {sentence for sentence in every if len(sentence.split()) > 3}


def words(path: Path) -> str:
    """The words of a page, without what stands in for others."""
    text = re.sub(r"\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\}|<[^>]+>", "", path.read_text())
    return re.sub(r"\s+", " ", text)
