import pytest

from procurement.open_data.personal import masked, without_people


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Write to a.b-c+d@council.gov.uk.", "Write to [e-mail address removed]."),
        ("Ring 0121 496 0000 now", "Ring [telephone number removed] now"),
        ("(0121) 496-0000", "[telephone number removed]"),
        ("+44 (0)20 7946 0000, please", "[telephone number removed], please"),
        ("+447700900123", "[telephone number removed]"),
        ("Tel: 496 0000", "Tel: [telephone number removed]"),
        ("Telephone number 4960000.", "Telephone number [telephone number removed]."),
        ("Ask Mrs Ada Example-Smith for it", "Ask [name removed] for it"),
        ("Dr. Example leads", "[name removed] leads"),
    ],
)
def test_contact_details_hidden_in_a_text_are_removed(text: str, left: str) -> None:
    assert masked(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "From 01-02-2022 09:00 to 01/03/2022",
        "CPV 09323000 and 45000000",
        "£0.01 to £1,000,000.00",
        "Notice 032703-2026 on Find a Tender",
        "https://example.org/Notice/0121496000",
        "The meeting is held by MS Teams at 10:00",
        "Milestone @ the end",
        "Lot 0001234",
    ],
)
def test_dates_codes_sums_and_links_are_left(text: str) -> None:
    assert masked(text) == text


def test_contact_fields_parties_and_openings_are_left_out_and_references_kept() -> None:
    release = {
        "id": "012345-67890",
        "ocid": "ocds-x-0121 496 0000",
        "parties": [
            {"name": "Council", "roles": ["buyer"], "contactPoint": {"name": "A Person"}},
            {"name": "A Person", "roles": ["processContactPoint"]},
        ],
        "tender": {
            "bidOpening": {"date": "2026-01-01", "description": "A Person will open the box"},
            "documents": [{"url": "mailto:a@example.org", "relatedLots": ["0121 496 0000"]}],
        },
    }
    assert without_people(release) == {
        "id": "012345-67890",
        "ocid": "ocds-x-0121 496 0000",
        "parties": [{"name": "Council", "roles": ["buyer"]}],
        "tender": {
            "bidOpening": {"date": "2026-01-01"},
            "documents": [
                {"url": "mailto:[e-mail address removed]", "relatedLots": ["0121 496 0000"]}
            ],
        },
    }


def test_an_opening_that_is_no_object_is_left_as_it_is() -> None:
    assert without_people({"bidOpening": None}) == {"bidOpening": None}
