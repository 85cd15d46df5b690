"""What bidders do in a browser: one alone, and three together."""

from tests.journeys.seats import Seat, Walker

PRICE = "150,000.00"
_DECLARED = ("This bid was made without any agreement", "We accept the terms of the contract")


def writes(bidder: Seat, *prices: str, met_by: str = "", file: bytes = b"") -> None:
    """From the bid’s page and back to it: answer, prices, promise and assurances; how the condition
    is met and the document of the answer, where they are given."""
    bidder.follow("Question 1")
    bidder.fill(text="Six people, two by two, and a count with a photograph at every door.")
    if file:
        attaches(bidder, file)
    else:
        bidder.press("Save")
    bidder.follow("Prices")
    for box, price in zip(bidder.page.locator("input[name^='prices-']").all(), prices, strict=True):
        box.fill(price)
    for treatment in bidder.page.locator("select[name^='vat-']").all():
        treatment.select_option("standard")
    bidder.press("Save prices")
    bidder.follow("Social benefit")
    for box in bidder.page.locator("input[name^='commitments-']").all():
        box.fill("4")
    bidder.page.locator("textarea[name^='method-']").first.fill("With the job centre.")
    bidder.press("Save commitments")
    if met_by:
        bidder.follow("Conditions of participation")
        bidder.page.locator("select[name^='conditions-']").select_option(index=1)
        bidder.page.locator("textarea[name^='how-']").fill(met_by)
        bidder.press("Save")
    bidder.follow("Assurances")
    for box in _DECLARED:
        bidder.page.get_by_label(box).check()
    for name in ("has_conflict", "uses_others"):
        bidder.choose(name, "no")
    for none in bidder.page.locator("input[name^='exclusion-'][value='none']").all():
        none.check()
    bidder.press("Save")


def attaches(bidder: Seat, file: bytes) -> None:
    """From an answer to the page of its documents and back to the bid."""
    bidder.press("Save and attach documents")
    chosen = {"name": "method.pdf", "mimeType": "application/pdf", "buffer": file}
    bidder.page.set_input_files("[name=file_0]", chosen)
    bidder.page.get_by_role("button", name="Attach the chosen files").click()
    bidder.page.locator("[data-attached]").get_by_role("link", name="method.pdf").wait_for()
    bidder.follow("Go on with your bid")


def finds_and_bids(
    bidder: Walker, title: str, prices: tuple[str, ...], *, met_by: str = "", file: bytes
) -> None:
    """From “Your work” to the receipt, alone."""
    bidder.works_on("Find tenders")
    bidder.follow(title)
    bidder.follow("Begin a bid")
    bidder.choose("how", "alone")
    bidder.press("Continue")
    writes(bidder, *prices, met_by=met_by, file=file)
    bidder.follow("Check and submit")
    bidder.press("Submit the bid")
    bidder.sees("Your bid has arrived and is sealed. This is your receipt.")


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
        member.follow("Accept your part")
        for box in _DECLARED:
            member.page.get_by_label(box).check()
        member.choose("has_conflict", "no")
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
