"""Equal bids and the draw between them, as the pages say it."""

import re
from uuid import UUID

from flask import Flask

from marketplace.engine.access import Actor
from marketplace.tendering.queries.tenders import tender_of
from tests.actions.assessment.test_draws import CLERK, HEAD, level
from tests.assessment_rows import awarded
from tests.cast import Cast, Make, client_of
from tests.pages.organisations.test_organisations import words_of


def paths(tender_id: UUID, lot_id: UUID) -> tuple[str, str]:
    home = f"/evaluations/{tender_id}"
    return f"{home}/ranking", f"{home}/lots/{lot_id}/draw"


def test_the_ranking_says_that_two_are_equal_and_leads_to_the_draw(
    app: Flask, make: Make, cast: Cast
) -> None:
    tender, lot_id, (_, second, _) = level(make, cast)
    ranking, draw = paths(tender.id, lot_id)
    buyer = client_of(app, cast.buyer)
    said = words_of(buyer.get(ranking).text)
    assert "have exactly the same total. Nothing parts them yet." in said
    assert "The higher score for quality comes first; then" in said
    assert f'href="{draw}"' in buyer.get(ranking).text
    awards = buyer.get(f"/tenders/{tender.id}/awards").text
    assert f'href="{draw}"' in awards
    assert "Award lot 1 to " not in awards
    record = f"/evaluations/{tender.id}/record"
    assert "The draw between the equal bids for lot 1 is not on record." in buyer.get(record).text
    typed = {"first_witness": HEAD, "second_witness": "", "how": "Two folded slips."}
    refused = buyer.post(draw, data=typed | {"bid_id": str(second.id)})
    assert refused.status_code == 422
    assert 'href="#second_witness"' in refused.text
    assert "Two folded slips." in refused.text
    assert "role and organisation" in refused.text
    whole = typed | {"second_witness": CLERK, "bid_id": str(second.id)}
    said = words_of(buyer.post(draw, data=whole, follow_redirects=True).text)
    assert "Canal Gardens Society comes first for lot 1." in said
    assert "Canal Gardens Society comes before Harbour Bakery CIC: the draw decides." in said
    assert f"in the presence of two people ({HEAD}; {CLERK})" in said
    safe = words_of(buyer.get(f"/evaluations/{tender.id}/safety").text)
    assert "have exactly the same total: the rule for equal bids puts Canal Gardens Society" in safe
    assert f"in the presence of two people ({HEAD}; {CLERK})" in words_of(buyer.get(record).text)
    assert "Award lot 1 to Canal Gardens Society" in buyer.get(f"/tenders/{tender.id}/awards").text
    page = buyer.get(draw).text
    held = words_of(page)
    assert f"Drawn Canal Gardens Society Present {HEAD}; {CLERK} How Two folded slips." in held
    assert "Canal Gardens Society comes first for this lot." in held
    assert "Record the draw" not in page
    assert "nothing to draw" not in page


def test_where_nothing_was_published_about_it_no_draw_is_offered(
    app: Flask, make: Make, cast: Cast
) -> None:
    tender, lot_id, _ = level(make, cast, tie_rule=None)
    ranking, draw = paths(tender.id, lot_id)
    buyer = client_of(app, cast.buyer)
    assert "published without a rule for equal bids" in buyer.get(ranking).text
    assert draw not in buyer.get(ranking).text
    assert "no draw decides" in buyer.get(draw).text
    assert "Award lot 1 to " in buyer.get(f"/tenders/{tender.id}/awards").text


def test_a_draw_is_the_buyers_alone(app: Flask, make: Make, cast: Cast) -> None:
    tender, lot_id, _ = level(make, cast)
    _, draw = paths(tender.id, lot_id)

    def answer(person: Actor) -> int:
        return client_of(app, person).get(draw).status_code

    assert answer(cast.evaluators[0]) == 403
    others = (cast.finance, cast.baker, cast.broker, cast.stranger)
    assert [answer(person) for person in others] == [404] * 4


def test_the_tender_says_what_decides_between_equal_bids(
    app: Flask, make: Make, cast: Cast
) -> None:
    tender = make.tender(cast.council)
    page = client_of(app, None).get(f"/tenders/{tender.id}").text
    assert "If two bids are equal" in page
    assert "The higher score for quality comes first; then" in page


def test_of_three_equal_bids_each_reads_why_it_did_not_win(
    app: Flask, make: Make, cast: Cast
) -> None:
    tender, lot_id, bids = level(make, cast, third=9_000_000)
    ranking, draw = paths(tender.id, lot_id)
    tender_id, ids = tender.id, [bid.id for bid in bids]
    buyer = client_of(app, cast.buyer)
    said = words_of(buyer.get(ranking).text)
    assert said.count("have exactly the same total. Nothing parts them yet.") == 1
    assert "Society and " in said
    form = words_of(buyer.get(draw).text)
    names = {cast.bakery.name, cast.gardens.name, cast.cleaners.name}
    *two, last = re.findall("|".join(names), form.split("are equal by every step")[0])[-3:]
    assert {*two, last} == names
    assert f"{two[0]}, {two[1]} and {last} are equal by every step" in form
    typed = {"first_witness": HEAD, "second_witness": CLERK, "how": "Three folded slips."}
    buyer.post(draw, data=typed | {"bid_id": str(ids[2])})
    [award_id] = awarded(tender_of(tender_id), cast.buyer, ids[2])
    for writer, bid_id in ((cast.baker, ids[0]), (cast.gardener, ids[1])):
        told = client_of(app, writer).get(f"/bids/{bid_id}/summary/{award_id}").text
        assert "It has the same result as the winning bid; by the published rule" in told
        assert "the draw decided" in told
