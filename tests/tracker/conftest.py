"""A real database with a batch in it, a real application and a real service over it."""

import os
import secrets
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlite_utils import Database

from printkit.design.fields import resolve_texts
from printkit.design.reading import load_design
from printkit.design.source import find_design
from printkit.errors import SignetError
from printkit.files import replace_file
from printkit.store.links import BaseUrl
from printkit.store.mint import Minted, MintOrder, mint
from printkit.store.model import Batch, BatchKind
from tracker.app import create_app
from tracker.config import Config, make_config
from tracker.database import connect, connect_to
from tracker.jobs.doing import do_job, fail
from tracker.jobs.queue import claim
from tracker.jobs.troubles import troubles_of
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.snapshot.head import Head, Target, line_of
from tracker.scans.snapshot.making import records_of, write_table
from tracker.scans.snapshot.reading import TABLES
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict
from tracker.serve import running_server

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/17.4 Mobile/15E148 Safari/604.1"
)
DESTINATION = "https://www.example.org/"


@dataclass(frozen=True)
class Answer:
    """What a service answered, the header names in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


Fetch = Callable[..., Answer]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Settings of a service in a folder of its own, on a free port."""
    return make_config(tmp_path / "campaigns.db", port=0)


@pytest.fixture(scope="session")
def put_database(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], None]:
    """A function that puts a database with every table at a path, as if its first use had made it.

    It is a copy: to make the tables takes twenty times as long. Only the name of its history is its own.
    """
    path = tmp_path_factory.mktemp("database") / "campaigns.db"
    with connect_to(path) as made:
        name = str(made.execute("SELECT name FROM history").fetchone()[0]).encode()
    content = path.read_bytes()
    assert content.count(name) == 1

    def put(path: Path) -> None:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o660), "wb") as file:
            file.write(content.replace(name, secrets.token_hex(len(name) // 2).encode()))

    return put


@pytest.fixture
def db(config: Config, put_database: Callable[[Path], None]) -> Iterator[Database]:
    """The service's database, created."""
    put_database(config.database)
    with connect(config) as database:
        yield database


class CompiledPages(BytecodeCache):
    """Templates compiled by the first application of many."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if known := self._known.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


@pytest.fixture(scope="session")
def compiled_pages() -> CompiledPages:
    return CompiledPages()


@pytest.fixture
def app(config: Config, db: Database, compiled_pages: CompiledPages) -> Flask:
    """The application over the database, without the lean path in front."""
    made = create_app(config)
    made.jinja_env.bytecode_cache = compiled_pages
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def mint_batch(db: Database) -> Callable[..., Minted]:
    """A function that mints a batch: ``mint_batch(copies=10, kind=…, name=…, to=…)``."""

    def minted(
        copies: int = 10,
        kind: BatchKind = BatchKind.PER_PIECE,
        name: str | None = None,
        to: str = DESTINATION,
        campaign: str = "Lesezeichen 2026",
        at: datetime | None = None,
    ) -> Minted:
        base = BaseUrl.parse("https://qr.example.de")
        files = {"design.toml": b"format = 1\n"}
        return mint(db, MintOrder(campaign, kind, copies, "plain", {}, files, base, to, name=name), at=at)

    return minted


@pytest.fixture
def mounted(tmp_path: Path, need_program: Callable[[str], Path]) -> Iterator[Callable[[str], Path]]:
    """Return ``mounted(options) -> folder``: a file system of its own in memory, such as ``size=1m``."""
    with ExitStack() as stack:

        def mount(options: str) -> Path:
            folder = tmp_path / "disk"
            folder.mkdir()
            command = [need_program("mount"), "-t", "tmpfs", "-o", options, "tmpfs", folder]
            if subprocess.run(command, capture_output=True, check=False).returncode:
                pytest.skip("File systems cannot be mounted here.")
            stack.callback(subprocess.run, [need_program("umount"), folder], check=True)
            return folder

        yield mount


@pytest.fixture
def server(config: Config, db: Database) -> Iterator[str]:
    """The URL of a real service over the database."""
    with running_server(config) as url:
        yield url


@pytest.fixture
def fetch() -> Fetch:
    """A function that sends one request and follows no redirect: ``fetch(url, path, method, headers=…)``."""

    def fetched(
        url: str, path: str, method: str = "GET", *, agent: str = PHONE, headers: dict[str, str] | None = None
    ) -> Answer:
        connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
        try:
            connection.request(method, path, headers={"User-Agent": agent, **(headers or {})})
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, named, response.read())
        finally:
            connection.close()

    return fetched


@pytest.fixture
def until() -> Callable[..., float]:
    """A function that waits for a condition, and tells how long: ``until(condition, seconds=60)``."""

    def waited(condition: Callable[[], object], seconds: float = 60.0) -> float:
        start = time.monotonic()
        while not condition():
            assert time.monotonic() - start < seconds, "waited in vain"
            time.sleep(0.02)
        return time.monotonic() - start

    return waited


@pytest.fixture
def write_snapshot() -> Callable[..., None]:
    """A function that writes a snapshot of such codes: ``write_snapshot(path, {code: target}, revision)``."""

    def written(path: Path, answers: Mapping[str, Target], revision: int = 1) -> None:
        folder = path.parent / TABLES
        folder.mkdir(parents=True, exist_ok=True)
        numbers = {target: number for number, target in enumerate(dict.fromkeys(answers.values()), 1)}
        several = [records_of(code, numbers[target]) for code, target in answers.items()]
        tables = (write_table(folder, several),) if several else ()
        lines = {line_of(number, target): (number, target) for target, number in numbers.items()}
        replace_file(path, Head("test", revision, tables, lines).to_bytes())

    return written


@pytest.fixture
def run_jobs(config: Config, db: Database) -> Callable[[], None]:
    """A function that works off all waiting jobs in this process, as the runner does with processes."""

    def worked_off() -> None:
        while (job := claim(db)) is not None:
            try:
                do_job(config, db, job, lambda *_: None)
            except (SignetError, OSError, sqlite3.Error) as error:
                fail(config, db, job.id, troubles_of(error))

    return worked_off


@pytest.fixture
def count_hits(db: Database) -> Callable[..., None]:
    """A function that counts hits: ``count_hits(code, at, cls=…, entry=…, device=…, times=…, staff=…)``."""
    numbers = count()

    def counted(
        code: str,
        at: datetime,
        cls: HitClass = HitClass.PERSON,
        *,
        entry: Entry = Entry.SCANNED,
        device: Device = Device.PHONE,
        times: int = 1,
        staff: bool = False,
    ) -> None:
        hit = Hit(int(at.timestamp() * 1000), code, entry, Verdict(cls, "test", device), staff=staff)
        SqliteCounts(db).add([Portion(f"0-{next(numbers)}-x.spool", 0, 1, [hit] * times, 0)])

    return counted


@pytest.fixture
def printable_batch(db: Database) -> Callable[..., Batch]:
    """A function that mints a batch of a shipped design, which can really be printed."""
    design = load_design(find_design("wish-bookmark"))
    texts = resolve_texts(design, {}, samples=True)

    def made(copies: int = 10, name: str = "Zentrale", kind: BatchKind = BatchKind.PER_PIECE) -> Batch:
        base = BaseUrl.parse("https://qr.example.de")
        order = MintOrder(
            "Lesen im Park", kind, copies, design.name, texts, design.files, base, DESTINATION, name=name
        )
        return mint(db, order).batch

    return made
