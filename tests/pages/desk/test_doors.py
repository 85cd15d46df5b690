"""What happened at the doors, for the operator."""

from flask import Flask

from tests.cast import Cast, Make, client_of


def test_the_operator_sees_and_searches_what_happened_at_the_doors(
    app: Flask, make: Make, cast: Cast
) -> None:
    operator = client_of(app, make.operator("Olga"))
    for email in ("beth.baker@example.org", "nobody@example.org"):
        client_of(app, None).post("/sign-in", data={"email": email, "password": "wrong"})
    client_of(app, cast.buyer).get("/operator/doors")
    page = operator.get("/operator/doors").text
    assert "3 events" in page
    assert "Beth Baker" in page
    assert "Nobody known" in page
    assert "Bill Buyer" in page
    for query, count in [
        ("kind=sign_in_failed", "2 events"),
        ("email=Nobody@example.org", "1 event"),
        ("network=127.0.0.1", "3 events"),
        ("kind=not_allowed&after=nonsense", "1 event"),
    ]:
        assert f">{count}<" in operator.get(f"/operator/doors?{query}").text
    none = operator.get("/operator/doors?network=203.0.113.1").text
    assert "No event of the last 90 days fits this search." in none


def test_nobody_else_sees_it(app: Flask, cast: Cast) -> None:
    assert client_of(app, cast.broker).get("/operator/doors").status_code == 403
