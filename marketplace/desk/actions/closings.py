"""How does an organisation leave, so that nobody is left behind who answers for nothing?"""

from sqlalchemy import select, update

from marketplace.desk.queries.open_business import open_business
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.actions.search_documents import keep_organisations
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import Invitation, Membership
from marketplace.organisations.queries.people import brokers
from marketplace.payments.models.bank_accounts import BankAccount
from procurement.ground.refusal import Refusal


@action("organisation.close")
def close_organisation(act: Act, organisation: Organisation) -> None:
    """End every role in an organisation that has no open business, and take its contact out.

    Its record stays, for what it did is on record; whoever runs it may claim it again.
    Everybody who had a role, and the brokers, are told.
    """
    waiting = open_business(organisation.id)
    if waiting:
        raise Refusal(
            f"{organisation.name} cannot be closed yet: it has {'; '.join(waiting)}. Finish that, "
            "or make a colleague an owner."
        )
    members = db.session.scalars(
        select(Membership.person_id).where(
            Membership.organisation_id == organisation.id, Membership.ended_at.is_(None)
        )
    ).all()
    for model, end, still in (
        (Membership, Membership.ended_at, Membership.ended_at.is_(None)),
        (BankAccount, BankAccount.replaced_at, BankAccount.replaced_at.is_(None)),
        (Invitation, Invitation.expires_at, Invitation.expires_at > act.now),
    ):
        db.session.execute(
            update(model)
            .where(model.organisation_id == organisation.id, still)
            .values({end: act.now})
        )
    organisation.contact_email, organisation.closed_at = "", act.now
    keep_organisations(organisation.id)
    for person in sorted({*members, *brokers()}):
        act.notify(person, "organisation_closed", organisation=organisation.name)
