"""Many sums received at once, from a spreadsheet: every row is seen before any is entered."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField, TextAreaField

from invoicing.spend.funding_list import (
    EXAMPLE,
    HEADINGS,
    MOST_ROWS,
    ListedFunding,
    as_csv,
    read_list,
)
from marketplace.economy.actions import funding_lists
from marketplace.engine import clock
from marketplace.engine.access import may
from marketplace.engine.act import NotAllowed
from marketplace.gateways.confined import read_apart
from marketplace.organisations.pages.documents import received_if_any
from marketplace.web import csv_file
from marketplace.web.forms import PageForm
from marketplace.web.tools import actor, page, say, signed_in, stop_reading
from procurement.ground.refusal import Refusal
from procurement.ground.theme import Theme

pages = Blueprint("funding_lists", __name__)

_LARGEST = 1024 * 1024
"""Bytes: so that the page is there in a moment, whatever the file holds."""


class ListForm(PageForm):
    longest = _LARGEST
    file = FileField("The spreadsheet")
    rows = TextAreaField("The rows, which you can mend here")


@pages.route("/fundings/list", methods=["GET", "POST"])
@signed_in
def enter() -> ResponseReturnValue:
    """For the broker: a spreadsheet of sums received, shown row by row before any is entered.

    The rows travel in the form as text that can be mended there, and are judged anew each time.
    """
    if not may(actor(), "funding_list.enter"):
        raise NotAllowed("funding_list.enter")
    form, rows = ListForm(), list[ListedFunding]()

    def read() -> int:
        if (file := received_if_any(form.file)) is not None:
            if len(file.content) > _LARGEST:
                raise Refusal(
                    f"This file is larger than 1 MB, and a list of {MOST_ROWS:,} rows is far smaller. "
                    "Take pictures and other sheets out of it, or save it as CSV.",
                    field="file",
                )
            stop_reading()
            form.rows.data = read_apart(as_csv, file.content)
        rows.extend(read_list((form.rows.data or "").encode()))
        if "enter" not in request.form:
            return 0
        return funding_lists.enter_funding_list(actor(), None, rows=rows)

    if form.accepts(read) and form.result:
        say(f"{form.result} entered. Each is counted once you have confirmed it.")
        return redirect(url_for("fundings.index"))
    return page(
        "economy/funding_lists/enter.html",
        form=form,
        judged=funding_lists.judged(rows, clock.today()),
        headings=HEADINGS,
        most=MOST_ROWS,
        themes=Theme,
    )


@pages.get("/fundings/list.csv")
@signed_in
def example() -> Response:
    """The headings of a list, with one example below them."""
    return csv_file.download("money-received.csv", HEADINGS, [EXAMPLE])
