"""An organisation names another bank account: from when may money go there?

Invoice fraud lives on a changed account and on haste. So two people make the change, and a whole
working day passes before the first payment, on which those who were told can still say no. No law
sets that day: it is this marketplace's own. It moves no due date. Where a payment is late because
of it, the supplier's own conduct was a cause, and interest may be remitted for that time (Late
Payment of Commercial Debts (Interest) Act 1998, s5). Where the organisation and the broker each
say so with a second factor, it need not wait: nobody who has taken over one side alone can.
"""

from datetime import date, timedelta

from procurement.ground.holidays import Holidays


def payable_from(confirmed_on: date, holidays: Holidays) -> date:
    """The first day on which a new account may be paid into: after one whole working day.

    Confirmed on a Monday: Tuesday passes, and Wednesday is the first; confirmed on a Friday, it
    is the Tuesday. Days are those of London.
    """
    return holidays.nth_working_day(confirmed_on + timedelta(days=1), 1) + timedelta(days=1)
