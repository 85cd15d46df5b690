"""What somebody looks for among tenders and notices, as a form that stands in the address."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from flask import request
from wtforms import HiddenField, SelectField

from marketplace.engine.paging import MOST_COUNTED
from marketplace.engine.shown import counted, words
from marketplace.engine.sought import TOTAL
from marketplace.tendering.models.saved_searches import Among
from marketplace.tendering.models.search_documents import SME, VCSE
from marketplace.tendering.queries.wanted import AHEAD, MILES, WITHIN, Order, Wanted, wanted_in
from marketplace.web.forms import SearchForm, TextField
from procurement.ground.theme import Theme
from procurement.open_data.notice import NoticeStage
from procurement.open_data.region import REGIONS
from procurement.tendering.regime import Regime, Subject

Chosen = Sequence[tuple[str, dict[str, str]]]

_SUITED = [
    (SME, "Small and medium-sized enterprises"),
    (VCSE, "Voluntary, community and social enterprises"),
]
_LAWS = [
    (Regime.PUBLIC, "Public, by the full rules"),
    (Regime.BELOW, "Public, below the threshold"),
    (Regime.LIGHT, "Public, with the light touch"),
    (Regime.PRIVATE, "Private"),
]
_WITHIN = [(days, f"Within {days} days") for days in WITHIN]


class _WorkSearch(SearchForm):
    """The fields that both have; what cannot be read is said beside its field and not looked for."""

    text = TextField("Words")
    order = SelectField("Which come first")
    due = SelectField("Deadline", choices=[("", "Any"), *_WITHIN])
    before = TextField("Deadline before")
    place = SelectField("Place")
    near = TextField("Buyer near this postcode")
    miles = SelectField(
        "So many miles at most",
        choices=[("", "However far"), *((str(miles), f"{miles} miles") for miles in MILES)],
    )
    cpv = TextField("CPV code, or words of its name")
    least = TextField("Worth at least, in pounds")
    most = TextField("Worth at most, in pounds")

    @property
    def is_opened(self) -> bool:
        """Whether somebody asked for more to choose."""
        return "more" in request.args

    @property
    def is_numbered(self) -> bool:
        """Whether numbers stand beside the choices: once more is asked for than words."""
        return self.is_opened or bool(self.query.keys() - {"text", "order", "shelf"})

    def wanted(self, today: date) -> Wanted:
        """What is looked for."""
        wanted, faults = wanted_in(self.query, today)
        for name, sentence in faults.items():
            self[name].errors = [sentence]
        return wanted

    def know_places(self, places: Sequence[tuple[str, str]]) -> list[str]:
        """Fill the choice of places; which there are."""
        named = [(slug, f"Buyer based in {name}") for slug, name in places]
        self.place.choices = [("", "Anywhere"), *REGIONS.items(), *named]
        return [slug for slug, _ in places]

    def shared(self, other: type[SearchForm], today: date) -> tuple[dict[str, str], Wanted]:
        """What is asked for here that the other search can be asked for too: as words, and read."""
        query = {
            name: text
            for name, text in self.query.items()
            if hasattr(other, name) and name != "order" and text != AHEAD
        }
        return query, wanted_in(query, today)[0]

    def looser(
        self, chosen: Chosen, numbers: Mapping[str, Mapping[str, int]]
    ) -> list[tuple[str, dict[str, str], int]]:
        """What of it, left out, lets something be found: in words, the rest, and how many then."""
        found = []
        for said, rest in chosen:
            (name,) = self.query.keys() - rest.keys()
            if count := numbers.get(name, {}).get(TOTAL):
                found.append((said, rest, count))
        return found

    def number(self, numbers: Mapping[str, Mapping[str, int]]) -> None:
        """Say beside the values of each choice how many would fit; where there are too many to be
        counted, only how many there are in all."""
        for name, known in numbers.items():
            is_all = known[TOTAL] <= MOST_COUNTED
            self[name].choices = [
                (
                    value,
                    f"{label} ({counted(known.get(value, 0))})" if is_all or not value else label,
                )
                for value, label in self[name].choices
            ]


class TenderSearch(_WorkSearch):
    theme = SelectField(
        "Theme", choices=[("", "All themes"), *((theme.value, words(theme)) for theme in Theme)]
    )
    subject = SelectField(
        "What is bought",
        choices=[("", "Anything"), *((kind.value, words(kind)) for kind in Subject)],
    )
    regime = SelectField(
        "Kind of procurement",
        choices=[("", "All kinds"), *((law.value, text) for law, text in _LAWS)],
    )
    suits = SelectField("The buyer says that it suits", choices=[("", "Anybody"), *_SUITED])
    buyer = SelectField("Buyer")
    shelf = HiddenField("Shelf")

    def __init__(self, said: Mapping[str, str] | None = None) -> None:
        super().__init__(said)
        self.order.choices = [("", "By deadline"), (Order.NEWEST.value, "The newest")]


class NoticeSearch(_WorkSearch):
    stage = SelectField(
        "Stage",
        choices=[("", "All stages"), *((stage.value, words(stage)) for stage in NoticeStage)],
    )
    buyer = HiddenField("Buyer")

    def __init__(self, said: Mapping[str, str] | None = None) -> None:
        super().__init__(said)
        self.due.choices = [("", "Any, or none"), (AHEAD, "Any day to come"), *_WITHIN]
        self.order.choices = [("", "The newest"), (Order.DEADLINE.value, "The next deadline")]


def in_words(
    among: Among,
    query: Mapping[str, str],
    places: Sequence[tuple[str, str]],
    buyers: Sequence[tuple[UUID, str]],
) -> list[str]:
    """Each thing that a search asks for, in words."""
    form = TenderSearch(query) if among is Among.TENDERS else NoticeSearch(query)
    form.know_places(places)
    names = {str(key): name for key, name in buyers}
    if among is Among.TENDERS:
        form.buyer.choices = list(names.items())
    return [words for words, _ in form.chosen(buyer=names.get(query.get("buyer", "")))]
