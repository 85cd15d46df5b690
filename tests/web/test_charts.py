"""Charts say in words what they draw, and draw sums to scale."""

import re
import xml.etree.ElementTree as ET
from fractions import Fraction

import pytest

from marketplace.web import charts
from marketplace.web.charts import Bar, Look
from procurement.organisations.place import PLACES

SVG = "{http://www.w3.org/2000/svg}"
BARS = [Bar("2026 Q3", 0), Bar("2026 Q4", 250_000), Bar("2027 Q1", 500_000)]


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def heights(svg: str) -> list[float]:
    return [float(found.attrib["height"]) for found in drawn(svg).iter(f"{SVG}rect")]


def test_a_chart_is_named_described_and_free_of_inline_styles() -> None:
    svg = charts.columns("k", "Received by quarter", BARS, Look.RECEIVED)
    root = drawn(svg)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "k-title k-desc"
    assert root.findtext(f"{SVG}title") == "Received by quarter"
    assert "2027 Q1 with £5,000.00" in (root.findtext(f"{SVG}desc") or "")
    assert "style" not in svg


def test_columns_are_to_scale_and_two_charts_can_share_one() -> None:
    none, half, whole = heights(charts.columns("k", "t", BARS, Look.RECEIVED))
    assert none == 0
    assert whole == pytest.approx(2 * half)
    shared = heights(charts.columns("k", "t", BARS, Look.COMMITTED, top_pence=1_000_000))
    assert shared[2] == pytest.approx(whole / 2)


def test_a_sum_below_nothing_draws_no_bar_but_is_said() -> None:
    svg = charts.columns("k", "t", [Bar("2026 Q4", -12_000)], Look.RECEIVED)
    assert heights(svg) == [0]
    assert "-£120" in svg
    assert "There is no sum above £0.00." in svg


def test_rows_shorten_long_names_and_escape_every_name() -> None:
    name = "<script> " + "Long Name " * 6
    svg = charts.rows("k", "t", [Bar(name, 100)], Look.RECEIVED)
    assert "<script>" not in svg
    assert "…" in svg
    drawn(svg)


@pytest.mark.parametrize("chart", [charts.columns, charts.rows])
def test_no_sums_make_a_chart_that_says_so(chart: object) -> None:
    assert "There is no sum above £0.00." in chart("k", "t", [], Look.RECEIVED)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("pence", "said"),
    [
        (0, "£0"),
        (49, "£0"),
        (50, "£1"),
        (625_000, "£6,250"),
        (99_999_949, "£999,999"),
        (100_000_000, "£1.00m"),
        (123_456_789, "£1.23m"),
        (-625_000, "-£6,250"),
    ],
)
def test_sums_are_short_in_charts(pence: int, said: str) -> None:
    assert charts.short(pence) == said


def test_a_map_draws_each_ward_of_the_place_and_shades_by_sum() -> None:
    place = PLACES["greater-icknield"]
    codes = charts.numbered(place)
    svg = charts.ward_map("m", "Map", place, {codes[0]: 400_000, codes[1]: 100_000})
    titles = [found.findtext(f"{SVG}title") for found in drawn(svg).iter(f"{SVG}path")]
    assert sum(":" in (title or "") for title in titles) == len(place.ward_codes) == 6
    fills = {
        (found.findtext(f"{SVG}title") or "").split(":")[0]: found.attrib["fill"]
        for found in drawn(svg).iter(f"{SVG}path")
        if ":" in (found.findtext(f"{SVG}title") or "")
    }
    assert len(set(fills.values())) == 3


@pytest.mark.parametrize("place", PLACES.values(), ids=lambda place: place.slug)
@pytest.mark.parametrize("pence", [0, 1, 399, 12_345, 10**9])
def test_every_place_has_a_map_at_every_sum(place: object, pence: int) -> None:
    code = charts.numbered(place)[0]  # type: ignore[arg-type]
    svg = charts.ward_map("m", "Map", place, {code: pence})  # type: ignore[arg-type]
    numbers = re.findall(r">to £([\d,.]+)(m?)<", svg)
    assert len(numbers) == 4
    drawn(svg)


def test_a_share_is_hidden_from_screen_readers_because_its_words_stand_beside_it() -> None:
    assert 'aria-hidden="true"' in charts.share(Fraction(50))
    assert charts.share(None) == ""


def test_the_map_of_a_site_names_the_wards_around_it_and_marks_the_place() -> None:
    svg = charts.site_map("k", "Where it lies", "E05011157", (-1.94253, 52.49012))
    said = drawn(svg).findtext(f"{SVG}desc") or ""
    assert said.startswith("Map. The site lies in the ward North Edgbaston. Around it: ")
    assert "Harborne" in said
    assert "Aston" not in said
    assert len(list(drawn(svg).iter(f"{SVG}circle"))) == 1
    assert charts.site_map("k", "Where it lies", "W05000001", (-3.0, 51.5)) == ""
