"""The public register of contracts: signed, between whom, and what ends when; as a table and a
calendar too."""

from datetime import timedelta

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from icalendar import Event
from wtforms import SelectField

from marketplace.desk.queries.contract_register import (
    MONTHS,
    Sought,
    count_of,
    first_registered,
    register_buyers,
    registered,
)
from marketplace.engine import clock, shown
from marketplace.tendering.pages.timetables import calendar_file, calendar_of
from marketplace.web import csv_file
from marketplace.web.forms import SearchForm, TextField
from marketplace.web.kept_pages import kept
from marketplace.web.tools import beside, id_in, number_in, page
from procurement.ground.calendar import london_day
from procurement.ground.theme import Theme

pages = Blueprint("contract_register", __name__)

_MOST_ROWS = 5_000
"""Contracts in one table to take away."""

_MOST_DAYS = 100
"""Contracts in one calendar."""

_HEADER = (
    "title", "kind", "buyer", "suppliers", "value in £ without VAT", "signed on", "first day",
    "agreed last day", "real last day", "options and extensions", "theme", "regime", "ocid",
    "page of the procurement",
)  # fmt: skip


class RegisterForm(SearchForm):
    text = TextField("Words in the title, or a name")
    buyer = SelectField("Buyer", choices=[], validate_choice=False)
    theme = SelectField(
        "Theme",
        choices=[("", "All themes"), *((theme.value, shown.words(theme)) for theme in Theme)],
        validate_choice=False,
    )
    ends = SelectField(
        "When it ends",
        choices=[
            ("", "All that run"),
            *((str(months), f"In the next {months} months") for months in MONTHS),
            ("ended", "Has ended"),
        ],
        validate_choice=False,
    )

    def sought(self) -> Sought:
        """What is looked for; what cannot be read is left out."""
        months = number_in(self.ends.data)
        return Sought(
            clock.today(),
            (self.text.data or "")[:100],
            id_in(self.buyer.data or ""),
            Theme(self.theme.data) if self.theme.data in {theme.value for theme in Theme} else None,
            months if months in MONTHS else None,
            self.ends.data == "ended",
        )


@pages.get("/contracts/register")
@kept
def index() -> ResponseReturnValue:
    form = RegisterForm()
    form.buyer.choices = [
        ("", "All buyers"),
        *((str(key), name) for key, name in register_buyers()),
    ]
    sought = form.sought()
    return page(
        "desk/contract_register/index.html",
        form=form,
        listed=registered(sought, beside()),
        count=count_of(sought),
        has_ended=sought.has_ended,
        soon=[(months, count_of(Sought(sought.today, within=months))) for months in MONTHS],
    )


@pages.get("/contracts/register.csv")
def table() -> ResponseReturnValue:
    """The same as a table, the first five thousand."""
    return csv_file.download(
        "register-of-contracts.csv",
        _HEADER,
        (
            (
                line.contract.title,
                line.contract.kind,
                line.buyer,
                "; ".join(line.suppliers),
                csv_file.pounds(line.contract.value),
                line.contract.signed_at and london_day(line.contract.signed_at),
                line.contract.starts_on,
                line.contract.ends_on,
                line.ended_on,
                "\n".join(line.contract.beyond),
                line.contract.theme,
                line.contract.regime,
                line.ocid,
                url_for("tenders.show", tender_id=line.tender_id, _external=True),
            )
            for line in first_registered(RegisterForm().sought(), _MOST_ROWS)
        ),
    )


@pages.get("/contracts/register.ics")
def calendar() -> ResponseReturnValue:
    """The last days of the next hundred to end: a calendar that looks again moves what has moved."""
    told = calendar_of("Contracts that end", "contracts-that-end")
    for line in first_registered(RegisterForm().sought(), _MOST_DAYS):
        contract, ends = line.contract, "ended" if line.ended_on else "ends"
        told.add_component(
            Event.new(
                uid=f"end-{contract.id}",
                summary=f"Contract {ends}: {contract.title} ({line.buyer})",
                start=line.last_day,
                end=line.last_day + timedelta(days=1),
                stamp=contract.signed_at,
                sequence=contract.revision,
                url=url_for("tenders.show", tender_id=line.tender_id, _external=True),
            )
        )
    return calendar_file(told, "contracts-that-end")
