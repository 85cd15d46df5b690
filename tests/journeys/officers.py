"""What the buyer and its panel do in a browser, from the first word of a tender to its contracts."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from marketplace.engine import jobs
from tests.journeys.seats import Walker

GIVEN = "It names who does what and how it is counted."


def drafts(buyer: Walker, title: str) -> None:
    """Two lots, a condition, a document asked for, a promise: all that suppliers read of it."""
    buyer.follow("Your tenders")
    buyer.follow("Draft a new tender")
    buyer.fill(title=title)
    buyer.press("Begin the draft")
    buyer.follow("About the contract")
    buyer.fill(
        description="Cleaning of wards and corridors, day and night.",
        delivery="Edgbaston, Birmingham",
        cpv="90910000",
    )
    buyer.select("theme", "Built environment")
    buyer.choose("subject", "services")
    buyer.choose("ordering", "at_once")
    buyer.press("Save and go on")
    for number, name in enumerate(("Queen’s wing", "Park wing")):
        row = f"lots__{number}__"
        buyer.fill(**{row + "title": name, row + "estimate": "250,000"})
        buyer.fill(**{row + "options_estimate": "0", row + "extension_months": "0"})
    buyer.press("Save and go on")
    buyer.select("conditions-0-kind", "Technical ability")
    buyer.fill(
        conditions__0__text="You have cleaned wards of a hospital, or done equally exacting work.",
        conditions__0__shown_by="A letter of a customer, or equivalent.",
    )
    buyer.press("Save and go on")
    buyer.fill(price_weight="40", quality_weight="40", social_value_weight="20")
    buyer.choose("price_formula", "lowest_over_this")
    buyer.choose("tie_rule", "quality_first")
    buyer.press("Save and go on")
    buyer.press("Save and go on")
    _asks(buyer)


def _asks(buyer: Walker) -> None:
    buyer.unfold("Documents asked for with the answer")
    buyer.fill(
        questions__0__text="How will you clean the wards, and who checks it?",
        questions__0__word_limit="300",
        questions__0__weight="100",
        questions__0__minimum="2",
        questions__0__attachments__0__label="Method statement",
        questions__0__attachments__0__most_mb="5",
        questions__0__attachments__0__most="1",
    )
    buyer.select("questions-0-attachments-0-is_required", "Yes: a bid cannot be sent without it")
    buyer.choose("questions-0-attachments-0-kinds", "pdf")
    buyer.press("Save and go on")
    buyer.fill(
        clauses__0__text="Paid work placements for local people",
        clauses__0__unit="placements",
        clauses__0__target="6",
        clauses__0__minimum="1",
        clauses__0__weight="100",
        clauses__0__quantity_share="70",
    )
    buyer.press("Save and go on")


def plans_and_publishes(buyer: Walker, ends_on: date, number: str) -> None:
    """The days, the payment, the rest of the notice and its number on the central platform."""
    buyer.choose("from_what", "publication")
    buyer.press("Plan the dates")
    buyer.day("ends_on", ends_on)
    buyer.press("Save and go on")
    buyer.press("Save and go on")
    for name in ("suits_sme", "suits_vcse"):
        buyer.select(name, "Yes")
    buyer.fill(
        risks="None known.",
        after_expiry="It will be bought again.",
        engagement="None: the market is known.",
    )
    buyer.select("agreements", "Neither the GPA nor the CPTPP")
    buyer.press("Save and go on")
    announces(buyer, number)


def announces(buyer: Walker, number: str) -> None:
    """From the number of the tender notice to the public page."""
    buyer.notifies(number)
    buyer.press("Save and go on")
    declares(buyer)
    buyer.press("Publish the tender")
    buyer.sees("The tender is published. Everybody can read it now.")


def declares(seat: Walker) -> None:
    seat.follow("Declare interests")
    seat.choose("interest", "none")
    seat.press("Declare")


def opens(buyer: Walker, panel: Sequence[Walker]) -> None:
    buyer.works_on("Open the bids")
    buyer.press("Open all bids")
    for seat in panel:
        buyer.follow("Add an evaluator")
        buyer.select("person_id", seat.person.name)
        buyer.press("Add to the panel")
    declares(buyer)


def scores_and_ranks(
    buyer: Walker, panel: Sequence[Walker], title: str, given: Mapping[str, str]
) -> None:
    """Each alone, then together; the panel approves its record, and the ranking follows."""
    for seat in panel:
        seat.works_on(title)
        declares(seat)
        for bidder, score in given.items():
            seat.follow(f"Read and score {bidder}")
            _scores(seat, score)
            seat.press("Save my scores")
    buyer.works_on(title)
    for bidder, score in given.items():
        buyer.follow(f"Agree scores of {bidder}")
        _scores(buyer, score)
        for box in buyer.page.locator("textarea[name^='discussion_']").all():
            box.fill("Both read it alike.")
        for box in buyer.page.locator("input[name='present']").all():
            box.check()
        buyer.press("Save the agreed scores")
    for seat in panel:
        seat.works_on(title)
        seat.press("Approve the record")
    buyer.works_on("Work out the ranking")
    buyer.press("Work out the ranking")


def _scores(seat: Walker, score: str) -> None:
    for radio in seat.page.locator(f"input[name^='score_'][value='{score}']").all():
        radio.check()
    for box in seat.page.locator("textarea[name^='reason_']").all():
        box.fill(GIVEN)


def awards(buyer: Walker, winners: Sequence[str]) -> None:
    """From the ranking: to each lot its first, and the summaries to everybody."""
    buyer.follow("Go to the awards")
    for number, winner in enumerate(winners, 1):
        buyer.follow(f"Award lot {number} to {winner}")
        buyer.fill(reason="First by the published method.")
        buyer.press("Award")
    buyer.press("Send the assessment summaries")
    buyer.follow("Publish the award")


def prepares(buyer: Walker, lot: int) -> None:
    """From the awards to the page of the contract for a lot."""
    buyer.follow(f"Prepare the contract for lot {lot}")
    buyer.fill(order_number=f"PO-100{lot}", terms="Conditions for services, as published.")
    buyer.choose("order", "usual")
    buyer.press("Prepare the contract")


def goes_back_to_the_awards(buyer: Walker) -> None:
    buyer.follow("The tender that it came of")
    buyer.follow("Awards")


def signs(seat: Walker, name: str) -> None:
    seat.press(f"Sign for {name}")
    seat.sees("Your signature is on record.")
    jobs.run_due()


def records_details(buyer: Walker, numbers: Sequence[str]) -> None:
    """What waits until everybody was told what was signed."""
    for number in numbers:
        buyer.works_on("Publish and record the contract details notice")
        row = buyer.page.get_by_role("row", name=re.compile("UK7.*Not recorded"))
        with buyer.page.expect_navigation():
            row.first.get_by_role("link").first.click()
        buyer.clicks += 1
        buyer.notifies(number)
        buyer.press("Record the notice")
