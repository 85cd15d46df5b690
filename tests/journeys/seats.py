"""The people of a journey, each before a browser of their own."""

from datetime import date, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from marketplace.engine import clock, db
from marketplace.settings import ROOT
from procurement.ground.calendar import LONDON
from tests.cast import cookie_of
from tests.pages.packages.test_package_contracts import ACT

PICTURES = ROOT / "artefacts" / "journey"


class Seat:
    """One person before a browser of their own; ``None`` is somebody without an account."""

    def __init__(self, browser: Browser, site: str, person, width: int = 1100) -> None:
        self.site = site
        self.person = person
        self.context = browser.new_context(viewport={"width": width, "height": 900})
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.sign_in()

    def sign_in(self) -> None:
        if self.person is None:
            return
        self.context.add_cookies(
            [{"name": "sign_in", "value": cookie_of(self.person), "url": self.site}]
        )

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)

    def fill(self, **values: str) -> None:
        """By field name; ``__`` stands for a hyphen."""
        for name, value in values.items():
            self.page.fill(f"[name='{name.replace('__', '-')}']", value)

    def choose(self, name: str, value: str) -> None:
        self.page.check(f"[name='{name}'][value='{value}']")

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.locator("a", has_text=name).first.click()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def picture(self, name: str) -> None:
        self.page.screenshot(path=str(PICTURES / f"{name}.png"), full_page=True)


class Counter(Seat):
    """A seat whose clicks (a box, a choice from a list is one) and pages, as they load, are counted."""

    def __init__(self, browser: Browser, site: str, person, width: int = 1100) -> None:
        self.clicks = self.pages = 0
        super().__init__(browser, site, person, width)
        self.page.on("load", self._loaded)

    def _loaded(self, _: Page) -> None:
        self.pages += 1

    def press(self, name: str) -> None:
        super().press(name)
        self.clicks += 1

    def follow(self, name: str) -> None:
        super().follow(name)
        self.clicks += 1

    def choose(self, name: str, value: str) -> None:
        super().choose(name, value)
        self.clicks += 1

    def tick(self, name: str) -> None:
        self.page.get_by_label(name, exact=True).check()
        self.clicks += 1

    def select(self, name: str, words: str) -> None:
        self.page.select_option(f"[name='{name}']", label=words)
        self.clicks += 1


class Walker(Counter):
    """Who types an address once, that of the first page, and then goes by what the pages offer."""

    def __init__(self, browser: Browser, site: str, person) -> None:
        super().__init__(browser, site, person)
        self.go("/my" if person else "/")
        self.pages = 0

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f"main [name='{name.replace('__', '-')}']").fill(value)

    def follow(self, name: str) -> None:
        """The first link that can be seen with these words."""
        with self.page.expect_navigation():
            self.page.locator("a:visible", has_text=name).first.click()
        self.clicks += 1

    def works_on(self, words: str) -> None:
        """From “Your work” to what waits there, or is listed there."""
        self.follow("Your work")
        self.follow(words)

    def unfold(self, words: str) -> None:
        self.page.locator("summary", has_text=words).first.click()
        self.clicks += 1

    def day(self, name: str, day: date) -> None:
        parts = {"day": day.day, "month": day.month, "year": day.year}
        self.fill(**{f"{name}__{part}": str(number) for part, number in parts.items()})

    def moment(self, name: str, at: datetime) -> None:
        """A moment by its London time."""
        there = at.astimezone(LONDON)
        self.day(name, there.date())
        self.fill(**{f"{name}__time": f"{there:%H:%M}"})

    def notifies(self, number: str) -> None:
        """The notice has just been published on the central platform, under a number."""
        db.session.rollback()
        self.fill(central_notice=number)
        self.moment("central_notice_at", clock.now())

    def takes_away(self, words: str) -> Path:
        """The file behind a link."""
        with self.page.expect_download() as saved:
            self.page.locator("a:visible", has_text=words).first.click()
        self.clicks += 1
        return saved.value.path()


class Reader(Counter):
    """A counting seat whose every page is read."""

    def __init__(self, browser: Browser, site: str, person, width: int = 1100) -> None:
        super().__init__(browser, site, person, width)
        self.width = width

    def go(self, path: str) -> None:
        super().go(path)
        self.reads()

    def press(self, name: str) -> None:
        super().press(name)
        self.reads()

    def follow(self, name: str) -> None:
        super().follow(name)
        self.reads()

    def works_on(self, words: str) -> None:
        """From “Your work” to what waits there."""
        self.go("/my")
        self.follow(words)

    def reads(self) -> None:
        """Not a word of the law that binds public bodies, no problem, nothing beside the screen."""
        body, where = self.page.text_content("main"), self.page.url
        assert body is not None
        assert not ACT.findall(body), (where, ACT.findall(body))
        assert "There is a problem" not in body, (where, body)
        reaches = self.page.evaluate("document.documentElement.scrollWidth")
        assert reaches <= self.width, (where, reaches)
