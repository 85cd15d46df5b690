"""A contract names the group that its supplier hosts, before anybody has signed it."""

from flask import Flask

from marketplace.contracts.models.contracts import Contract
from marketplace.engine import db
from marketplace.organisations.models.hostings import Hosting
from procurement.organisations.hosting import HostingState
from tests.buttons import press
from tests.cast import Cast, Make, client_of
from tests.hosting_rows import for_group, hosted, made_group, unsigned


def test_host_and_group_stand_on_the_contract_and_the_group_reads_it(
    app: Flask, cast: Cast, make: Make
) -> None:
    group, singer = made_group(make)
    hosted(cast, group)
    contract = unsigned(make, cast)
    page, title, chosen = f"/contracts/{contract.id}", contract.title, {"group_id": str(group.id)}
    assert client_of(app, singer).get(page).status_code == 404
    client = client_of(app, cast.baker)
    answer = client.post(f"{page}/group", data=chosen, follow_redirects=True)
    said = "Harbour Bakery CIC, as the host of Towpath Gardeners"
    assert said in answer.text
    for who in (cast.buyer, singer):
        assert said in client_of(app, who).get(page).text
    assert title in client_of(app, singer).get("/contracts").text
    assert client_of(app, singer).get(f"{page}/group").status_code == 403
    client.post(f"{page}/group", data={"group_id": "none"})
    assert "as the host of" not in client.get(page).text


def test_only_a_group_that_agreed_hosting_covers_is_named(
    app: Flask, cast: Cast, make: Make
) -> None:
    group, _ = made_group(make)
    row = hosted(cast, group, HostingState.ASKED)
    contract = unsigned(make, cast)
    client = client_of(app, cast.baker)
    address, chosen = f"/contracts/{contract.id}/group", {"group_id": str(group.id)}
    assert client.post(address, data=chosen).status_code == 422
    with db.transaction():
        db.session.merge(row).state = HostingState.ENDED
    assert client.post(address, data=chosen).status_code == 422
    assert db.session.query(Contract.for_group_id).one() == (None,)


def test_nobody_signs_for_a_group_whose_hosting_has_ended_until_it_is_agreed_again(
    app: Flask, cast: Cast, make: Make
) -> None:
    group, _ = made_group(make)
    row = hosted(cast, group, HostingState.ENDED)
    contract = unsigned(make, cast)
    for_group(contract, group)
    client, buyer = client_of(app, cast.baker), client_of(app, cast.buyer)
    page, key = f"/contracts/{contract.id}", row.id
    for who, side in ((client, "supplier"), (buyer, "buyer")):
        refused = press(who, page, f"sign/{side}")
        assert refused.status_code == 422
        assert "no longer hosts the group that this contract names" in refused.text
    with db.transaction():
        db.session.get_one(Hosting, key).state = HostingState.AGREED
    assert press(client, page, "sign/supplier").status_code == 302
    client.post(f"/hostings/{key}/end")
    assert press(buyer, page, "sign/buyer").status_code == 422


def test_without_the_group_the_host_signs_for_itself(app: Flask, cast: Cast, make: Make) -> None:
    group, _ = made_group(make)
    hosted(cast, group, HostingState.ENDED)
    contract = unsigned(make, cast)
    for_group(contract, group)
    client, page = client_of(app, cast.baker), f"/contracts/{contract.id}"
    client.post(f"{page}/group", data={"group_id": "none"})
    assert press(client, page, "sign/supplier").status_code == 302


def test_a_signed_contract_and_one_of_several_name_no_group(
    app: Flask, cast: Cast, make: Make
) -> None:
    group, _ = made_group(make)
    hosted(cast, group)
    client = client_of(app, cast.baker)
    signed = make.contract(cast.council, cast.bakery, "100.00").id
    joint = unsigned(make, cast, (cast.bakery, "50"), (cast.gardens, "50")).id
    chosen = {"group_id": str(group.id)}
    page = client.post(f"/contracts/{signed}/group", data=chosen)
    assert "One side has signed this contract" in page.text
    page = client.post(f"/contracts/{joint}/group", data=chosen)
    assert "A host stands in for a group alone." in page.text
