"""Where does a person stand? Every place in the database, why, how long, and what becomes of it.

Each column that can hold words is named here or in ``free_of_people``; a test holds that. What is done when
somebody is erased, what they take away with them, and what their page says all follow from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ARRAY, Column, Enum, LargeBinary, String
from sqlalchemy.dialects.postgresql import JSONB

from marketplace.engine import db


class Fate(StrEnum):
    """What becomes of it when the person is erased."""

    DELETED = "deleted"
    """The rows go."""
    EMPTIED = "emptied"
    """The rows stay, with nothing in these columns."""
    STRUCK = "struck"
    """The text stays; the person's name and ways to reach them are struck out of it."""
    KEPT = "kept"
    """Law or proof keeps it as it is, under a number instead of a name."""


@dataclass(frozen=True, slots=True)
class Place:
    """Columns of one table in which a person may stand, and how the rows of a person are known."""

    table: str
    columns: tuple[str, ...]
    fate: Fate
    what: str
    why: str
    until: str
    person: str = ""
    """The column with the person's number."""
    address: str = ""
    """The column with an e-mail address."""
    written_at: str = ""
    """The column with the moment of the act by which a person wrote it."""


_RECORD = (
    "Records of procurement (Procurement Act 2023, section 98), kept as long as claims can be made "
    "(Limitation Act 1980)"
)
_RECORD_UNTIL = (
    "3 years from the contract or the decision; 1 year for private procurements without one; "
    "6 years after a contract ends"
)
_AS_PROOF = "As long as what it proves"
_MONEY = (
    "Records of invoices and payments (VAT Act 1994, schedule 11 paragraph 6; Companies Act 2006, "
    "section 388)"
)
_MONEY_UNTIL = "6 years, as HM Revenue and Customs asks"
_ACCOUNT = "So that you can work here (a contract with you)"
_SECURITY = "So that nobody else works in your name (security)"
_UNTIL_ERASED = "Until you erase your details"
_OTHERS = "What others need to read; it is not about you"
_AS_LONG = "As long as the organisation’s own records; your name and ways to reach you go when you erase them"

PLACES: tuple[Place, ...] = (
    Place("person_details", ("name", "email", "password_hash"), Fate.DELETED,
          "Your name, your e-mail address and a hash of your password", _ACCOUNT, _UNTIL_ERASED,
          person="person_id"),
    Place("sign_ins", ("token_hash", "device"), Fate.DELETED,
          "The devices where you are or were signed in", _SECURITY,
          "90 days after each has ended", person="person_id"),
    Place("authenticators", ("sealed",), Fate.DELETED,
          "The app that shows your one-time codes", _SECURITY, _UNTIL_ERASED, person="person_id"),
    Place("passkeys", ("name", "credential_id", "public_key"), Fate.DELETED,
          "Your passkeys and what you call them", _SECURITY, _UNTIL_ERASED, person="person_id"),
    Place("recovery_codes", ("code_hash",), Fate.DELETED,
          "Your recovery codes, as fingerprints", _SECURITY, _UNTIL_ERASED, person="person_id"),
    Place("factor_resets", ("reason",), Fate.DELETED,
          "That your second factor was to be taken away, and why", _SECURITY, _UNTIL_ERASED,
          person="person_id"),
    Place("factor_misses", (), Fate.DELETED,
          "When a wrong code was given for you", _SECURITY, "30 days", person="person_id"),
    Place("password_resets", ("token_hash",), Fate.DELETED,
          "Links to choose a new password that you asked for", _SECURITY,
          "30 days after each has ended", person="person_id"),
    Place("address_proofs", ("email", "old_email", "token_hash", "stop_hash"), Fate.DELETED,
          "Links that prove your address", _SECURITY, "30 days after each has ended",
          person="person_id", address="email"),
    Place("security_events", ("network", "device", "detail", "email_fingerprint"), Fate.KEPT,
          "Wrong passwords and codes, refusals and limits around your account: when, and from which network "
          "address and device", _SECURITY, "90 days", person="person_id"),
    Place("saved_searches", ("name", "query"), Fate.DELETED,
          "Searches for tenders that you keep", _ACCOUNT,
          "Until you erase your details; 30 days after you delete one", person="person_id"),
    Place("told_finds", (), Fate.DELETED,
          "Of which tenders and notices your searches have told you", "So that nothing is told twice",
          "30 days", person="person_id"),
    Place("place_memberships", (), Fate.DELETED,
          "Your roles in places", _ACCOUNT, _UNTIL_ERASED, person="person_id"),
    Place("kept_forms", ("path", "sealed"), Fate.DELETED,
          "Forms you sent when your sign-in had ended, encrypted",
          "So that you need not type them again (legitimate interest)", "A day", person="person_id"),
    Place("claims", ("grounds",), Fate.DELETED,
          "What you wrote to claim an organisation", "So that the broker could check it",
          "2 years after it was decided", person="person_id"),
    Place("invitations", ("email", "token_hash"), Fate.DELETED,
          "Invitations to your address", "So that a colleague could ask you to join",
          "90 days after each has ended", address="email"),
    Place("messages", ("address", "subject", "body"), Fate.EMPTIED,
          "E-mails we wrote to you", "To show what was said and when (legitimate interest)",
          "6 years", person="person_id", address="address"),
    Place("organisations", ("contact_email",), Fate.EMPTIED,
          "Your address as the contact of an organisation", "So that its notices reach somebody",
          _UNTIL_ERASED, address="contact_email"),
    Place("contacts", ("name", "email", "telephone"), Fate.EMPTIED,
          "Your name and ways to reach you, as the contact of an organisation",
          "So that others know whom to ask (legitimate interest)",
          "Until you are no contact any more", person="person_id", address="email"),
    Place("conversations", ("with_whom", "said", "next_step"), Fate.STRUCK,
          "Conversations with contacts that you noted, and your name in those of others",
          "So that what was agreed is not lost (legitimate interest)",
          "2 years after something was last noted", written_at="logged_at"),
    Place("memberships", (), Fate.KEPT,
          "For which organisations you acted, in which role, and when", _RECORD, _RECORD_UNTIL,
          person="person_id"),
    Place("evaluators", ("changed_because",), Fate.KEPT,
          "Panels on which you scored bids", _RECORD, _RECORD_UNTIL, person="person_id"),
    Place("interest_declarations", ("about", "explained"), Fate.KEPT,
          "Interests you declared in a procurement, and how they were dealt with",
          "A duty by law (Procurement Act 2023, sections 81 to 83)", _RECORD_UNTIL,
          person="person_id"),
    Place("scores", ("reason",), Fate.KEPT,
          "Scores you gave, with your reasons", _RECORD, _RECORD_UNTIL, person="person_id"),
    Place("audit_records", ("before", "after", "rows"), Fate.KEPT,
          "What you did here and when, under a number, with fingerprints instead of words",
          "Proof that nothing was altered", _AS_PROOF, person="person_id"),
    Place("clarifications", ("question", "answer"), Fate.STRUCK,
          "Questions about tenders that you asked or answered", _RECORD, _RECORD_UNTIL,
          written_at="asked_at"),
    Place("clarifications", ("answer",), Fate.STRUCK,
          "Answers about tenders that you gave", _RECORD, _RECORD_UNTIL, written_at="answered_at"),
    Place("invoices", ("disputed_because",), Fate.STRUCK,
          "What you said is wrong with an invoice", _MONEY, _MONEY_UNTIL, written_at="disputed_at"),
    Place("invoices", ("dispute_answer",), Fate.STRUCK,
          "What you answered to it", _MONEY, _MONEY_UNTIL, written_at="dispute_answered_at"),
    Place("organisations", ("about", "website", "street", "town"), Fate.STRUCK,
          "Your name in an organisation’s own words about itself", _OTHERS, _AS_LONG),
    Place("capabilities", ("words",), Fate.STRUCK,
          "Your name in what an enterprise says it can do", _OTHERS, _AS_LONG),
    Place("holdings", ("name",), Fate.STRUCK,
          "Your name in what an enterprise holds", _OTHERS, _AS_LONG),
    Place("searched_organisations", ("text",), Fate.STRUCK,
          "Your name in the words by which an organisation is found", _OTHERS, _AS_LONG),
    Place("bank_questions", ("text", "guidance"), Fate.STRUCK,
          "Your name in the questions that a buyer keeps for its next tenders", _OTHERS, _AS_LONG),
    Place("tender_defaults", ("payment_reason",), Fate.STRUCK,
          "Your name in why a buyer usually pays later", _OTHERS, _AS_LONG),
    Place("clause_sets", ("name",), Fate.STRUCK,
          "Your name in what a buyer calls a set of clauses", _OTHERS, _AS_LONG),
    Place("set_clauses", ("text", "proof"), Fate.STRUCK,
          "Your name in the clauses that a buyer keeps for its next tenders", _OTHERS, _AS_LONG),
    Place("products", ("name", "about"), Fate.STRUCK,
          "Your name on the page of a product", _OTHERS, _AS_LONG),
    Place("product_members", ("work",), Fate.STRUCK,
          "Your name in who does what for a product", _OTHERS, _AS_LONG),
    Place("market_sales", ("market",), Fate.STRUCK,
          "Your name in where a product was sold", _OTHERS, _AS_LONG),
    Place("searched_products", ("text",), Fate.STRUCK,
          "Your name in the words by which a product is found", _OTHERS, _AS_LONG),
    Place("developments", ("about",), Fate.STRUCK,
          "Your name in what a developer says of a development", _OTHERS, _AS_LONG),
    Place("coming_packages", ("about",), Fate.STRUCK,
          "Your name in what a developer says of coming work", _OTHERS, _AS_LONG),
    Place("packages", ("about", "payment_reason", "terms", "withdrawn_because", "won_elsewhere"), Fate.STRUCK,
          "Your name in what a developer or contractor says of a package", _OTHERS, _AS_LONG,
          written_at="posted_at"),
    Place("package_invitations", ("declined_because",), Fate.STRUCK,
          "What you said when you declined an invitation to a package", _RECORD, _RECORD_UNTIL,
          written_at="declined_at"),
    Place("package_questions", ("question", "answer"), Fate.STRUCK,
          "Questions about packages that you asked", _RECORD, _RECORD_UNTIL, written_at="asked_at"),
    Place("package_questions", ("answer",), Fate.STRUCK,
          "Answers about packages that you gave", _RECORD, _RECORD_UNTIL, written_at="answered_at"),
    Place("group_members", ("name", "role"), Fate.STRUCK,
          "Your name among the members of a working group", _OTHERS, _AS_LONG),
    Place("group_meetings", ("notes",), Fate.STRUCK,
          "Your name in the notes of a working group", _OTHERS, _AS_LONG),
    Place("group_decisions", ("text",), Fate.STRUCK,
          "Your name in the decisions of a working group", _OTHERS, _AS_LONG),
    Place("group_actions", ("what",), Fate.STRUCK,
          "Your name in what a working group has agreed", _OTHERS, _AS_LONG),
    Place("development_spaces", ("what", "used_by"), Fate.STRUCK,
          "Your name in what is said of a space", _OTHERS, _AS_LONG),
    Place("pledges", ("source", "withdrawn_because"), Fate.STRUCK,
          "Your name in what is said of a pledge", _OTHERS, _AS_LONG),
    Place("track_records", ("answer",), Fate.STRUCK,
          "Your name in what an organisation answers to its track record", _OTHERS, _AS_LONG,
          written_at="answered_at"),
    Place("figure_answers", ("answer",), Fate.STRUCK,
          "Your name in what an organisation answers to a figure of its record", _OTHERS, _AS_LONG,
          written_at="answered_at"),
    Place("evidence_requests", ("reason",), Fate.STRUCK,
          "What you asked an enterprise for as a broker, or what it was asked that names you",
          _OTHERS, _AS_LONG, written_at="asked_at"),
    Place("evidence_requests", ("answer",), Fate.STRUCK,
          "What you answered to a broker who asked for evidence", _OTHERS, _AS_LONG,
          written_at="answered_at"),
    Place("verifications", ("reference", "revoked_because"), Fate.STRUCK,
          "Your name in the evidence for an organisation", _OTHERS, _AS_LONG),
    Place("fundings", ("funder_name", "purpose", "withdrawn_because"), Fate.STRUCK,
          "Your name in what an organisation says of its funding", _OTHERS, _AS_LONG),
    Place("payments", ("outside_reference", "denied_because", "taken_back_because"), Fate.STRUCK,
          "Your name in what was said of a payment", _MONEY, _MONEY_UNTIL),
    Place("messages", ("subject", "body"), Fate.STRUCK,
          "Your name in e-mails to others", _OTHERS, _AS_LONG),
    Place("claims", ("grounds",), Fate.STRUCK,
          "Your name in what others wrote to claim an organisation", _OTHERS, _AS_LONG),
    Place("outbox", ("values", "last_error"), Fate.STRUCK,
          "What is still to be done that concerns you", "So that it is done", "90 days after it is done"),
    Place("bank_accounts", ("sealed", "ending"), Fate.KEPT,
          "Bank accounts of organisations, encrypted; the name on one may be yours", _MONEY, _MONEY_UNTIL,
          person="proposed_by"),
    Place("invoices", ("document",), Fate.KEPT,
          "Invoices as they were sent, with their PDF; frozen", _MONEY, _MONEY_UNTIL,
          person="approved_by"),
    Place("stripe_events", ("body",), Fate.KEPT,
          "What Stripe told of a card payment; it may name who paid", _MONEY,
          "90 days; then only that it came"),
    Place("documents", ("subject", "kind"), Fate.KEPT,
          "Documents that organisations uploaded; one may name you", _RECORD, _RECORD_UNTIL),
    Place("document_versions", ("file_name",), Fate.KEPT,
          "Documents you uploaded for your organisation", _RECORD, _RECORD_UNTIL,
          person="stored_by"),
    Place("bids", ("draft", "declaration", "assurances"), Fate.KEPT,
          "Bids of your organisation, sealed until they are opened", _RECORD, _RECORD_UNTIL),
    Place("bid_versions", ("sealed",), Fate.KEPT,
          "Bids you submitted for your organisation, as they were sealed", _RECORD, _AS_PROOF,
          person="submitted_by"),
    Place("bid_answers", ("text",), Fate.KEPT,
          "Answers in bids, as they were opened", _RECORD, _RECORD_UNTIL),
    Place("bid_conditions", ("relied_on", "how"), Fate.KEPT,
          "Who meets the conditions of a tender, and how, as bids were opened",
          _RECORD, _RECORD_UNTIL),
    Place("bid_files", ("name",), Fate.KEPT,
          "What files attached to bids are called", _RECORD, _RECORD_UNTIL),
    Place("bid_commitments", ("by_lot", "method"), Fate.KEPT,
          "Promises in bids, as they were opened", _RECORD, _RECORD_UNTIL),
    Place("consortia", ("name", "why_together"), Fate.KEPT,
          "Consortia, encrypted", _RECORD, _RECORD_UNTIL),
    Place("consortium_members", ("work",), Fate.KEPT,
          "Who does what in a consortium, encrypted", _RECORD, _RECORD_UNTIL),
    Place("offers", ("draft", "told"), Fate.KEPT,
          "Offers of your organisation for packages, and why one was chosen", _RECORD, _RECORD_UNTIL),
    Place("offer_members", ("work",), Fate.KEPT,
          "Who does what in an offer together, encrypted", _RECORD, _RECORD_UNTIL),
    Place("offer_versions", ("sealed",), Fate.KEPT,
          "Offers you made for your organisation, as they were sealed", _RECORD, _AS_PROOF,
          person="submitted_by"),
    Place("package_clauses", ("text", "proof"), Fate.KEPT,
          "Promises that packages ask for", _RECORD, _RECORD_UNTIL),
    Place("package_changes", ("changed", "why"), Fate.KEPT,
          "What you changed of a package, and why", _RECORD, _AS_PROOF, person="changed_by"),
    Place("offer_rounds", ("words",), Fate.KEPT,
          "What you proposed in a negotiation", _RECORD, _AS_PROOF, person="made_by"),
    Place("work_tips", (), Fate.KEPT,
          "Which enterprises you told of work, as a broker", _RECORD, _RECORD_UNTIL,
          person="told_by"),
    Place("award_letters", ("content",), Fate.KEPT,
          "Letters of award you gave", _RECORD, _AS_PROOF, person="given_by"),
    Place("choices_taken_back", ("reason",), Fate.KEPT,
          "Why you took the choice of an offer back", _RECORD, _AS_PROOF, person="taken_back_by"),
    Place("agreed_scores", ("reason", "discussion", "present"), Fate.KEPT,
          "Scores a panel agreed on, with the reasons", _RECORD, _RECORD_UNTIL, person="agreed_by"),
    Place("assignments", ("whose", "reason"), Fate.KEPT,
          "Whom you gave what to score, and why that changed", _RECORD, _RECORD_UNTIL,
          person="decided_by"),
    Place("draws", ("among", "how", "first_witness", "second_witness"), Fate.KEPT,
          "Draws between equal bids that you recorded, and who was present", _RECORD, _RECORD_UNTIL,
          person="recorded_by"),
    Place("sole_scorers", ("reason",), Fate.KEPT,
          "Why one person alone scored something, as you said it", _RECORD, _RECORD_UNTIL,
          person="explained_by"),
    Place("reopenings", ("reason", "record"), Fate.KEPT,
          "Why you reopened agreed scores", _RECORD, _RECORD_UNTIL, person="reopened_by"),
    Place("disregards", ("reason", "ended_because"), Fate.KEPT,
          "Why you set a bid aside", _RECORD, _RECORD_UNTIL, person="decided_by"),
    Place("condition_checks", ("reason", "earlier"), Fate.KEPT,
          "What you decided about the conditions of a bid and those behind it", _RECORD,
          _RECORD_UNTIL, person="decided_by"),
    Place("replacements", ("title", "whom", "words", "reason"), Fate.KEPT,
          "Whom you gave a bidder the chance to replace", _RECORD, _RECORD_UNTIL,
          person="asked_by"),
    Place("replacements", ("who", "answer"), Fate.KEPT,
          "Whom you replaced in a bid, or why you did not", _RECORD, _RECORD_UNTIL,
          person="answered_by"),
    Place("price_enquiries", ("question", "answer", "reason"), Fate.KEPT,
          "What you asked about a price", _RECORD, _RECORD_UNTIL, person="asked_by"),
    Place("missing_documents", ("reason", "unchanged", "decision", "name"), Fate.KEPT,
          "What you said of a document that was missing from a bid", _RECORD, _RECORD_UNTIL,
          person="asked_by"),
    Place("feedback_calls", ("how",), Fate.KEPT,
          "How you speak with a bidder about its result", _RECORD, _RECORD_UNTIL,
          person="offered_by"),
    Place("threads", ("title",), Fate.KEPT,
          "What a thread of messages is about", _RECORD, _RECORD_UNTIL),
    Place("thread_messages", ("words", "cut_off"), Fate.KEPT,
          "Messages you wrote about a bid or a contract, on a page or by e-mail", _RECORD,
          _RECORD_UNTIL, person="written_by"),
    Place("awards", ("reason", "claim_about", "claim_ended_because"), Fate.KEPT,
          "Awards you decided, with the reasons", _RECORD, _RECORD_UNTIL, person="decided_by"),
    Place("assessment_summaries", ("content",), Fate.KEPT,
          "What bidders were told of their scores", _RECORD, _RECORD_UNTIL),
    Place("lot_rankings", ("inputs", "result"), Fate.KEPT,
          "Rankings with their working", _RECORD, _RECORD_UNTIL),
    Place("tender_versions", ("why", "content"), Fate.KEPT,
          "Tenders you published, as they were published", _RECORD, _RECORD_UNTIL,
          person="published_by"),
    Place("official_notices", ("lines",), Fate.KEPT,
          "Notices whose publication you recorded", _RECORD, _RECORD_UNTIL, person="recorded_by"),
    Place("tenders", ("title", "description", "no_lots_reason", "payment_reason",
                      "less_vat_because", "cancelled_because", "subject", "scale_words", "risks",
                      "after_expiry", "options", "engagement"), Fate.KEPT,
          "Tenders, as they are published", _RECORD, _RECORD_UNTIL),
    Place("searched_tenders", ("text",), Fate.KEPT,
          "The words by which a published tender is found", _RECORD, _RECORD_UNTIL),
    Place("lots", ("title", "description", "cancelled_because"), Fate.KEPT,
          "Lots of tenders", _RECORD, _RECORD_UNTIL),
    Place("questions", ("text", "guidance", "attachments"), Fate.KEPT,
          "What a buyer asks each bidder", _RECORD, _RECORD_UNTIL),
    Place("conditions", ("text", "shown_by"), Fate.KEPT,
          "Conditions of taking part in a tender", _RECORD, _RECORD_UNTIL),
    Place("clauses", ("text", "proof"), Fate.KEPT, "Social-benefit clauses", _RECORD, _RECORD_UNTIL),
    Place("contracts", ("title", "order_number", "terms"), Fate.KEPT,
          "Contracts you signed for the buyer", _RECORD, _RECORD_UNTIL, person="buyer_signed_by"),
    Place("orders", ("words", "reason"), Fate.KEPT,
          "Orders you placed for your organisation", _RECORD, _RECORD_UNTIL, person="placed_by"),
    Place("contracts", (), Fate.KEPT,
          "Contracts you signed for the supplier", _RECORD, _RECORD_UNTIL,
          person="supplier_signed_by"),
    Place("contract_papers", ("content",), Fate.KEPT,
          "What both sides of a contract signed, word for word", _RECORD, _RECORD_UNTIL),
    Place("indicators", ("title", "target", "measured"), Fate.KEPT,
          "Indicators by which a contract is judged", _RECORD, _RECORD_UNTIL, person="set_by"),
    Place("indicator_exceptions", ("reason",), Fate.KEPT,
          "Why a contract has no indicators", _RECORD, _RECORD_UNTIL, person="given_by"),
    Place("performance_assessments", ("comment",), Fate.KEPT,
          "What you said for a supplier to the ratings of its contract", _RECORD, _RECORD_UNTIL,
          person="commented_by"),
    Place("performance_assessments", (), Fate.KEPT,
          "That you rated how a contract was performed", _RECORD, _RECORD_UNTIL, person="told_by"),
    Place("contract_breaches",
          ("event", "obligation", "nature", "impact", "duration", "mitigation", "warnings", "basis"),
          Fate.KEPT, "Breaches of contracts that you recorded", _RECORD, _RECORD_UNTIL,
          person="recorded_by"),
    Place("contract_breaches", ("answer",), Fate.KEPT,
          "What you said for a supplier to a breach of its contract", _RECORD, _RECORD_UNTIL,
          person="answered_by"),
    Place("indicator_ratings", ("reason",), Fate.KEPT,
          "Reasons for ratings of contracts", _RECORD, _RECORD_UNTIL),
    Place("contract_clauses", ("text", "method", "proof"), Fate.KEPT,
          "Promises in contracts", _RECORD, _RECORD_UNTIL),
    Place("contract_changes", ("words", "ground_why", "work"), Fate.KEPT,
          "Changes of contracts that you proposed", _RECORD, _RECORD_UNTIL, person="proposed_by"),
    Place("contract_changes", ("declined_because",), Fate.KEPT,
          "Changes of contracts that you declined or withdrew", _RECORD, _RECORD_UNTIL,
          person="ended_by"),
    Place("contract_changes", (), Fate.KEPT,
          "Changes of contracts that you signed for the buyer", _RECORD, _RECORD_UNTIL,
          person="buyer_signed_by"),
    Place("contract_changes", (), Fate.KEPT,
          "Changes of contracts that you signed for the supplier", _RECORD, _RECORD_UNTIL,
          person="supplier_signed_by"),
    Place("contract_ends", ("reasons",), Fate.KEPT,
          "Ends of contracts that you told the supplier", _RECORD, _RECORD_UNTIL,
          person="intended_by"),
    Place("contract_ends", ("answer",), Fate.KEPT,
          "What you answered for the supplier to the end of a contract", _RECORD, _RECORD_UNTIL,
          person="answered_by"),
    Place("contract_ends", (), Fate.KEPT,
          "Ends of contracts that you recorded or withdrew", _RECORD, _RECORD_UNTIL,
          person="ended_by"),
    Place("pass_downs", ("declined_because",), Fate.KEPT,
          "Why you declined what a contract should pass on", _RECORD, _RECORD_UNTIL,
          person="answered_by"),
    Place("pass_downs", (), Fate.KEPT,
          "What you proposed a contract should pass on", _RECORD, _RECORD_UNTIL,
          person="proposed_by"),
    Place("forwardings", ("evidence",), Fate.KEPT, "What you noted as forwarded to a group", _MONEY,
          _MONEY_UNTIL, person="recorded_by"),
    Place("labour_returns", ("evidence",), Fate.KEPT,
          "Hours you returned under a contract", _RECORD, _RECORD_UNTIL, person="returned_by"),
    Place("labour_returns", ("questioned_because",), Fate.KEPT,
          "Hours under a contract that you confirmed or asked about", _RECORD, _RECORD_UNTIL,
          person="answered_by"),
    Place("contract_shares", ("work",), Fate.KEPT,
          "Who does what under a contract", _RECORD, _RECORD_UNTIL),
    Place("milestones", ("title",), Fate.KEPT, "Milestones of contracts", _RECORD, _RECORD_UNTIL),
)  # fmt: skip
"""Every place. What is not known to be a person's own rows is searched for their name."""

_WORDS = (String, JSONB, LargeBinary, ARRAY)


def word_columns() -> Iterator[Column[object]]:
    """Every column that can hold words, or bytes that stand for some."""
    for table in db.Base.metadata.sorted_tables:
        for column in table.columns:
            kind = getattr(column.type, "impl_instance", column.type)
            if isinstance(kind, _WORDS) and not isinstance(kind, Enum):
                yield column
