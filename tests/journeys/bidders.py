"""What bidders do in a browser: one alone, and three together."""

from tests.journeys.seats import Seat

PRICE = "150,000.00"


def writes(bidder: Seat, price: str) -> None:
    """From the bid’s page: the answer, the price, the commitment."""
    home = bidder.page.url
    bidder.page.locator(".govuk-task-list a").first.click()
    bidder.fill(text="Six riders, two spare bikes, a count with a photograph at every door.")
    bidder.press(
        "Save answer" if bidder.page.get_by_role("button", name="Save answer").count() else "Save"
    )
    bidder.page.goto(home)
    bidder.page.goto(home + "/prices")
    bidder.page.locator("input[name^='prices-']").first.fill(price)
    for treatment in bidder.page.locator("select[name^='vat-']").all():
        treatment.select_option("standard")
    bidder.press("Save prices")
    bidder.page.goto(home + "/commitments")
    bidder.page.locator("input[name^='commitments-']").first.fill("4")
    bidder.page.locator("textarea[name^='method-']").first.fill("With the job centre.")
    bidder.press("Save commitments")
    bidder.page.goto(home + "/assurances")
    for box in ("This bid was made without any agreement", "We accept the terms of the contract"):
        bidder.page.get_by_label(box).check()
    for name in ("has_conflict", "uses_others"):
        bidder.choose(name, "no")
    for none in bidder.page.locator("input[name^='exclusion-'][value='none']").all():
        none.check()
    bidder.press("Save")
    bidder.page.goto(home)


def bids_alone(baker: Seat, tender_id: str) -> None:
    baker.go(f"/tenders/{tender_id}/begin-bid")
    baker.choose("how", "alone")
    baker.press("Continue")
    writes(baker, "165,000.00")
    baker.follow("Check and submit")
    baker.press("Submit the bid")
    baker.sees("SHA-256")
    baker.picture("06-the-lone-bid-and-its-receipt")


def bids_together(lead: Seat, second: Seat, third: Seat, tender_id: str) -> None:
    lead.go(f"/tenders/{tender_id}/form-consortium")
    lead.fill(name="Icknield Streets Together", why_together="None of us has riders and a depot.")
    lead.press("Form the consortium")
    consortium = lead.page.url
    for name in ("Canal Gardens Society", "Spring Hill Kitchen"):
        lead.page.goto(f"{consortium}/invite?q={name.split()[0]}")
        lead.press(f"Ask {name}")
    lead.page.goto(f"{consortium}/agree")
    work = lead.page.locator("textarea[name^='work-']")
    shares = lead.page.locator("input[name^='share-']")
    parts = [("Riders and routes", "46.5"), ("Returns", "33.25"), ("The helpline", "20.25")]
    for number, (words, share) in enumerate(parts):
        work.nth(number).fill(words)
        shares.nth(number).fill(share)
    lead.press("Save and ask everyone to accept")
    lead.picture("07-the-consortium")
    for member in (second, third):
        member.page.goto(consortium)
        member.press("Accept your part")
    second.picture("08-a-member-has-accepted")
    lead.page.goto(consortium)
    lead.follow("Your bid")
    writes(lead, PRICE)
    lead.follow("Check and submit")
    lead.picture("09-check-before-submitting")
    lead.press("Submit the bid")
    lead.sees("SHA-256")
    lead.picture("10-the-receipt")
