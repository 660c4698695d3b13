"""signet.js in a real browser: live parts, previews, copying; and no page needs it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from flask import Flask, Response, render_template_string, request
from playwright.sync_api import Browser, Page, Request, expect
from werkzeug.serving import make_server

import tracker
from tracker.staff.guard import open_to_all
from tracker.staff.live import live

PATIENCE_MS = 120_000
LIVE = (
    '<section id="live" data-live="/staff/trial/part"{% if not over %} data-every="0.1"{% endif %}>'
    '<p data-say>{{ number }} Scans</p><input id="typed"><details id="more"><summary>Mehr</summary>'
    '<a id="link" href="/staff/">{{ number }}</a></details></section>'
)
PAGE = (
    '{% extends "staff/base.html" %}{% block title %}Probe{% endblock %}{% block main %}<h1>Probe</h1>'
    + LIVE
    + '{% if request.args.refused %}<div id="refused" tabindex="-1" data-refused>So nicht.</div>{% endif %}'
    + '<form id="form" method="post" data-preview="/staff/trial/preview" data-into="#shown">'
    '<label>Text <input name="text"></label><button data-scriptless>Vorschau</button></form>'
    '<div id="shown"></div><p id="told">Zum Abschreiben</p>'
    '<button type="button" data-copy="#told" hidden>Kopieren</button>{% endblock %}'
)
pytestmark = pytest.mark.slow


class Trial:
    """Pages made for the script alone."""

    def __init__(self, app: Flask) -> None:
        self.number, self.status, self.asked = 1, 200, 0
        self.may_answer, self.holds, self.first_may_answer = (threading.Event() for _ in range(3))
        self.may_answer.set()
        self._app = app
        for name, view in (("page", self.page), ("part", self.part), ("preview", self.preview)):
            rule = f"/staff/trial/{name}"
            app.add_url_rule(rule, f"staff.trial_{name}", _open(view), methods=["GET", "POST"])
        app.config["WTF_CSRF_ENABLED"] = False
        self.previews = count(1)

    def page(self) -> str:
        """A page with one of everything."""
        return render_template_string(PAGE, number=self.number)

    def part(self) -> Response:
        """The live part."""
        self.asked += 1
        if not self.may_answer.is_set():
            self.holds.set()
            self.may_answer.wait(PATIENCE_MS / 1000)
        if self.status != 200:
            return Response(status=self.status)
        return live(self.number, lambda: render_template_string(LIVE, number=self.number))

    def preview(self) -> str:
        """What was typed; the first answer comes when it is let go."""
        if next(self.previews) == 1:
            self.first_may_answer.wait(PATIENCE_MS / 1000)
        return render_template_string("<p>{{ text }}</p>", text=request.form["text"])


def _open(view: Callable[[], object]) -> Callable[[], object]:
    """Return a view of its own: a method cannot be marked."""

    def called() -> object:
        return view()

    return open_to_all(called)


@pytest.fixture
def trial(app: Flask) -> Trial:
    return Trial(app)


@pytest.fixture
def page(app: Flask, trial: Trial, browser: Browser) -> Iterator[Page]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context(locale="de-DE")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"http://127.0.0.1:{server.server_port}/staff/trial/page")
    yield page
    context.close()
    server.shutdown()
    assert not faults


def text(page: Page, words: str) -> None:
    """Wait until the live part says so."""
    expect(page.locator("#live [data-say]")).to_have_text(words)


def ask_the_server(page: Page) -> None:
    """Ask something else and wait for its answer; what was asked or answered before has arrived by then."""
    page.evaluate("fetch(location).then((answer) => answer.text())")


def test_what_is_live_changes_around_the_reader(page: Page, trial: Trial) -> None:
    page.locator("#more summary").click()
    page.locator("#typed").fill("angefangen")
    page.locator("#link").focus()
    trial.number = 2
    text(page, "2 Scans")
    expect(page.locator("#link")).to_have_text("2")
    assert page.evaluate("document.activeElement.id") == "link"
    assert page.evaluate("document.querySelector('#more').open")
    assert page.locator("#typed").input_value() == "angefangen"
    expect(page.locator("body > [role=status]")).to_have_text("2 Scans")


def test_what_cannot_be_asked_is_said_quietly_and_tried_again(page: Page, trial: Trial) -> None:
    trial.status = 503
    expect(page.locator(".stale")).to_contain_text("Nicht mehr aktuell seit")
    trial.status, trial.number = 200, 3
    text(page, "3 Scans")
    expect(page.locator(".stale")).to_be_empty(timeout=PATIENCE_MS)


def test_one_question_at_a_time(page: Page, trial: Trial) -> None:
    given_up: list[Request] = []  # as after a long time on a busy machine: then it may ask again
    page.on("requestfailed", lambda request: given_up.append(request))  # noqa: PLW0108 (Playwright marks it)
    trial.may_answer.clear()
    assert trial.holds.wait(PATIENCE_MS / 1000)
    asked = trial.asked
    page.evaluate("for (let i = 0; i < 9; i++) document.dispatchEvent(new Event('visibilitychange'))")
    ask_the_server(page)
    assert trial.asked - asked <= len(given_up)
    trial.number = 2
    trial.may_answer.set()
    text(page, "2 Scans")


def test_without_a_session_asking_ends(page: Page, trial: Trial) -> None:
    trial.status = 401
    link = page.locator(".stale a")
    expect(link).to_have_text("Sie sind nicht mehr angemeldet. Bitte melden Sie sich wieder an.")
    assert link.get_attribute("href") == "/staff/sign-in?next=%2Fstaff%2Ftrial%2Fpage"
    asked = trial.asked
    page.wait_for_timeout(500)
    assert trial.asked == asked


def test_the_newest_preview_wins(page: Page, trial: Trial) -> None:
    assert page.get_by_role("button", name="Vorschau").count() == 0
    field = page.locator("[name=text]")
    for typed in ("eins", "<b>zwei</b>"):
        with page.expect_request("**/preview"):
            field.fill(typed)
    expect(page.locator("#shown p")).to_have_text("<b>zwei</b>")
    trial.first_may_answer.set()
    ask_the_server(page)
    expect(page.locator("#shown p")).to_have_text("<b>zwei</b>")
    assert page.locator("#shown").get_attribute("aria-busy") is None


def test_copying_marks_the_text_where_it_may_not_copy(page: Page) -> None:
    button = page.locator("[data-copy]")
    expect(button).to_be_visible()
    button.click()
    done = "document.querySelector('[data-copy]').textContent === 'Kopiert' || `${getSelection()}` !== ''"
    page.wait_for_function(done)


def test_the_script_is_small() -> None:
    assert (Path(tracker.__file__).parent / "static" / "signet.js").stat().st_size < 9_500


def test_the_reader_is_brought_to_what_was_refused(page: Page) -> None:
    expect(page).to_have_title(re.compile("^Probe"))
    page.goto(f"{page.url}?refused=1")
    expect(page).to_have_title(re.compile("^Problem: Probe"))
    expect(page.locator("#refused")).to_be_focused()
