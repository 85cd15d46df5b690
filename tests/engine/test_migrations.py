"""A migration that rewrites rows loses none of them, either way."""

import json
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from marketplace import migrate
from marketplace.bidding.models.sealed_columns import Sealed
from marketplace.engine import stamps
from marketplace.tendering.queries.notices import sha256_of
from tests.migrated import KEY, NAME, WORK, asked

SHARE = Decimal("33.3334")


def test_what_a_consortium_agreed_is_sealed_and_read_again(url: str) -> None:
    migrate.downgrade(url, "0009")
    asked(
        url,
        "ALTER TABLE consortia DISABLE TRIGGER ALL",
        "ALTER TABLE consortium_members DISABLE TRIGGER ALL",
        "INSERT INTO consortia (id, tender_id, lead_id, name, why_together, created_at, revision) "
        f"VALUES ('{KEY}', '{KEY}', '{KEY}', :name, '', now(), 1)",
        "INSERT INTO consortium_members (id, consortium_id, organisation_id, state, work, share) "
        f"VALUES ('{KEY}', '{KEY}', '{KEY}', 'invited', :work, {SHARE})",
    )
    migrate.upgrade(url)
    both = "SELECT name, why_together, work, share FROM consortia, consortium_members"
    (sealed,) = asked(url, both)
    kinds = [Sealed(str), Sealed(str), Sealed(str), Sealed(Decimal)]
    assert [kind.process_result_value(value, None) for kind, value in zip(kinds, sealed, strict=True)] == [
        NAME, "", WORK, SHARE,
    ]  # fmt: skip
    assert NAME.encode() not in sealed[0]
    migrate.downgrade(url, "0009")
    assert asked(url, both) == [(NAME, "", WORK, SHARE)]


def test_whoever_keeps_pages_is_told_that_a_migration_may_have_changed_anything(url: str) -> None:
    asked(url, "DELETE FROM stamps RETURNING id")
    migrate.upgrade(url)
    assert asked(url, "SELECT changed FROM stamps") == []
    migrate.downgrade(url, "0060")
    migrate.upgrade(url)
    assert asked(url, "SELECT changed FROM stamps") == [(stamps.everything(),)]
    assert stamps.everything()["tenders"] == ["buyer_id=?", "tender_id=?"]


def test_a_question_gets_the_state_that_follows_from_its_answer(url: str) -> None:
    migrate.downgrade(url, "0011")
    columns = "id, tender_id, organisation_id, question, asked_at, answer, answered_at"
    before = f"SELECT {columns} FROM clarifications ORDER BY id"
    asked(
        url,
        "ALTER TABLE clarifications DISABLE TRIGGER ALL",
        f"INSERT INTO clarifications ({columns}) VALUES "
        f"('{KEY}', '{KEY}', '{KEY}', 'When?', now(), NULL, NULL), "
        f"('{UUID(int=8)}', '{KEY}', '{KEY}', 'Where?', now(), 'Here.', now())",
    )
    rows = asked(url, before)
    migrate.upgrade(url)
    assert asked(url, "SELECT question, state FROM clarifications ORDER BY id") == [
        ("When?", "asked"),
        ("Where?", "published"),
    ]
    migrate.downgrade(url, "0011")
    assert asked(url, before) == rows


def test_the_release_known_of_a_process_is_the_first_that_is_kept(url: str) -> None:
    migrate.downgrade(url, "0013")
    asked(
        url,
        "ALTER TABLE notices DISABLE TRIGGER ALL",
        "INSERT INTO notices (id, ocid, release_id, released_at, stage, title, description, "
        "buyer_id, cpv, delivery, lots, release, source, imported_at) VALUES "
        f"('{KEY}', 'ocds-1', 'r1', now(), 'tender', 'Meals', '', '{KEY}', '{{}}', '', '[]', "
        '\'{"id": "r1", "ocid": "ocds-1"}\', \'\', now())',
    )
    migrate.upgrade(url)
    assert asked(url, "SELECT ocid, release_id, release, sha256 FROM notice_releases") == [
        ("ocds-1", "r1", {"id": "r1", "ocid": "ocds-1"}, sha256_of({"ocid": "ocds-1", "id": "r1"}))
    ]


def test_an_account_at_stripe_that_was_never_swept_is_swept_once(url: str) -> None:
    migrate.downgrade(url, "0036")
    asked(
        url,
        "ALTER TABLE organisations DISABLE TRIGGER ALL",
        "INSERT INTO organisations (id, name, kind, about, website, street, town, postcode, "
        "contact_email, created_at, revision, stripe_account) SELECT id, :name, 'cic', '', '', '', "
        f"'', '', '', now(), 1, account FROM (VALUES ('{KEY}'::uuid, 'acct_1'), "
        "(gen_random_uuid(), NULL)) AS given (id, account)",
    )
    sweeps = (
        """SELECT "values" ->> 'organisation_id' FROM outbox WHERE job = 'sweep_stripe_account'"""
    )
    for _ in range(2):
        migrate.upgrade(url)
        assert asked(url, sweeps) == [(str(KEY),)]
        asked(url, "UPDATE outbox SET done_at = now()")
        migrate.downgrade(url, "0036")


def test_an_address_is_proved_by_a_link_on_record_that_was_sent_to_it(url: str) -> None:
    """Invited at the address held now; a link to reset followed, and nothing changed after it."""
    migrate.downgrade(url, "0038")
    names = ["invited", "invited_elsewhere", "reset", "reset_then_changed", "only_typed"]
    ids = {name: UUID(int=number) for number, name in enumerate(names, start=11)}
    record = (
        "INSERT INTO audit_records (number, at, person_id, verb, subject, subject_id, before, "
        "after, previous_hash, hash) VALUES "
    )
    rows = [
        (1, "10:30", ids["invited"], "invitation.accept", ids["invited"]),
        (2, "10:30", ids["invited_elsewhere"], "invitation.accept", ids["invited_elsewhere"]),
        (3, "10:30", None, "person.reset_password", ids["reset"]),
        (4, "10:30", None, "password.reset", ids["reset_then_changed"]),
        (5, "10:45", None, "person.update", ids["reset_then_changed"]),
        (6, "09:30", None, "person.update", ids["reset"]),
    ]
    asked(
        url,
        "ALTER TABLE invitations DISABLE TRIGGER ALL",
        *(f"INSERT INTO persons (id, created_at) VALUES ('{key}', now())" for key in ids.values()),
        *(
            "INSERT INTO person_details (id, person_id, name, email, password_hash) "
            f"VALUES ('{key}', '{key}', '', '{name}@x.org', '')"
            for name, key in ids.items()
        ),
        *(
            "INSERT INTO invitations (id, organisation_id, email, role, token_hash, invited_by, "
            f"expires_at) VALUES ('{ids[name]}', '{KEY}', '{email}@X.org', 'finance', '{name}', "
            f"'{KEY}', now())"
            for name, email in [("invited", "Invited"), ("invited_elsewhere", "other")]
        ),
        *(
            "INSERT INTO password_resets (id, person_id, token_hash, expires_at) "
            f"VALUES ('{ids[name]}', '{ids[name]}', '{name}', '2026-11-01 11:00Z')"
            for name in ("reset", "reset_then_changed")
        ),
        *(
            f"{record} ({number}, '2026-11-01 {at}Z', nullif('{person or KEY}'::uuid, '{KEY}'), "
            f"'{verb}', '', '{subject}', '{{}}', '{{}}', '', '')"
            for number, at, person, verb, subject in rows
        ),
    )
    migrate.upgrade(url)
    proved = "SELECT email FROM person_details WHERE email_proved_at IS NOT NULL ORDER BY 1"
    assert asked(url, proved) == [("invited@x.org",), ("reset@x.org",)]


def test_one_pair_of_limits_becomes_that_of_each_lot_and_goes_back(url: str) -> None:
    """Also that of a draft without lots."""
    migrate.downgrade(url, "0039")
    undivided, plain = UUID(int=8), UUID(int=9)
    pair = '{"floor_pence": 3000000, "ceiling_pence": 5000000}'
    columns = (
        "(id, buyer_id, ocid, state, title, description, cpv, theme, subject, less_vat_because, "
        "delivery, no_lots_reason, price_weight, quality_weight, social_value_weight, "
        "price_formula, price_parameters, scale, payment_days, payment_reason, central_notice, "
        "decided, version, created_at, revision)"
    )
    rest = (
        "'draft', 'Meals', '', '{}', 'food', 'services', '', '', '', 40, 40, 20, 'benchmark', "
        "PAIR, 5, 7, '', '', '{}', 0, now(), 1"
    )
    asked(
        url,
        "ALTER TABLE tenders DISABLE TRIGGER ALL",
        "ALTER TABLE lots DISABLE TRIGGER ALL",
        *(
            f"INSERT INTO tenders {columns} VALUES ('{key}', '{key}', 'ocid-{key}', "
            + rest.replace("PAIR", f"'{kept}'")
            + ")"
            for key, kept in ((KEY, pair), (undivided, pair), (plain, "{}"))
        ),
        "INSERT INTO lots (id, tender_id, number, title, description, state) VALUES "
        + ", ".join(
            f"(gen_random_uuid(), '{key}', {number}, 'Ward', '', 'open')"
            for key, number in ((KEY, 1), (KEY, 2), (plain, 1))
        ),
    )
    pairs = "SELECT id, price_parameters FROM tenders ORDER BY id"
    before = asked(url, pairs)
    migrate.upgrade(url)
    assert asked(
        url, "SELECT tender_id, number, title, floor, ceiling FROM lots ORDER BY 1, 2"
    ) == [
        (KEY, 1, "Ward", 3_000_000, 5_000_000),
        (KEY, 2, "Ward", 3_000_000, 5_000_000),
        (undivided, 1, "", 3_000_000, 5_000_000),
        (plain, 1, "Ward", None, None),
    ]
    migrate.downgrade(url, "0039")
    assert asked(url, pairs) == before
    migrate.upgrade(url)
    asked(url, "UPDATE lots SET ceiling = 6000000 WHERE number = 2")
    with pytest.raises(RuntimeError, match="limits of their own"):
        migrate.downgrade(url, "0039")


def test_what_a_tender_said_of_its_options_each_lot_and_its_contract_says(url: str) -> None:
    """Only where the estimate held some: else its words were those of a form that nobody read."""
    migrate.downgrade(url, "0137")
    without = UUID(int=9)
    required = "SELECT column_name FROM information_schema.columns WHERE is_nullable = 'NO' AND "
    tables = ("tenders", "lots", "awards", "contracts")
    asked(
        url,
        *(f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in tables),
        *(
            f"ALTER TABLE {table} ALTER {column} DROP NOT NULL"
            for table in tables
            for (column,) in asked(
                url, f"{required} table_name = '{table}' AND column_name <> 'id'"
            )
        ),
        "INSERT INTO tenders (id, options_estimate, options) VALUES "
        f"('{KEY}', 100, 'A year more.'), ('{without}', 0, 'None.')",
        "INSERT INTO lots (id, tender_id, number) VALUES "
        f"('{KEY}', '{KEY}', 1), (gen_random_uuid(), '{KEY}', 2), ('{without}', '{without}', 1)",
        f"INSERT INTO awards (id, lot_id) VALUES ('{KEY}', '{KEY}')",
        f"INSERT INTO contracts (id, award_id) VALUES ('{KEY}', '{KEY}'), ('{without}', NULL)",
    )
    migrate.upgrade(url)
    assert asked(url, "SELECT options FROM lots ORDER BY tender_id, number") == [
        ("A year more.",),
        ("A year more.",),
        ("",),
    ]
    assert asked(url, "SELECT options FROM contracts ORDER BY id") == [("A year more.",), ("",)]
    migrate.downgrade(url, "0137")
    assert asked(url, "SELECT options FROM tenders ORDER BY id") == [("A year more.",), (None,)]


def test_an_invoice_issued_before_keeps_the_rates_it_was_issued_at(url: str) -> None:
    migrate.downgrade(url, "0041")
    lines = [{"vat": "standard", "unit": "HUR"}, {"vat": "exempt"}, {"vat": "reduced"}]
    document = json.dumps({"number": "INV-1", "lines": lines})
    asked(
        url,
        "ALTER TABLE invoices DISABLE TRIGGER ALL",
        "INSERT INTO invoices (id, kind, state, number, supplier_id, buyer_id, contract_id, version, "
        "issued_on, received_at, net, vat, gross, document, due_on, latest_on, regime, "
        "payment_reference) VALUES "
        f"('{KEY}', 'invoice', 'sent', 'INV-1', '{KEY}', '{KEY}', '{KEY}', 1, now(), now(), 1, 1, 2, "
        f"CAST('{document.replace(':', chr(92) + ':')}' AS jsonb), now(), now(), 'public', 'x')",
    )
    migrate.upgrade(url)
    ((kept,),) = asked(url, "SELECT document FROM invoices")
    assert [line["rate_percent"] for line in kept["lines"]] == ["20", "0", "5"]
    assert kept["lines"][0] == {**lines[0], "rate_percent": "20"}
    migrate.downgrade(url, "0041")
    assert asked(url, "SELECT document FROM invoices") == [(json.loads(document),)]


def test_what_was_declared_on_a_panel_stands_among_all_declarations_and_goes_back(url: str) -> None:
    migrate.downgrade(url, "0042")
    none, none_person = UUID(int=8), UUID(int=9)
    columns = (
        "(id, tender_id, person_id, appointed_at, declared_at, has_conflict, declaration, "
        "mitigation)"
    )
    asked(
        url,
        "ALTER TABLE evaluators DISABLE TRIGGER ALL",
        "ALTER TABLE interest_declarations DISABLE TRIGGER ALL",
        f"INSERT INTO evaluators {columns} VALUES "
        f"('{KEY}', '{KEY}', '{KEY}', now(), '2026-11-01 10:00Z', true, :name, :work), "
        f"('{none}', '{KEY}', '{none_person}', now(), '2026-11-01 11:00Z', false, '', '')",
        "INSERT INTO interest_declarations "
        "(id, tender_id, person_id, interest, about, declared_at, explained) VALUES "
        f"('{none}', '{KEY}', '{none_person}', 'none', '', '2026-11-01 11:00Z', '')",
    )
    panel = f"SELECT {columns[1:-1]} FROM evaluators ORDER BY id"
    before = asked(url, panel)
    migrate.upgrade(url)
    told = "SELECT interest, about, explained FROM interest_declarations ORDER BY declared_at"
    assert asked(url, told) == [("unsorted", NAME, WORK), ("none", "", "")]
    migrate.downgrade(url, "0042")
    assert asked(url, panel) == before
    assert asked(url, told) == [("none", "", "")]


def test_what_is_there_is_found_after_the_update_and_no_draft_is(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate.downgrade(url, "0058")
    tables = ("notices", "tenders", "organisations")
    texts = {
        "title": "Hot meals",
        "description": "Warm soup",
        "delivery": "UKG31",
        "cpv": "{55520000}",
    }
    names, told = ", ".join(texts), ", ".join(f"'{text}'" for text in texts.values())
    asked(
        url,
        *(f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in tables),
        *(
            f"ALTER TABLE {table} ALTER {column} DROP NOT NULL"
            for table in tables
            for (column,) in asked(
                url,
                "SELECT column_name FROM information_schema.columns WHERE table_name = "
                f"'{table}' AND is_nullable = 'NO' AND column_name <> 'id'",
            )
        ),
        f"INSERT INTO organisations (id, name) VALUES ('{KEY}', 'Trust')",
        f"INSERT INTO notices (id, buyer_id, released_at, stage, {names}) SELECT "
        f"gen_random_uuid(), '{KEY}', now(), 'tender', {told} FROM generate_series(1, 2001)",
        f"INSERT INTO tenders (id, buyer_id, state, published_at, closes_at, estimate, theme, "
        f"subject, {names}) SELECT gen_random_uuid(), '{KEY}', state, now(), "
        f"'2027-01-02', 500, 'food', 'works', {told} "
        "FROM (VALUES ('draft'), ('published')) AS given (state)",
    )
    migrate.upgrade(url)
    holds = "@@ plainto_tsquery('english', 'meal trust catering 55520000')"
    marks = "marks @> '{stage:tender,cpv:555,west-midlands}'"
    assert asked(
        url,
        f"SELECT (SELECT count(*) FROM searched_notices WHERE words {holds} AND {marks}), "
        f"(SELECT count(*) FROM searched_tenders WHERE words {holds})",
    ) == [(2001, 1)]
    codes = {f"cpv:{'55520000'[:length]}" for length in range(1, 9)}
    said = {"state:published", "theme:food", "subject:works", "west-midlands"}
    assert asked(url, "SELECT value, closes_at::date::text, marks FROM searched_tenders") == [
        (500, "2027-01-02", sorted(codes | said))
    ]
    assert asked(url, "SELECT DISTINCT marks FROM searched_notices") == [
        (sorted({*codes, "stage:tender", "west-midlands"}),)
    ]
    assert asked(url, 'SELECT word FROM known_words ORDER BY word COLLATE "C"') == [
        (word,) for word in ("catering", "meals", "services", "soup", "trust", "warm")
    ]


def test_one_reference_of_two_payers_stands_for_each_and_goes_back_told_apart(url: str) -> None:
    given = "SELECT outside_reference FROM payments ORDER BY id"
    first, second, other = (UUID(int=number) for number in (1, 2, 3))

    def paid(key: UUID, payer: UUID) -> str:
        return (
            "INSERT INTO payments (id, payer_id, payee_id, amount, method, outside_reference, "
            "paid_on, recorded_at, recorded_by, places, is_counted, state) VALUES "
            f"('{key}', '{payer}', '{KEY}', 100, 'bank_transfer', 'BACS 1', now(), now(), '{KEY}', "
            "'{}', false, 'said')"
        )

    asked(url, "ALTER TABLE payments DISABLE TRIGGER ALL", paid(first, KEY), paid(second, other))
    with pytest.raises(IntegrityError):
        asked(url, paid(UUID(int=4), KEY))
    migrate.downgrade(url, "0089")
    assert asked(url, given) == [("BACS 1",), (f"BACS 1 ({second})",)]
    with pytest.raises(IntegrityError):
        asked(url, paid(UUID(int=4), other))
    migrate.upgrade(url)
    assert asked(url, given) == [("BACS 1",), (f"BACS 1 ({second})",)]
