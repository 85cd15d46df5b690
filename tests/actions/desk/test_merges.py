"""What was done in the name of a record stays under it: the other one is merged into it instead."""

from collections.abc import Callable

import pytest
from flask import Flask

from marketplace.desk.actions import merges
from marketplace.engine import clock
from marketplace.engine.access import Role
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import identifiers_of
from procurement.ground.refusal import Refusal
from procurement.organisations.hosting import HostingState
from procurement.organisations.organisation import Identifier, Kind
from tests.cast import Cast, Make, client_of
from tests.development_rows import (
    made_contact,
    made_conversation,
    made_development,
    made_member,
    made_pledge,
)
from tests.hosting_rows import for_group, hosted
from tests.package_rows import Poster, written

IN_ITS_NAME: dict[str, Callable[[Cast, Organisation], object]] = {
    "develops": lambda cast, who: made_development(who),
    "builds": lambda cast, who: made_development(cast.council, contractor_id=who.id),
    "pledges": lambda cast, who: made_pledge(
        made_development(cast.council), who, [("100", clock.today())]
    ),
    "is spoken to": lambda cast, who: made_contact(who),
    "has spoken": lambda cast, who: made_conversation(made_contact(cast.council), cast.baker, who),
    "is hosted": lambda cast, who: hosted(cast, who, HostingState.ENDED),
    "hosts": lambda cast, who: hosted(cast, cast.gardens, HostingState.ASKED, host=who),
    "is in a group": lambda cast, who: made_member(made_development(cast.council), who),
}


def merged(cast: Cast, record: Organisation) -> None:
    """The broker says that the record is the one of the cleaners."""
    (number,) = identifiers_of(cast.cleaners.id)
    into = Identifier.of(number.scheme, number.identifier)
    merges.merge_organisation(cast.broker, record.id, into=into)


@pytest.mark.parametrize("what", IN_ITS_NAME)
def test_a_record_in_whose_name_something_was_done_is_not_merged(
    make: Make, cast: Cast, what: str
) -> None:
    record = make.organisation(Kind.CIC, "Ladywood Repairs")
    IN_ITS_NAME[what](cast, record)
    with pytest.raises(Refusal, match="developments or other business of its own"):
        merged(cast, record)


def test_nor_is_the_group_that_a_contract_is_signed_for(make: Make, cast: Cast) -> None:
    record = make.organisation(Kind.CIC, "Ladywood Repairs")
    for_group(make.contract(cast.council, cast.bakery, "100.00"), record)
    with pytest.raises(Refusal, match="other business of its own"):
        merged(cast, record)


def test_nor_is_one_that_posts_a_package_is_invited_offers_or_is_part_of_an_offer(
    app: Flask, make: Make, cast: Cast
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, cast.gardens)
    lead = client_of(app, cast.baker)
    path = written(lead, home, cast.bakery)
    repairs = make.organisation(Kind.CIC, "Ladywood Repairs")
    make.member(repairs, Role.OWNER)
    asked = lead.post(f"{path}/ask", data={"organisation_id": str(repairs.id)})
    assert asked.status_code == 302
    for record in (poster.organisation, cast.bakery, cast.gardens, repairs):
        with pytest.raises(Refusal, match="packages, offers, developments or other business"):
            merged(cast, record)
