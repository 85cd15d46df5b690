"""What tests of migrations share: a row to put in, and what a database says."""

from uuid import UUID

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

KEY = UUID(int=7)
NAME, WORK = "Kitchen & Vans, “together”", "Meals\nand vans"


def asked(url: str, *statements: str) -> list[tuple]:
    """The rows of the last statement."""
    engine = create_engine(url, poolclass=NullPool)  # closed where a statement fails, too
    with engine.begin() as connection:
        for statement in statements:
            result = connection.execute(text(statement), {"name": NAME, "work": WORK})
        return [tuple(row) for row in result] if result.returns_rows else []


def without_the_rest(table: str, **values: object) -> list[str]:
    """Statements that put in a row of these values alone."""
    drop = (
        "DO $$ DECLARE name text; BEGIN FOR name IN SELECT attname FROM pg_attribute WHERE "
        f"attrelid = '{table}'::regclass AND attnum > 0 AND attnotnull AND attname <> 'id' LOOP "
        f"EXECUTE format('ALTER TABLE {table} ALTER %I DROP NOT NULL', name); END LOOP; END $$"
    )
    names = ", ".join(["id", *values])
    said = ", ".join(f"'{value}'" for value in [KEY, *values.values()])
    return [drop, f"INSERT INTO {table} ({names}) VALUES ({said})"]
