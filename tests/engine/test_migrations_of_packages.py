"""Migrations that move packages, offers, developments and their contracts lose no row, either way."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from marketplace import migrate
from tests.migrated import KEY, asked, without_the_rest


def test_milestones_that_release_a_retention_are_marked_in_the_contracts_of_packages(
    url: str,
) -> None:
    migrate.downgrade(url, "0085")
    released = "Retention released: all of the work is complete"
    columns = "id, contract_id, number, title, due_on, amount, state"
    asked(
        url,
        "ALTER TABLE milestones DISABLE TRIGGER ALL",
        "ALTER TABLE packages DISABLE TRIGGER ALL",
        *(
            f"INSERT INTO milestones ({columns}) VALUES (gen_random_uuid(), '{UUID(int=of)}', "
            f"{number}, '{title}', current_date, 1, 'planned')"
            for of, number, title in ((1, 1, "Walls"), (1, 2, released), (2, 1, released))
        ),
        *without_the_rest("packages", contract_id=UUID(int=1)),
    )
    migrate.upgrade(url)
    marked = "SELECT contract_id, number FROM milestones WHERE is_retention"
    assert asked(url, marked) == [(UUID(int=1), 2)]


def test_what_developments_came_to_before_is_counted_once(url: str) -> None:
    migrate.downgrade(url, "0090")
    of, under = UUID(int=21), UUID(int=22)
    rows = {
        "coming_packages": ("development_id, withdrawn_at", "(:of, NULL), (:of, now())"),
        "packages": (
            "development_id, audience, state",
            "(:of, 'everyone', 'posted'), (:of, 'everyone', 'withdrawn'), "
            "(:of, 'invited', 'posted'), (NULL, 'everyone', 'posted')",
        ),
        "development_spaces": ("development_id", "(:of), (:of)"),
        "tenders": ("id, state", "(:key, 'published'), (:under, 'draft')"),
        "development_links": (
            "development_id, tender_id, contract_id",
            "(:of, :key, NULL), (:of, :under, NULL), (:of, NULL, :under)",
        ),
        "contract_clauses": (
            "contract_id, unit, promised",
            "(:under, 'Jobs', 1.5), (:under, 'weeks', 8), (:key, 'jobs', 3)",
        ),
        "invoices": ("id, contract_id", "(:of, :under), (:key, :key)"),
        "allocations": ("id, invoice_id", "(:under, :of), (:key, :key)"),
        "ledger_entries": (
            "allocation_id, funding_id, amount",
            "(:under, NULL, 700), (:under, NULL, -100), (:key, NULL, 40), (NULL, :key, 9)",
        ),
        "pledges": (
            "id, development_id, confirmed_at, withdrawn_at",
            "(:of, :of, now(), NULL), (:key, :of, now(), now()), (:under, :of, NULL, NULL)",
        ),
        "pledge_stages": ("pledge_id, amount", "(:of, 50), (:of, 25), (:key, 6), (:under, 7)"),
    }
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        for table, (columns, values) in rows.items():
            connection.execute(text(_BARE.format(table=table)))
            connection.execute(
                text(f"INSERT INTO {table} ({columns}) VALUES {values}"),
                {"of": of, "under": under, "key": KEY},
            )
    for _ in range(2):
        migrate.upgrade(url)
        told = asked(url, "SELECT thing_id, figure, amount FROM development_totals ORDER BY 1, 2")
        assert told == [
            (KEY, "received", 40),
            (of, "coming", 1),
            (of, "contracts", 1),
            (of, "jobs", Decimal("1.5")),
            (of, "packages", 1),
            (of, "pledged", 75),
            (of, "promises", 2),
            (of, "received", 600),
            (of, "spaces", 2),
            (of, "tenders", 1),
            (under, "received", 600),
        ]
        migrate.downgrade(url, "0090")


_BARE = """
DO $$ DECLARE one record; BEGIN
    ALTER TABLE {table} DISABLE TRIGGER ALL;
    ALTER TABLE {table} ALTER COLUMN id SET DEFAULT gen_random_uuid();
    FOR one IN SELECT column_name FROM information_schema.columns
        WHERE table_name = '{table}' AND is_nullable = 'NO' AND column_name <> 'id'
    LOOP EXECUTE format('ALTER TABLE {table} ALTER COLUMN %I DROP NOT NULL', one.column_name);
    END LOOP;
END $$
"""
"""A table that takes rows of a few columns, which no trigger sees."""


def test_packages_that_ended_before_get_their_last_day_and_those_with_a_moment_their_job(
    url: str,
) -> None:
    migrate.downgrade(url, "0093")
    asked(
        url,
        "ALTER TABLE packages DISABLE TRIGGER ALL",
        "ALTER TABLE audit_records DISABLE TRIGGER ALL",
        "INSERT INTO packages (id, poster_id, won_elsewhere, title, about, theme, cpv, postcode, "
        "starts_on, ends_on, audience, place, way, payment_days, payment_reason, retention, terms, "
        "state, posted_at, posted_by, withdrawn_because, closes_at, revision) "
        f"SELECT id, '{KEY}', '', state, '', 'other', '', '', now(), now(), 'everyone', '', 'open', 7, "
        f"'', 0, '', state, now(), '{KEY}', '', closes_at, 1 FROM (VALUES "
        f"('{KEY}'::uuid, 'withdrawn', NULL), (gen_random_uuid(), 'posted', timestamptz '2030-01-02'), "
        "(gen_random_uuid(), 'posted', NULL)) AS given (id, state, closes_at)",
        "INSERT INTO audit_records (number, act_id, line, place, at, verb, subject, subject_id, "
        'before, after, "rows", previous_hash, hash) VALUES (1, gen_random_uuid(), 1, 1, '
        f"'2026-02-28 23:30+00', 'package.withdraw', 'Package', '{KEY}', '{{}}', '{{}}', '[]', '', '')",
    )
    migrate.upgrade(url)
    kept = "SELECT state, keep_until::text FROM packages WHERE keep_until IS NOT NULL"
    assert asked(url, kept) == [("withdrawn", "2027-02-28")]
    closing = (
        "SELECT packages.closes_at = outbox.due_at FROM outbox JOIN packages "
        "ON packages.id::text = outbox.\"values\" ->> 'package_id' WHERE job = 'package_closed'"
    )
    assert asked(url, closing) == [(True,)]


def test_a_signed_contract_of_a_package_is_followed_and_only_open_packages_count(url: str) -> None:
    migrate.downgrade(url, "0094")
    kept_off, followed, linked, unsigned = (str(UUID(int=number)) for number in (31, 32, 33, 34))
    for table in ("packages", "contracts", "development_links", "pass_downs"):
        asked(url, _BARE.format(table=table))
    asked(
        url,
        "ALTER TABLE audit_records DISABLE TRIGGER ALL",
        "INSERT INTO contracts (id, state, buyer_signed_at, supplier_signed_at) VALUES "
        f"('{kept_off}', 'signed', now(), now()), ('{followed}', 'completed', now(), now()), "
        f"('{linked}', 'signed', now(), now()), ('{unsigned}', 'awaiting_signature', now(), NULL)",
        "INSERT INTO packages (development_id, audience, state, contract_id, parent_contract_id) VALUES "
        f"('{KEY}', 'everyone', 'contracted', '{kept_off}', NULL), "
        f"('{KEY}', 'everyone', 'contracted', '{followed}', NULL), "
        f"('{KEY}', 'invited', 'contracted', '{linked}', NULL), "
        f"('{KEY}', 'everyone', 'contracted', '{unsigned}', '{linked}'), "
        f"('{KEY}', 'everyone', 'posted', NULL, NULL), ('{KEY}', 'everyone', 'closed', NULL, NULL)",
        f"INSERT INTO development_links (development_id, contract_id) VALUES ('{KEY}', '{linked}')",
        "INSERT INTO pass_downs (contract_id, state, for_buyer) VALUES "
        f"('{linked}', 'agreed', true), ('{unsigned}', 'proposed', true)",
        "INSERT INTO audit_records (number, at, subject, before, after, previous_hash, hash, verb, "
        "subject_id, \"rows\") SELECT number, now(), '', '{}', '{}', '', '', verb, "
        f"'{KEY}', changed::jsonb FROM (VALUES (1, 'link.add', '{{\"development_links\": "
        f'{{"{KEY}": {{"contract_id": "{kept_off}"}}}}}}\'), (2, \'link.remove\', \'{{}}\')) '
        "AS given (number, verb, changed)",
    )
    migrate.upgrade(url)
    wanted = "SELECT \"values\" ->> 'contract_id' FROM outbox WHERE job = 'follow_signed_contract'"
    assert asked(url, wanted) == [(followed,)]
    moved = f"SELECT sum(amount) FROM development_tail WHERE thing_id = '{KEY}'"
    assert asked(url, moved) == [(Decimal(-4),)]
    taken_over = "SELECT from_contract_id::text FROM pass_downs ORDER BY state"
    assert asked(url, taken_over) == [(None,), (linked,)]
    migrate.downgrade(url, "0094")
    assert asked(url, moved) == [(Decimal(0),)]
    migrate.upgrade(url)
    assert asked(url, wanted) == [(followed,)]


def test_an_offer_that_was_made_says_for_which_group_it_was_made_last(url: str) -> None:
    migrate.downgrade(url, "0096")
    group, other = UUID(int=8), UUID(int=9)
    offer = (
        "INSERT INTO offers (id, package_id, poster_id, organisation_id, state, draft, version, "
        "package_version, begun_at, told, revision) "
        "VALUES ('{id}', '{id}', '{id}', '{id}', 'made', '', 1, 1, now(), '', 1)"
    )
    said = (
        "INSERT INTO offer_rounds (id, offer_id, number, side, price, words, starts_on, ends_on, "
        "for_group_id, made_at, made_by) VALUES (gen_random_uuid(), '{id}', {number}, 'enterprise', "
        "1, '', '2026-12-01', '2026-12-01', {group}, now(), '{id}')"
    )
    asked(
        url,
        *(
            f"ALTER TABLE {table} DISABLE TRIGGER ALL"
            for table in ("offers", "offer_rounds", "organisations")
        ),
        "INSERT INTO organisations (id, name, kind, about, website, street, town, postcode, "
        f"contact_email, created_at, revision) VALUES ('{group}', :name, 'cic', '', '', '', '', '', "
        "'', now(), 1)",
        offer.format(id=KEY),
        said.format(id=KEY, number=1, group="NULL"),
        said.format(id=KEY, number=2, group=f"'{group}'"),
        offer.format(id=other),
        said.format(id=other, number=1, group=f"'{group}'"),
        said.format(id=other, number=2, group="NULL"),
    )
    migrate.upgrade(url)
    assert asked(url, "SELECT id, for_group_id FROM offers ORDER BY id") == [
        (KEY, group),
        (other, None),
    ]
