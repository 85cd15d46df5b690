"""How does a person's typing become values? Forms check shape only; the rules judge.

A Refusal from the rules lands on its field with the person's input kept. What
was typed when a session ended comes back from the kept forms.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import g, request
from werkzeug.datastructures import MultiDict
from wtforms import Field, FileField, Form, FormField, HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Optional, StopValidation, ValidationError

from marketplace.web.day_fields import DayField, MomentField, MonthField
from marketplace.web.form_rows import field_in_row, leaves, rows_in, texts_in
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, Refusals

_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_PLACES = 15
"""The most digits before the point of a number, and the most noughts behind it."""

_LONGEST = 2_000
"""The most characters of a field of one line."""

_LARGEST_COUNT = 10**9
"""The largest whole number: columns of counts hold no more."""


class _PlainWords:
    """The sentences of the form library, where they are no help, in other words."""

    said = {"Not a valid choice.": "Choose one of the answers."}

    def gettext(self, sentence: str) -> str:
        return self.said.get(sentence, sentence)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return one if count == 1 else many


class PageForm(Form):
    """A form of a page: its errors stand on the fields, or in ``form_errors`` above all."""

    longest = 60_000
    """The most characters of a field of many lines."""

    class Meta:
        def get_translations(self, form: Form) -> _PlainWords:
            return _PlainWords()

    def __init__(self, obj: Any = None, **values: Any) -> None:
        posted = request.form if request.method == "POST" else g.get("kept_form")
        if posted is not None and request.files:
            posted = MultiDict([*request.form.items(multi=True), *request.files.items(multi=True)])
        super().__init__(posted, obj=obj, **values)
        self._given = values
        self.form_errors: list[str] = []
        self.meanwhile: list[tuple[str, str]] = []
        """Label and words of what somebody else has saved while this was typed."""

    def as_saved(self) -> list[Field]:
        """The fields that the page filled by ``data=``, as they were before anything was typed.

        Other values are suggestions, and other fields ask for what is not saved yet.
        """
        saved = type(self)(**self._given)
        saved.process(None, **self._given)
        return [field for field in saved if field.name in self._given["data"]]

    @property
    def values(self) -> dict[str, Any]:
        """The value of each field by its name."""
        return dict(self.data)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Every error in the order of the page: the field's id (or none) and the sentence.

        A sentence that stands on several fields names its field.
        """
        faults = [(leaf, sentence) for field in self for leaf, sentence in leaves(field)]
        times = Counter(sentence for _, sentence in faults)
        return [("", sentence) for sentence in self.form_errors] + [
            (field.id, sentence if times[sentence] == 1 else f"{field.label.text}: {sentence}")
            for field, sentence in faults
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """The shape of each field, and how much is written in it."""
        is_right = super().validate(extra_validators)
        too_long = [text for text in texts_in(self) if len(text.data or "") > self.longest]
        for text in too_long:
            text.errors = [*text.errors, _too_long(text, self.longest)]
        return is_right and not too_long

    def accepts(self, do: Callable[[], Any]) -> bool:
        """Whether the form was posted, its shape is right, and ``do`` was not refused."""
        if request.method != "POST":
            return False
        if self.validate() and self._is_done(do):
            return True
        self._ask_for_files_again()
        return False

    def _is_done(self, do: Callable[[], Any]) -> bool:
        try:
            self.result = do()
        except Refusals as no:
            for fault in no.faults:
                self.refuse(fault)
            return False
        except Refusal as no:
            self.refuse(no)
            return False
        return True

    def _ask_for_files_again(self) -> None:
        """No browser sends a file a second time by itself: say so beside each that was chosen."""
        for field in self:
            chosen = field.data if isinstance(field.data, list) else [field.data]
            names = [name for one in chosen if (name := getattr(one, "filename", None))]
            if isinstance(field, FileField) and names:
                field.errors = [
                    *field.errors,
                    *(
                        f"Choose the file again: “{name}” is not kept while something else is put "
                        "right."
                        for name in names
                    ),
                ]

    def refuse(self, fault: Refusal) -> None:
        """Put a rule's sentence beside the field it names, or above the form."""
        name = fault.field or ""
        field = self._fields.get(name) or field_in_row(name, self.judged)
        if field is None:
            self.form_errors.append(str(fault))
        else:
            field.errors = [*field.errors, str(fault)]

    def judged(self, name: str) -> list[FormField]:
        """The rows of a list in the order in which the rules see them: all, where the form leaves out
        none; none of what is no list."""
        return rows_in(self._fields.get(name))


class SeenForm(PageForm):
    """A button that binds: it carries the mark of what its reader saw (``refuse_unread``)."""

    seen = HiddenField()

    @property
    def mark(self) -> str:
        """As it came; what is left out fits nothing."""
        return self.seen.data or ""


class Needed(InputRequired):
    """The field must be filled; the sentence says with what."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)

    def __call__(self, form: Any, field: Any) -> None:
        if not field.raw_data or not any(str(raw).strip() for raw in field.raw_data):
            field.errors = [error for error in field.errors if error == ""]
            raise StopValidation(str(self.message))


class Within:
    """What is typed is ``least`` or more, and no more than ``most`` where there is one; the sentence
    says so."""

    def __init__(self, least: Any, most: Any, sentence: str) -> None:
        self.least, self.most, self.sentence = least, most, sentence

    def __call__(self, form: Any, field: Any) -> None:
        typed = field.data
        if typed is None:
            return
        if typed < self.least or (self.most is not None and typed > self.most):
            raise ValidationError(self.sentence)


class SearchForm(PageForm):
    """What somebody looks for in a list: it stands in the address, or was ``said`` elsewhere, and
    fills no row. ``query`` has its fields that are filled."""

    def __init__(self, said: Mapping[str, str] | None = None) -> None:
        super().__init__()
        asked = (request.args if said is None else said).items()  # not what another form has sent
        self.process(None, data={name: text.strip() for name, text in asked})
        self.query = {field.name: field.data for field in self if field.data}

    def chosen(self, **names: str | None) -> list[tuple[str, dict[str, str]]]:
        """Each field that asks for something, in words, and what the address asks for without it.

        ``names`` has the words of a hidden field, which is left out where it has none.
        """
        return [
            (
                f"{field.label.text}: {names.get(field.name) or _in_words(field)}",
                {name: value for name, value in self.query.items() if name != field.name},
            )
            for field in self
            if field.name in self.query
            and (names.get(field.name) or not isinstance(field, HiddenField))
        ]


def _in_words(field: Field) -> str:
    choices = dict(field.choices or ()) if isinstance(field, SelectField) else {}
    return str(choices.get(field.data, field.data))


class TextField(StringField):
    """Text without spaces around it; empty text where nothing was typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = str(valuelist[0]).replace("\r\n", "\n").strip() if valuelist else ""
        if len(self.data) > _LONGEST:
            raise ValidationError(_too_long(self, _LONGEST))


def _too_long(field: StringField, most: int) -> str:
    return f"Use at most {most:,} characters here; this has {len(field.data):,}."


class PickField(SelectField):
    """One of several: none is chosen beforehand, unless there is only one.

    ``may_be_open``: nothing need be chosen; what follows from that, the page judges.
    """

    def __init__(
        self, label: str | None = None, *, may_be_open: bool = False, **values: Any
    ) -> None:
        super().__init__(label, **values)
        self.may_be_open = may_be_open

    def pre_validate(self, form: Any) -> None:
        if self.data or not self.may_be_open:
            super().pre_validate(form)

    @property
    def is_open(self) -> bool:
        """Whether nothing is chosen yet: the page then begins with a line that asks."""
        choices = list(self.iter_choices())
        return len(choices) > 1 and not any(choice[2] for choice in choices)


class MoneyField(StringField):
    """Pounds and pence as people type them; None where left empty."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return str(self.data).removeprefix("£") if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                self.data = Money.parse(valuelist[0])
            except Refusal as no:
                raise ValidationError(str(no)) from None


class NumberField(StringField):
    """An exact decimal number; None where left empty. A comma parts thousands and nothing else."""

    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:f}"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        if "," in text and not _THOUSANDS.fullmatch(text):
            raise ValidationError(
                f"“{text}” is not a number: write decimals with a full stop, such as 2.5."
            )
        try:
            self.data = Decimal(text.replace(",", ""))
        except InvalidOperation:
            raise ValidationError(f"“{text}” is not a number.") from None
        if not self.data.is_finite():
            self.data = None
            raise ValidationError(f"“{text}” is not a number.")
        if self.data and not -_PLACES <= self.data.adjusted() < _PLACES:
            self.data = None
            raise ValidationError("This number is too large or too small.")


class WholeNumberField(NumberField):
    """A count: a whole number, 0 or more; None where left empty."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.data is None:
            return
        typed, self.data = self.data, None
        if typed != int(typed):
            raise ValidationError("Use a whole number.")
        if typed < 0:
            raise ValidationError("This cannot be below 0.")
        if typed > _LARGEST_COUNT:
            raise ValidationError("This number is too large.")
        self.data = int(typed)

    def _value(self) -> str:
        return (
            str(self.raw_data[0])
            if self.raw_data
            else ("" if self.data is None else str(self.data))
        )


__all__ = [
    "DayField",
    "MomentField",
    "MoneyField",
    "MonthField",
    "Needed",
    "NumberField",
    "Optional",
    "PageForm",
    "PickField",
    "SeenForm",
    "TextField",
    "WholeNumberField",
    "Within",
]
