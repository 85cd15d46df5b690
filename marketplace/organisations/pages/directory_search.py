"""What somebody looks for in the directory, as a form that stands in the address."""

from collections.abc import Callable
from typing import TypeVar

from wtforms import SelectField

from marketplace.engine import shown
from marketplace.organisations.queries.directory_search import (
    BUYERS_ONLY,
    VERIFIED_ONLY,
    WantedOrganisations,
)
from marketplace.web.forms import SearchForm, TextField
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.ground.theme import Theme
from procurement.organisations.organisation import Kind
from procurement.organisations.place import PLACES, located

KINDS = [
    (Kind.CIC, "Community interest company (CIC)"),
    (Kind.SOCIETY, "Co-operative or community benefit society"),
    (Kind.TRADING_CHARITY, "Charity that trades"),
    (Kind.COMMUNITY_BUSINESS, "Community business or group"),
    (Kind.OTHER_SUPPLIER, "Another supplier"),
    (Kind.HOSPITAL_TRUST, "Hospital trust"),
    (Kind.COUNCIL, "Council"),
    (Kind.UNIVERSITY, "University"),
    (Kind.HOUSING_ASSOCIATION, "Housing association"),
    (Kind.OTHER_PUBLIC_BODY, "Another public body"),
    (Kind.PRIVATE_DEVELOPER, "Private developer"),
    (Kind.FUNDER, "Funder"),
]
_KINDS = [
    ("", "All"),
    (VERIFIED_ONLY, "Verified social enterprises"),
    (BUYERS_ONLY, "Buyers"),
    *((kind.value, text) for kind, text in KINDS),
]
_THEMES = [("", "All themes"), *((theme.value, shown.words(theme)) for theme in Theme)]
_MILES = [("", "However far"), *((str(miles), f"{miles} miles") for miles in (2, 5, 10, 25, 50))]

_MOST_DIGITS = 6

Read = TypeVar("Read")


class DirectorySearch(SearchForm):
    """The fields; what cannot be read is said beside its field and not looked for."""

    text = TextField("Words")
    kind = SelectField("Kind", choices=_KINDS)
    place = SelectField(
        "Trades from inside",
        choices=[("", "Anywhere"), *((place.slug, place.name) for place in PLACES.values())],
    )
    cpv = TextField("Can do what has a CPV code that begins with")
    theme = SelectField("Theme", choices=_THEMES)
    value = TextField("Takes on a contract of, in pounds without VAT")
    people = TextField("People at work at once, at least")
    postcode = TextField("Works at this postcode")
    within = SelectField("Trades from within", choices=_MILES)

    def wanted(self) -> WantedOrganisations:
        """What is looked for."""
        at = self._read(self.postcode, located)
        miles = self.within.data or ""
        if miles and not self.postcode.data:
            self.postcode.errors = ["Enter the postcode from which to count the miles."]
        return WantedOrganisations(
            text=self.text.data or "",
            kind=self.kind.data or "",
            place=self.place.data or "",
            theme=self.theme.data or "",
            cpv=(self.cpv.data or "")[:8],
            at=at,
            within=int(miles) if at and miles and miles in dict(_MILES) else None,
            value=self._read(self.value, Money.parse),
            people=self._read(self.people, _counted),
        )

    @property
    def is_narrow(self) -> bool:
        """Whether more is asked for than words, a kind and a place."""
        return not self.query.keys() <= {"text", "kind", "place"}

    def _read(self, field: TextField, read: Callable[[str], Read | None]) -> Read | None:
        try:
            return read(field.data) if field.data else None
        except Refusal as no:
            field.errors = [*field.errors, str(no)]
            return None


def _counted(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or len(typed) > _MOST_DIGITS:
        raise Refusal("Enter a whole number, such as 5.")
    return int(typed)
