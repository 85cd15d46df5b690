"""By the keyboard alone, on a narrow screen, on paper and without a script: a page serves all the same."""

import pytest
from playwright.sync_api import Browser, expect

from marketplace.engine.access import Role
from tests.cast import PASSWORD, Cast, Make
from tests.journeys.barriers import WIDE
from tests.journeys.conftest import Open

pytestmark = pytest.mark.journey

LONG = ["/", "/tenders", "/board", "/register", "/organisations"]


def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    opened: Open, live_site: str, make: Make, cast: Cast
) -> None:
    page = opened(None)
    page.set_viewport_size({"width": WIDE, "height": 700})
    hidden = []
    for path in [*LONG, f"/tenders/{make.tender(cast.council).id}"]:
        page.goto(live_site + path)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
        for _ in range(80):
            page.keyboard.press("Tab")
            said = page.evaluate(WHERE_THE_FOCUS_IS)
            if said is None:
                break
            hidden += [f"{path}: {said}"] if said else []
    assert hidden == []


WHERE_THE_FOCUS_IS = """() => {
  const element = document.activeElement, box = element.getBoundingClientRect();
  if (element === document.body) return null;
  const name = `${element.tagName} “${(element.textContent || element.name).trim().slice(0, 40)}”`;
  const x = box.left + Math.min(box.width, 20) / 2, y = box.top + Math.min(box.height, 20) / 2;
  const above = document.elementFromPoint(x, y);
  if (!above || !(element.contains(above) || above.contains(element) ||
      [...element.labels || []].some(label => label.contains(above)))) return `${name} is hidden`;
  const shows = [element, element.nextElementSibling, ...element.querySelectorAll("*")]
    .filter(Boolean).flatMap(part => [part, "::before"].flatMap(pseudo => {
      const style = getComputedStyle(part, pseudo === part ? undefined : pseudo);
      return [style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 &&
              style.outlineColor !== "rgba(0, 0, 0, 0)", style.boxShadow !== "none"];
    }));
  return shows.some(Boolean) ? "" : `${name} does not show its focus`;
}"""


def test_the_skip_link_leads_to_the_content(opened: Open, live_site: str) -> None:
    page = opened(None)
    page.goto(live_site + "/tenders")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"


def test_navigation_is_not_printed(opened: Open, live_site: str) -> None:
    page = opened(None)
    page.goto(live_site + "/board")
    page.emulate_media(media="print")
    for part in ("nav[aria-label=Menu]", ".mp-header__who", ".mp-footer", ".mp-search"):
        assert not page.locator(part).is_visible(), part
    assert page.locator("h1").is_visible()
    page.emulate_media(media="screen")


def test_a_table_on_a_narrow_screen_shows_every_cell_beside_its_heading_and_stays_a_table(
    opened: Open, live_site: str
) -> None:
    page = opened(None)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(live_site + "/privacy")
    table = page.get_by_role("table", name="What we keep, why, and how long")
    assert table.get_by_role("row").count() == table.locator("tr").count() > 2
    assert table.get_by_role("columnheader").all_inner_texts() == ["What", "Why", "How long"]
    cell = table.get_by_role("cell", name="We do not need them")
    box = cell.bounding_box()
    assert box
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content").startswith('"Why"')
    assert cell.evaluate("cell => getComputedStyle(cell).display") == "flow-root"
    page.emulate_media(media="print")
    assert cell.evaluate("cell => getComputedStyle(cell).display") == "table-cell"
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": WIDE, "height": 800})
    assert cell.evaluate("cell => getComputedStyle(cell).display") == "table-cell"


def test_on_a_narrow_screen_the_heading_of_a_figure_does_not_lie_over_it(
    opened: Open, live_site: str, make: Make, cast: Cast
) -> None:
    page = opened(None)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{live_site}/tenders/{make.tender(cast.council).id}")
    share = page.locator("[data-label='Share of social value']").first
    assert share.evaluate("e => getComputedStyle(e, '::before').whiteSpace") == "normal"


def test_a_bid_is_written_without_any_script(
    browser: Browser, live_site: str, make: Make, cast: Cast
) -> None:
    tender = make.tender(cast.council)
    make.member(cast.bakery, Role.BID_WRITER, name="Wanda Writer")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_site}/tenders/{tender.id}/begin-bid")
    page.fill("[name=email]", "wanda.writer@example.org")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Alone").check()
    page.get_by_role("button", name="Continue").click()
    page.locator(".govuk-task-list a").first.click()
    page.locator("main textarea, main input[type=text]").first.fill("120")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Check and submit").click()
    expect(page.get_by_role("heading", name="Before you can submit")).to_be_visible()
    assert page.locator("main .mp-card li").count() > 1
    page.context.close()
