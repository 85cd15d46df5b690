"""The sets of clauses that an organisation keeps: added, changed, retired, and put into a draft."""

from decimal import Decimal
from uuid import UUID

from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.actions.tenders import Rows, bring_parts
from marketplace.tendering.models.banks import ClauseSet, SetClause
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.banks import clauses_of
from procurement.ground.refusal import Refusal
from procurement.tendering.award_criteria import ClauseFacts, check_clause_set

_COPIED = ("text", "unit", "minimum", "target", "weight", "quantity_share", "proof")


@action("clause_set.add")
def add_clause_set(act: Act, organisation: Organisation, *, name: str, clauses: Rows) -> ClauseSet:
    """Keep clauses under a name for the next tenders."""
    row = act.add(ClauseSet(organisation_id=organisation.id, name=name.strip(), added_at=act.now))
    _write(row, clauses)
    act.note(clause_set=row.id)
    return row


@action("clause_set.change")
def change_clause_set(act: Act, clause_set: ClauseSet, *, name: str, clauses: Rows) -> ClauseSet:
    """Write it anew for the next tenders; one that was retired is offered again."""
    clause_set.name, clause_set.retired_at = name.strip(), None
    _write(clause_set, clauses)
    return clause_set


@action("clause_set.retire")
def retire_clause_set(act: Act, clause_set: ClauseSet) -> None:
    """Offer it to no draft any more; tenders that hold its clauses keep them."""
    clause_set.retired_at = clause_set.retired_at or act.now


@action("clause_set.put")
def put_clause_set(act: Act, tender: Tender, *, set_id: UUID) -> Tender:
    """Add all clauses of a set to a draft, to be looked at and saved there."""
    found = db.session.get(ClauseSet, set_id)
    if found is None or found.organisation_id != tender.buyer_id or found.retired_at is not None:
        raise NotThere("ClauseSet")
    rows = [{name: getattr(row, name) for name in _COPIED} for row in clauses_of([found])[found.id]]
    bring_parts(act, tender, "clauses", rows)
    return tender


def _write(row: ClauseSet, clauses: Rows) -> None:
    if not row.name:
        raise Refusal("Give the set a name.", field="name")
    check_clause_set(
        [
            ClauseFacts(
                number,
                clause["text"],
                clause["unit"],
                clause["weight"] or Decimal(0),
                clause["target"] or Decimal(0),
                clause["minimum"],
                clause["quantity_share"],
            )
            for number, clause in enumerate(clauses, 1)
        ]
    )
    for former in clauses_of([row]).get(row.id, ()):
        db.session.delete(former)
    db.session.flush()
    db.session.add_all(
        SetClause(set_id=row.id, number=number, **clause)
        for number, clause in enumerate(clauses, 1)
    )
