"""How long the service needs for each page of the staff, and how large each is.

    python benchmarks/pages.py [--database FILE] [--limit MS] [--into docs/benchmarks.md]

Walks through the pages of the demo (made in a temporary folder), or of a copy of another database, such as
the one that ``figures.py --database`` keeps, as an admin. The application makes each page, without
the network. Times are CPU milliseconds, medians of seven after one that is not counted. Prints a Markdown
table.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from flask import Flask
from flask.testing import FlaskClient
from report import Report

from tracker.app import create_app
from tracker.config import make_config
from tracker.database import connect
from tracker.demo.tour import tour
from tracker.staff.accounts import Role, add_staff

ROUNDS = 7
LIMIT_MS = 50.0
LIMIT_KB = 100.0
EMAIL, PASSWORD = "benchmark@library.example", "vier Wörter im Regal"


def prepare(folder: Path, database: Path | None) -> Path:
    """Return a database in a folder: the demo's, or a copy."""
    path = folder / "campaigns.db"
    if database is None:
        command = [sys.executable, "-P", "-m", "tracker.cli.main", "demo", "--no-serve"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    else:
        shutil.copyfile(database, path)
    return path


def signed_in(app: Flask) -> FlaskClient:
    """Return a browser in which an admin has signed in."""
    client = app.test_client()
    token = client.get("/staff/sign-in").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    form = {"csrf_token": token, "email": EMAIL, "password": PASSWORD}
    answer = client.post("/staff/sign-in", data=form)
    assert answer.status_code == 303, answer.text
    return client


def cpu_ms(client: FlaskClient, address: str) -> float:
    """Return the median time that a page takes, in milliseconds of the processor."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        client.get(address).close()
        taken.append(1000 * (time.process_time() - begun))
    return median(taken)


def main() -> None:
    """Walk, measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", type=Path, help="measure a copy of this one instead of the demo")
    parser.add_argument("--limit", type=float, default=LIMIT_MS, help="milliseconds that are wanted")
    Report.add_option(parser)
    given = parser.parse_args()
    found = Report("benchmarks/pages.py", [], ["flask", "jinja2", "sqlite-utils"])
    found.look_for_place(given.into)
    with TemporaryDirectory() as name:
        config = make_config(prepare(Path(name), given.database))
        with connect(config) as db:
            add_staff(db, EMAIL, PASSWORD, name="Benchmark", role=Role.ADMIN)
        app = create_app(config)
        found.tell([*found.head(), *table(app, signed_in(app), given.limit)], given.into)


def table(app: Flask, client: FlaskClient, limit: float) -> Iterator[str]:
    """Yield what each page takes."""

    def read(address: str) -> str:
        answer = client.get(address)
        with answer:
            return answer.text if answer.status_code == 200 and answer.mimetype == "text/html" else ""

    yield "| page | KB | of it charts | CPU ms |"
    yield "|---|---|---|---|"
    slowest = largest = 0.0
    for address in sorted(tour(app, read).values()):
        page = read(address)
        if page:
            drawn = sum(len(part.partition("</svg>")[0]) for part in page.split("<svg")[1:])
            size, charts, taken = len(page.encode()) / 1000, drawn / 1000, cpu_ms(client, address)
            slowest, largest = max(slowest, taken), max(largest, size - charts)
            yield f"| `{address}` | {size:.1f} | {charts:.1f} | {taken:.1f} |"
    yield ""
    yield f"Slowest: {slowest:.1f} ms (wanted: less than {limit:.0f})."
    yield f"Largest without charts: {largest:.1f} KB (wanted: less than {LIMIT_KB:.0f})."


if __name__ == "__main__":
    main()
