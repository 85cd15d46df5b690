"""Which part of a contract prevails? Asked where it is prepared, and where that is changed."""

from collections.abc import Sequence

from wtforms import RadioField, ValidationError

from marketplace.web.forms import PageForm, WholeNumberField
from procurement.contracts.precedence import PART_WORDS, USUAL_ORDER, Part, chosen_order
from procurement.ground.refusal import Refusal


class PrecedenceForm(PageForm):
    """Nothing is chosen beforehand: which part prevails decides what a contract means."""

    order = RadioField(
        "Which part prevails where two of them say different things?",
        choices=[("usual", "The usual order, as it stands above"), ("own", "An order of your own")],
        validate_choice=False,
    )
    place_particulars = WholeNumberField(PART_WORDS[Part.PARTICULARS])
    place_terms = WholeNumberField(PART_WORDS[Part.TERMS])
    place_documents = WholeNumberField(PART_WORDS[Part.DOCUMENTS])
    place_promises = WholeNumberField(PART_WORDS[Part.PROMISES])
    place_bid = WholeNumberField(PART_WORDS[Part.BID])

    def validate_order(self, _: RadioField) -> None:
        """With a sentence beside it where no order was given."""
        try:
            self.chosen()
        except Refusal as no:
            raise ValidationError(str(no)) from None

    def chosen(self) -> tuple[Part, ...]:
        """The parts, the one that prevails first. Refuses where it is not said."""
        places = {part: self[f"place_{part}"].data for part in Part}
        return chosen_order(self.order.data or "", places)


USUAL_WORDS: Sequence[str] = [PART_WORDS[part] for part in USUAL_ORDER]
