"""The form by which a package is posted: it checks shape only, the rules judge."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import InputRequired, ValidationError

from marketplace.contracts.models.contracts import Contract
from marketplace.engine import shown
from marketplace.organisations.models.documents import Document
from marketplace.organisations.pages.documents import received_if_any
from marketplace.packages.actions.packages import Posting
from marketplace.packages.models.developments import Development
from marketplace.packages.pages.package_clause_forms import ModelClausesForm
from marketplace.packages.pages.work_forms import WorkForm
from marketplace.tendering.pages.draft_forms import cpv_codes
from marketplace.web.forms import (
    Needed,
    PickField,
    TextField,
)
from marketplace.web.tools import id_in
from procurement.ground.theme import Theme
from procurement.open_data.cpv import cpv_name
from procurement.organisations.place import PLACES
from procurement.packages.development import HOMES
from procurement.packages.package import Audience, PackageFacts, Way

AUDIENCES = [
    (Audience.INVITED.value, "Enterprises that we invite, and nobody else"),
    (Audience.PLACE.value, "Every enterprise that trades in a place, and those that we invite"),
    (Audience.EVERYONE.value, "Everyone: the page can be read without an account"),
]
WAYS = [
    (Way.OPEN.value, "As they come: we read them at once and can negotiate in writing"),
    (Way.SEALED.value, "Sealed: nobody reads them before a moment, and then all at once"),
]


class PackageForm(ModelClausesForm, WorkForm):
    theme = PickField("Theme", choices=[(theme.value, shown.words(theme)) for theme in Theme])
    cpv = TextField("Kind of work, by its number")
    postcode = TextField("Postcode of the site", [Needed("Enter the postcode.")])
    audience = RadioField(
        "Who may answer?",
        [InputRequired("Choose who may answer.")],
        choices=AUDIENCES,
    )
    place = SelectField("Which place, if it is for a place?", default="")
    way = RadioField(
        "How are offers made?",
        [InputRequired("Choose how offers are made.")],
        choices=WAYS,
    )
    short_is_meant = BooleanField("The time is short, and is meant to be")
    much_is_meant = BooleanField("It is much to read and report, and is meant to be")
    terms_document_id = SelectField("Which of your documents holds your terms?", default="")
    terms = TextAreaField("Or your terms in words")
    development_id = SelectField("Does it belong to a development?", default="")
    development_asked = HiddenField()
    """The contract above for which its development was offered: whoever says none after it, means it."""
    parent_contract_id = SelectField("Is it part of a contract that you have here?", default="")
    won_elsewhere = TextField("Or part of one that you won elsewhere: where?")
    attachment = FileField("A plan or specification")
    attachment_kind = TextField("What is this file?")

    def offer(
        self,
        documents: Sequence[Document],
        developments: Sequence[Development],
        contracts: Sequence[Contract],
        above: Mapping[UUID, UUID],
    ) -> None:
        """What can be chosen from: the poster’s own; ``above`` has the development of a contract."""
        self.above = {str(contract): str(key) for contract, key in above.items()}
        none = ("", "None")
        if any(row.kind in HOMES for row in developments):
            self.offer_set()
        self.place.choices = [none, *((place.slug, place.name) for place in PLACES.values())]
        self.terms_document_id.choices = [none, *((str(row.id), row.kind) for row in documents)]
        self.development_id.choices = [none, *((str(row.id), row.name) for row in developments)]
        self.parent_contract_id.choices = [none, *((str(row.id), row.title) for row in contracts)]

    def validate_development_id(self, field: SelectField) -> None:
        """Once, the development of the contract above is chosen for whoever has chosen none."""
        contract = self.parent_contract_id.data or ""
        if field.data or contract not in self.above or self.development_asked.data == contract:
            return
        field.data, self.development_asked.data = self.above[contract], contract
        name = dict(field.choices)[field.data]
        raise ValidationError(
            f"The contract that this is part of belongs to {name}, so {name} is chosen here now. "
            "Send the form again, or choose “None” if this package does not belong to it."
        )

    def validate_cpv(self, field: TextField) -> None:
        codes = cpv_codes(field.data)
        if len(codes) > 1 or any(not cpv_name(code) for code in codes):
            raise ValidationError(
                "Enter the eight digits of one kind of work, such as 77310000, or leave it empty."
            )

    @property
    def documents(self) -> int:
        """How many documents are added to what is asked."""
        return bool(self.terms_document_id.data) + bool(self.attachment.data)

    def posting(self) -> Posting:
        """What was typed, still to be judged."""
        return Posting(
            facts=self._facts(),
            theme=Theme(self.theme.data),
            postcode=self.postcode.data,
            cpv=self.cpv.data[:8],
            development_id=self._id(self.development_id),
            parent_contract_id=self._id(self.parent_contract_id),
            won_elsewhere=self.won_elsewhere.data,
            terms_document_id=self._id(self.terms_document_id),
            attachment=received_if_any(self.attachment),
            attachment_kind=self.attachment_kind.data,
        )

    def _facts(self) -> PackageFacts:
        audience = Audience(self.audience.data)
        facts = self.work(audience, Way(self.way.data), self.terms.data or "")
        return replace(facts, place=self.place.data if audience is Audience.PLACE else "")

    @staticmethod
    def _id(field: SelectField) -> UUID | None:
        return id_in(field.data or "")
