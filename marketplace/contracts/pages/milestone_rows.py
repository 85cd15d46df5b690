"""The rows in which a buyer plans the work of a contract, each with its day and its price."""

from wtforms import FieldList, FormField
from wtforms import Form as Part

from marketplace.contracts.actions.contract_rows import MilestonePlan
from marketplace.web.forms import DayField, MoneyField, PageForm, TextField
from procurement.ground.refusal import Refusal

MILESTONE_ROWS = 4


class MilestoneRow(Part):
    title = TextField("What is delivered")
    due_on = DayField("By when")
    amount = MoneyField("Price excluding VAT")


class MilestonesForm(PageForm):
    milestones = FieldList(FormField(MilestoneRow), min_entries=MILESTONE_ROWS)

    def planned(self) -> list[MilestonePlan]:
        """The rows that were filled in; a row begun must be whole."""
        rows = []
        for number, row in enumerate(self.milestones.data, 1):
            filled = [bool(row["title"]), row["due_on"] is not None, row["amount"] is not None]
            if not any(filled):
                continue
            if not all(filled):
                raise Refusal(f"Milestone {number} needs a title, a date and a price.")
            rows.append(MilestonePlan(row["title"], row["due_on"], row["amount"]))
        return rows
