"""The fields by which a package asks for promises: a model set, and the poster’s own words."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import FieldList, FormField, TextAreaField
from wtforms import Form as Part

from marketplace.web.forms import DayField, NumberField, PageForm, TextField
from procurement.ground.refusal import Refusal
from procurement.packages.clause import AskedClause
from procurement.tendering.model_clauses import ModelClause, model_clauses

OWN_ROWS = 2
"""For promises that are not asked yet."""


class ModelRow(Part):
    """How much of one clause of the model set is asked for, in its words or in the poster’s; no
    quantity typed: it is not."""

    quantity = NumberField("How much?")
    due_on = DayField("By when?")
    text = TextAreaField("What is promised")
    proof = TextAreaField("How it is shown, who confirms it, and what follows if it is not kept")


def _row_of(clause: ModelClause) -> "FormField[Any]":
    words = {"text": clause.text, "proof": clause.proof}
    return FormField(ModelRow, default=words)


ModelSet = type("ModelSet", (Part,), {row.slug: _row_of(row) for row in model_clauses()})


class ClauseRow(Part):
    text = TextField("What is to be promised?")
    quantity = NumberField("How much of it?")
    unit = TextField("Counted in")
    due_on = DayField("By when?")
    proof = TextAreaField("How is it shown, who confirms it, and what follows if it is not kept?")


class ClausesForm(PageForm):
    """Promises in the poster’s own words; a row in which nothing stands asks for none."""

    clauses = FieldList(FormField(ClauseRow), "Promises", min_entries=OWN_ROWS)

    def asked(self, ends_on: date) -> list[AskedClause]:
        """Those that were written; each is due at the end of the work, where no other day is given."""
        return [_clause(row, ends_on) for row in self.clauses.data if any(row.values())]

    def refuse(self, fault: Refusal) -> None:
        """What is wrong with the promises stands at the first of them as well."""
        super().refuse(fault)
        if fault.field == "clauses":
            text = self.clauses[0].form["text"]
            text.errors = [*text.errors, str(fault)]


class ModelClausesForm(ClausesForm):
    """The same, and a model set beside them."""

    model = FormField(ModelSet)

    models: Sequence[ModelClause] = ()
    """The set that is offered: it is written for homes."""

    def offer_set(self) -> None:
        self.models = model_clauses()

    def asked(self, ends_on: date) -> list[AskedClause]:
        """Those of the model set with a quantity, and those that were written."""
        typed = self.model.data
        chosen = [
            AskedClause(
                row["text"], row["quantity"], clause.unit, row["due_on"] or ends_on, row["proof"]
            )
            for clause in model_clauses()
            if (row := typed[clause.slug])["quantity"] is not None
        ]
        return [*chosen, *super().asked(ends_on)]

    @property
    def count_asked(self) -> int:
        """How many promises are asked for."""
        of_set = sum(row["quantity"] is not None for row in self.model.data.values())
        return of_set + sum(any(row.values()) for row in self.clauses.data)

    @property
    def asks_of_set(self) -> bool:
        """Whether something stands in the fields of the model set."""
        return any(row["quantity"] or row["due_on"] for row in self.model.data.values())


def _clause(row: dict[str, Any], ends_on: date) -> AskedClause:
    quantity, due_on = row["quantity"] or Decimal(0), row["due_on"] or ends_on
    return AskedClause(row["text"], quantity, row["unit"], due_on, row["proof"] or "")
