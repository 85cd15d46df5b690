"""The form in which a buyer proposes a change: it shows the planned work, to be written anew."""

from typing import Any, Self

from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, TextAreaField
from wtforms import Form as Part

from marketplace.contracts.models.contracts import Contract, ContractKind
from marketplace.contracts.queries.change_law import ChangeLaw, ChangeSaid
from marketplace.contracts.queries.changes import can_change
from marketplace.contracts.queries.contracts import milestones_of
from marketplace.web.forms import (
    DayField,
    MoneyField,
    Needed,
    PageForm,
    PickField,
    TextField,
    WholeNumberField,
)
from marketplace.web.tools import id_in
from procurement.contracts.change_proposal import ChangePlan, PlannedWork
from procurement.contracts.permitted_change import PermittedGround
from procurement.ground.refusal import Refusal

_NEW_ROWS = 3
_YES_NO = [("yes", "Yes"), ("no", "No")]
_SAID = {"yes": True, "no": False}


class WorkRow(Part):
    milestone_id = HiddenField()
    title = TextField("What is delivered")
    due_on = DayField("By when")
    amount = MoneyField("Price excluding VAT")
    is_dropped = BooleanField("Leave this milestone out")


class ProposalForm(PageForm):
    words = TextAreaField("What changes, and why?")
    ends_on = DayField("Last day of the contract", [Needed("Enter the last day.")])
    value = MoneyField("The most that can be called off, excluding VAT")
    work = FieldList(FormField(WorkRow), "Milestone")
    changes_scope = RadioField(
        "Does it materially change what is bought?", choices=_YES_NO, validate_choice=False
    )
    favours_supplier = RadioField(
        "Does it materially shift the balance of money in the supplier’s favour?",
        choices=_YES_NO,
        validate_choice=False,
    )
    ground = PickField(
        "If the law would call it substantial: on which ground is it permitted?",
        choices=[(ground.value, ground.in_words) for ground in PermittedGround],
        may_be_open=True,
    )
    ground_why = TextAreaField("Why does that ground hold?")
    made_with = PickField(
        "Could it reasonably have been made together with an earlier change?", may_be_open=True
    )
    standstill_days = WholeNumberField("Working days of standstill after the notice")

    @classmethod
    def of(cls, contract: Contract, law: ChangeLaw) -> Self:
        """Showing the contract as it stands, and rows for new work."""
        rows: list[dict[str, Any]] = [
            {"milestone_id": row.id, "title": row.title, "due_on": row.due_on, "amount": row.amount}
            for row in milestones_of(contract.id)
            if can_change(row)
        ]
        is_framework = contract.kind is ContractKind.FRAMEWORK
        form = cls(
            ends_on=contract.ends_on,
            value=contract.value,
            work=[] if is_framework else [*rows, *({} for _ in range(_NEW_ROWS))],
        )
        if is_framework:
            form.value.validators = [Needed("Enter the most that can be called off.")]
            del form.work
        else:
            del form.value
        form.made_with.choices = [
            (str(row.id), f"Yes, with change {row.number}") for row in law.agreed
        ]
        return form

    def plan(self) -> ChangePlan:
        """What was typed; a row of new work that was begun must be whole."""
        return ChangePlan(
            words=self.words.data or "",
            ends_on=self.ends_on.data,
            work=tuple(self._work()) if self.work else (),
            standstill_days=self.standstill_days.data,
            value=self.value.data if self.value else None,
        )

    def said(self) -> ChangeSaid:
        """What is said of it for the law."""
        return ChangeSaid(
            _SAID.get(self.changes_scope.data),
            _SAID.get(self.favours_supplier.data),
            PermittedGround(self.ground.data) if self.ground.data else None,
            self.ground_why.data or "",
            id_in(self.made_with.data or ""),
        )

    def _work(self) -> list[PlannedWork]:
        rows = []
        for number, row in enumerate(self.work.data, 1):
            known = id_in(row["milestone_id"] or "")
            filled = [bool(row["title"]), row["due_on"] is not None, row["amount"] is not None]
            if known is None and (row["is_dropped"] or not any(filled)):
                continue
            if not all(filled):
                raise Refusal(
                    f"Milestone {number} of this list needs a title, a date and a price.",
                    field="work",
                )
            rows.append(
                PlannedWork(known, row["title"], row["due_on"], row["amount"], row["is_dropped"])
            )
        return rows
