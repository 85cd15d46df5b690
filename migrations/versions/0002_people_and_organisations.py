"""People and organisations."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "organisations",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "hospital_trust",
                "council",
                "university",
                "housing_association",
                "other_public_body",
                "private_developer",
                "community_interest_company",
                "cooperative_or_community_benefit_society",
                "trading_charity",
                "community_business",
                "other_supplier",
                "funder",
                "broker",
                name="kind",
                native_enum=False,
            ),
            nullable=False,
        ),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("street", sa.String(), nullable=False),
        sa.Column("town", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("vat_number", sa.String(), nullable=True),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("stripe_account", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.Column("dissolved_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["organisations.id"],
            name=op.f("fk_organisations_merged_into_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    op.create_index(op.f("ix_organisations_name"), "organisations", ["name"], unique=False)
    op.create_table(
        "persons",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
    )
    op.create_table(
        "places",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("slug", name=op.f("uq_places_slug")),
    )
    op.create_table(
        "bank_accounts",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("ending", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["persons.id"], name=op.f("fk_bank_accounts_confirmed_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_bank_accounts_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["persons.id"], name=op.f("fk_bank_accounts_proposed_by_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_accounts")),
    )
    op.create_index(
        op.f("ix_bank_accounts_organisation_id"), "bank_accounts", ["organisation_id"], unique=False
    )
    op.create_table(
        "claims",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("grounds", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked", "approved", "refused", name="claimstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["persons.id"], name=op.f("fk_claims_decided_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_claims_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_claims_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_organisation_id"), "claims", ["organisation_id"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "buyer",
                "evaluator",
                "finance",
                "bid_writer",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["persons.id"], name=op.f("fk_invitations_invited_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_invitations_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_index(
        op.f("ix_invitations_organisation_id"), "invitations", ["organisation_id"], unique=False
    )
    op.create_table(
        "memberships",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "buyer",
                "evaluator",
                "finance",
                "bid_writer",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_memberships_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_memberships_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint(
            "person_id",
            "organisation_id",
            "role",
            name=op.f("uq_memberships_person_id_organisation_id_role"),
        ),
    )
    op.create_index(
        op.f("ix_memberships_organisation_id"), "memberships", ["organisation_id"], unique=False
    )
    op.create_table(
        "organisation_identifiers",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("identifier", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_identifiers_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_identifiers")),
        sa.UniqueConstraint(
            "scheme", "identifier", name=op.f("uq_organisation_identifiers_scheme_identifier")
        ),
    )
    op.create_index(
        op.f("ix_organisation_identifiers_organisation_id"),
        "organisation_identifiers",
        ["organisation_id"],
        unique=False,
    )
    op.create_table(
        "password_resets",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_password_resets_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_resets")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_resets_token_hash")),
    )
    op.create_table(
        "person_details",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("second_factor", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_person_details_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_details")),
        sa.UniqueConstraint("person_id", name=op.f("uq_person_details_person_id")),
    )
    op.create_index(
        "uq_person_details_email",
        "person_details",
        [sa.literal_column("lower(email)")],
        unique=True,
    )
    op.create_table(
        "place_memberships",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("broker", "board_member", name="placerole", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_place_memberships_person_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_place_memberships_place_id_places")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_memberships")),
        sa.UniqueConstraint(
            "person_id",
            "place_id",
            "role",
            name=op.f("uq_place_memberships_person_id_place_id_role"),
        ),
    )
    op.create_index(
        op.f("ix_place_memberships_place_id"), "place_memberships", ["place_id"], unique=False
    )
    op.create_table(
        "place_wards",
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("ward_code", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_place_wards_place_id_places")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_wards")),
    )
    op.create_index(op.f("ix_place_wards_ward_code"), "place_wards", ["ward_code"], unique=False)
    op.create_table(
        "sign_ins",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_sign_ins_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ins_token_hash")),
    )
    op.create_index(op.f("ix_sign_ins_person_id"), "sign_ins", ["person_id"], unique=False)
    op.create_table(
        "trading_addresses",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("ward_code", sa.String(), nullable=True),
        sa.Column("ward_name", sa.String(), nullable=True),
        sa.Column("lsoa_code", sa.String(), nullable=True),
        sa.Column("imd_decile", sa.Integer(), nullable=True),
        sa.Column("latitude", sa.Numeric(), nullable=True),
        sa.Column("longitude", sa.Numeric(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_trading_addresses_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trading_addresses")),
    )
    op.create_index(
        op.f("ix_trading_addresses_organisation_id"),
        "trading_addresses",
        ["organisation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_trading_addresses_ward_code"), "trading_addresses", ["ward_code"], unique=False
    )
    op.create_index(
        "uq_trading_addresses_current",
        "trading_addresses",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("until_on IS NULL"),
    )
    op.create_table(
        "verifications",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("verified_by", sa.Uuid(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_because", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_verifications_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["verified_by"], ["persons.id"], name=op.f("fk_verifications_verified_by_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
    )
    op.create_index(
        op.f("ix_verifications_organisation_id"), "verifications", ["organisation_id"], unique=False
    )
    op.execute(
        "INSERT INTO persons (id, created_at) "
        "VALUES ('00000000-0000-0000-0000-000000000001', now())"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_verifications_organisation_id"), table_name="verifications")
    op.drop_table("verifications")
    op.drop_index(
        "uq_trading_addresses_current",
        table_name="trading_addresses",
        postgresql_where=sa.text("until_on IS NULL"),
    )
    op.drop_index(op.f("ix_trading_addresses_ward_code"), table_name="trading_addresses")
    op.drop_index(op.f("ix_trading_addresses_organisation_id"), table_name="trading_addresses")
    op.drop_table("trading_addresses")
    op.drop_index(op.f("ix_sign_ins_person_id"), table_name="sign_ins")
    op.drop_table("sign_ins")
    op.drop_index(op.f("ix_place_wards_ward_code"), table_name="place_wards")
    op.drop_table("place_wards")
    op.drop_index(op.f("ix_place_memberships_place_id"), table_name="place_memberships")
    op.drop_table("place_memberships")
    op.drop_index("uq_person_details_email", table_name="person_details")
    op.drop_table("person_details")
    op.drop_table("password_resets")
    op.drop_index(
        op.f("ix_organisation_identifiers_organisation_id"), table_name="organisation_identifiers"
    )
    op.drop_table("organisation_identifiers")
    op.drop_index(op.f("ix_memberships_organisation_id"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_index(op.f("ix_invitations_organisation_id"), table_name="invitations")
    op.drop_table("invitations")
    op.drop_index(op.f("ix_claims_organisation_id"), table_name="claims")
    op.drop_table("claims")
    op.drop_index(op.f("ix_bank_accounts_organisation_id"), table_name="bank_accounts")
    op.drop_table("bank_accounts")
    op.drop_table("places")
    op.drop_table("persons")
    op.drop_index(op.f("ix_organisations_name"), table_name="organisations")
    op.drop_table("organisations")
