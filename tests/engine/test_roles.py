"""What can the role of pages and jobs do to the database, and what can it not?"""

import pytest
from flask import Flask
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from marketplace import migrate
from marketplace.desk.queries.operations import operations
from marketplace.engine import clock, db
from marketplace.engine.access import SYSTEM
from marketplace.settings import Settings
from tests.owner import Owner

KEPT = [
    table.name
    for table in db.Base.metadata.sorted_tables
    if "kept" in table.info and "removed" not in table.info
]


def refused(statement: str) -> str:
    with pytest.raises(DBAPIError) as no, db.transaction():
        db.session.execute(text(statement))
    return str(no.value.orig)


def test_it_owns_nothing_and_is_nobody_special(app: Flask) -> None:
    assert (
        db.session.scalar(text("SELECT count(*) FROM pg_tables WHERE tableowner = current_user"))
        == 0
    )
    flags = "rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls"
    role = text(f"SELECT {flags} FROM pg_roles WHERE rolname = current_user")
    assert set(db.session.execute(role).one()) == {False}
    assert "permission denied" in refused("CREATE TABLE mine (id int)")


@pytest.mark.parametrize("table", KEPT)
def test_what_is_kept_can_only_be_added_to(app: Flask, table: str) -> None:
    column = db.Base.metadata.tables[table].primary_key.columns.keys()[0]
    for statement in (
        f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}", f"TRUNCATE {table}",
    ):  # fmt: skip
        assert "permission denied" in refused(statement)


def test_no_guard_can_be_switched_off(app: Flask) -> None:
    assert "must be owner" in refused("ALTER TABLE audit_records DISABLE TRIGGER ALL")
    assert "permission denied" in refused("SET session_replication_role = replica")
    assert "must be owner" in refused("DROP TABLE audit_records")


def test_it_may_do_to_each_table_what_its_model_says(app: Flask) -> None:
    for table in db.Base.metadata.sorted_tables:
        held = [
            right
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE")
            if db.session.scalar(text(f"SELECT has_table_privilege('{table.name}', '{right}')"))
        ]
        assert ", ".join(held) == migrate.rights_on(table), table.name


def test_what_a_table_gave_up_is_taken_back_at_the_next_start(
    app: Flask, settings: Settings, owner: Owner
) -> None:
    role = make_url(settings.database_url).username
    with owner.engine.begin() as connection:
        connection.execute(text(f"GRANT ALL ON audit_records TO {role}"))
    migrate.bring_up_to_date(settings)
    assert "permission denied" in refused("DELETE FROM audit_records")


def test_the_operator_is_told_where_pages_own_the_database(app: Flask, owner: Owner) -> None:
    before = operations(SYSTEM, clock.now()).warnings
    with owner.meddling():
        *same, warning = operations(SYSTEM, clock.now()).warnings
    assert same == before
    assert "DATABASE_OWNER_URL" in warning
