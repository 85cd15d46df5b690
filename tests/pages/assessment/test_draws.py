"""Equal bids and the draw between them, as the pages say it."""

from uuid import UUID

from flask import Flask

from marketplace.engine.access import Actor
from tests.actions.assessment.test_draws import level
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
    assert "Award to " not in awards
    record = f"/evaluations/{tender.id}/record"
    assert "The draw between the equal bids for lot 1 is not on record." in buyer.get(record).text
    typed = {"first_witness": "Ann Able", "second_witness": "", "how": "Two folded slips."}
    refused = buyer.post(draw, data=typed | {"bid_id": str(second.id)})
    assert refused.status_code == 422
    assert 'href="#second_witness"' in refused.text
    assert "Two folded slips." in refused.text
    whole = typed | {"second_witness": "Ben Best", "bid_id": str(second.id)}
    said = words_of(buyer.post(draw, data=whole, follow_redirects=True).text)
    assert "Canal Gardens Society comes first for lot 1." in said
    assert "Canal Gardens Society comes before Harbour Bakery CIC: the draw decides." in said
    assert "in the presence of Ann Able and Ben Best" in said
    safe = words_of(buyer.get(f"/evaluations/{tender.id}/safety").text)
    assert "have exactly the same total: the rule for equal bids puts Canal Gardens Society" in safe
    assert "in the presence of Ann Able and Ben Best" in words_of(buyer.get(record).text)
    assert "Award to Canal Gardens Society" in buyer.get(f"/tenders/{tender.id}/awards").text
    assert "nothing to draw" in buyer.get(draw).text


def test_where_nothing_was_published_about_it_no_draw_is_offered(
    app: Flask, make: Make, cast: Cast
) -> None:
    tender, lot_id, _ = level(make, cast, tie_rule=None)
    ranking, draw = paths(tender.id, lot_id)
    buyer = client_of(app, cast.buyer)
    assert "published without a rule for equal bids" in buyer.get(ranking).text
    assert draw not in buyer.get(ranking).text
    assert "no draw decides" in buyer.get(draw).text
    assert "Award to " in buyer.get(f"/tenders/{tender.id}/awards").text


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
