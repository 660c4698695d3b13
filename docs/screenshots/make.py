"""Take the screenshots of README and docs anew, from the demo as it really runs.

    python docs/screenshots/make.py [FOLDER]

Needs Playwright with Chromium (Debian's, or its own). Makes the demo in a temporary folder, adds a draft
by the service's own functions, and writes ``NAME.de.png`` and ``NAME.en.png``, each up to 150 KB.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tracker.config import Config, make_config
from tracker.database import connect
from tracker.serve import running_server
from tracker.staff.accounts import Role, add_staff
from tracker.staff.drafts.model import Goal
from tracker.staff.drafts.writing import begin

EMAIL, PASSWORD = "renate.berg@library.example", "vier Wörter im Regal"
MOST_BYTES = 150_000
PATIENCE_MS = 60_000
DRAFT = {
    "de": Goal("Vorlesen im Herbst", "Mehr Familien in den Zweigstellen", 300),
    "en": Goal("Reading aloud in autumn", "More families in the branches", 300),
}
DESIGN = "wish-bookmark"


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: its name, the page, and how large the window is."""

    name: str
    path: str
    width: int = 1280
    height: int = 760


SHOTS = (
    Shot("campaigns", "/staff/", height=640),
    Shot("figures", "/staff/campaigns/1/", height=1180),
    Shot("batch", "/staff/batches/1/", height=1180),
    Shot("design", "/staff/drafts/1/design/gallery", height=900),
    Shot("texts", "/staff/drafts/1/design/texts", height=900),
    Shot("handing-out", "/staff/batches/1/hand-out", 390, 844),
    Shot("figures-phone", "/staff/campaigns/1/", 390, 844),
    Shot("test-scan", "/staff/batches/1/test"),
)


@contextmanager
def service(language: str) -> Iterator[str]:
    """Run the demo's service with a person and a draft; yield its URL."""
    with TemporaryDirectory() as name:
        command = [sys.executable, "-P", "-m", "tracker.cli.main", "demo", "--no-serve"]
        subprocess.run(command, cwd=name, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (our own demo)
        config = make_config(Path(name) / "campaigns.db", port=0)
        fill(config, language)
        with running_server(config) as url:
            time.sleep(2)  # until the processes have said how they are
            yield url


def fill(config: Config, language: str) -> None:
    """Add what the demo does not have."""
    with connect(config) as db:
        admin = add_staff(db, EMAIL, PASSWORD, name="Renate Berg", role=Role.ADMIN)
        db.execute("UPDATE staff SET language = ?", [language])
        begin(db, admin, DRAFT[language])


def enter(page: Page, url: str) -> None:
    """Sign in, and choose the draft's design."""
    page.goto(f"{url}/staff/sign-in")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(f"{url}/staff/drafts/1/design/gallery")
    with page.expect_navigation():
        page.locator(f"form:has([name=design][value={DESIGN}]) button").first.click()


def take(page: Page, url: str, shot: Shot) -> bytes:
    """Return the PNG of a page, in few colours if it would be too large."""
    page.set_viewport_size({"width": shot.width, "height": shot.height})
    page.goto(f"{url}{shot.path}", wait_until="networkidle")
    page.evaluate("document.activeElement?.blur()")
    png = page.screenshot()
    if len(png) <= MOST_BYTES:
        return png
    with Image.open(io.BytesIO(png)) as picture:
        written = io.BytesIO()
        picture.convert("RGB").quantize(96).save(written, "PNG", optimize=True)
    return written.getvalue()


def open_browser(playwright: object) -> Browser:
    """Open Debian's Chromium, or Playwright's own."""
    found = shutil.which("chromium")
    return playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])  # type: ignore[attr-defined, no-any-return]


def main() -> None:
    """Write all pictures in both languages."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = open_browser(playwright)
        for language, locale in (("de", "de-DE"), ("en", "en-GB")):
            with service(language) as url:
                page = browser.new_context(locale=locale, color_scheme="light").new_page()
                page.set_default_timeout(PATIENCE_MS)
                enter(page, url)
                for shot in SHOTS:
                    png = take(page, url, shot)
                    (folder / f"{shot.name}.{language}.png").write_bytes(png)
                    print(f"{shot.name}.{language}.png {len(png) // 1000} KB", flush=True)
                page.context.close()
        browser.close()


if __name__ == "__main__":
    main()
