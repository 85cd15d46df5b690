"""Does every cell of a table say which column it stands in, once the columns are gone?"""

from markupsafe import Markup

from marketplace.settings import ROOT
from marketplace.web.tables import dressed

HEADINGS = ["Member", "Work", "Share"]


def rows_of(text: str) -> str:
    return dressed(Markup(text), HEADINGS, numbers=["Share"])


def test_each_cell_carries_its_heading_its_role_and_its_class() -> None:
    assert rows_of("<tr><th>Kitchen</th><td>Meals</td><td>40%</td></tr>") == (
        '<tr role="row" class="govuk-table__row">'
        '<th role="rowheader" data-label="Member" scope="row" class="govuk-table__header">Kitchen</th>'
        '<td role="cell" data-label="Work" class="govuk-table__cell">Meals</td>'
        '<td role="cell" data-label="Share" '
        'class="govuk-table__cell govuk-table__cell--numeric">40%</td></tr>'
    )


def test_a_cell_over_several_columns_stands_for_none_of_them_and_the_next_keeps_its_own() -> None:
    shown = rows_of('<tr class="mp-total"><th colspan="2">Together</th><td>100%</td></tr>')
    assert '<tr role="row" class="govuk-table__row mp-total">' in shown
    assert 'aria-colspan="2" scope="row" colspan="2" class="govuk-table__header">Together' in shown
    assert 'data-label="Share"' in shown


def test_what_a_template_says_of_a_cell_stays() -> None:
    shown = rows_of('<tr id="row-1"><th class="mp-normal">A</th><td data-label="">B</td></tr>')
    assert 'id="row-1"' in shown
    assert 'class="govuk-table__header mp-normal"' in shown
    assert 'data-label="" class="govuk-table__cell">B' in shown


def test_a_day_alone_in_its_cell_stays_on_one_line() -> None:
    assert 'class="govuk-table__cell mp-day">3 May 2027<' in rows_of("<td>3 May 2027</td>")
    assert "mp-day" not in rows_of("<td>3 May 2027, 4 days</td>")


def test_a_heading_that_somebody_has_typed_is_escaped_and_so_is_what_looks_like_a_cell() -> None:
    shown = dressed(
        Markup("<tr><td>{}</td></tr>").format("<td>Not a cell</td>"), ['Lot "<b>"'], numbers=()
    )
    assert 'data-label="Lot &#34;&lt;b&gt;&#34;"' in shown
    assert "&lt;td&gt;Not a cell&lt;/td&gt;" in shown


def test_no_template_spells_out_by_hand_what_is_a_macro() -> None:
    by_hand = [
        "<table",
        "<details",
        "govuk-warning-text",
        'class="govuk-summary-list',
        "has_faults",
    ]
    found = [
        f"{path.relative_to(ROOT)}: {words}"
        for path in (ROOT / "templates").glob("*/*.html")
        if path.parent.name not in {"layout", "pdf"}
        for words in by_hand
        if words in path.read_text()
    ]
    assert found == []
