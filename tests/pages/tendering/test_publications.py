"""The log of what was published is there for anybody to keep."""

import json

from flask import Flask

from tests.cast import Cast, Make, client_of


def test_what_was_published_can_be_kept_by_anybody(app: Flask, cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council)
    lines = client_of(app, None).get(f"/tenders/{tender.id}/published.jsonl").text.splitlines()
    assert [json.loads(line)["entry"]["version"] for line in lines] == [1]
    assert (
        client_of(app, None).get(f"/tenders/{cast.council.id}/published.jsonl").status_code == 404
    )
