"""A real browser on a real site: the application on a port of this machine, Chromium before it."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from marketplace import demonstration
from marketplace.app import create_app
from marketplace.engine import db
from marketplace.organisations.actions import places
from marketplace.settings import Settings

Open = Callable[[str | None], Page]

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def _site(_app: Flask) -> Iterator[tuple[Flask, str]]:
    """The application with its guards against forged forms on, on a free port."""
    server = make_server("127.0.0.1", 0, _app, threaded=True)
    url = f"http://127.0.0.1:{server.port}"
    settings: Settings = _app.config["SETTINGS"]
    guarded = create_app(replace(settings, base_url=url))
    guarded.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    server.app = guarded
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield guarded, url
    server.shutdown()
    thread.join()


@pytest.fixture
def live_site(app: Flask, _site: tuple[Flask, str]) -> str:
    """The address of the site over the test's empty database."""
    return _site[1]


@pytest.fixture
def opened(browser: Browser, live_site: str) -> Iterator[Open]:
    """The page of each sign-in, in a context that is kept for the whole test."""
    contexts: dict[str | None, BrowserContext] = {}

    def page_of(cookie: str | None) -> Page:
        if cookie not in contexts:
            contexts[cookie] = context = browser.new_context()
            context.set_default_timeout(15_000)
            if cookie:
                context.add_cookies([{"name": "sign_in", "value": cookie, "url": live_site}])
            context.new_page()
        return contexts[cookie].pages[0]

    yield page_of
    for context in contexts.values():
        context.close()


@pytest.fixture
def story_site(live_site: str) -> str:
    """The address of the site in which the demonstration's story has been played."""
    places.ensure_places()
    demonstration.load_once()
    db.session.remove()
    return live_site
