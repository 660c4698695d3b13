"""The doctor finds what an operator can get wrong, says what to do, and touches nothing."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from printkit.cli.output import SignetGroup
from printkit.errors import SignetError
from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import BatchKind
from printkit.store.strangers import Lost, keep_strangers
from tracker.cli.doctor import doctor
from tracker.config import make_config
from tracker.database import connect, connect_to
from tracker.health.state import BACKGROUND, FOLDER
from tracker.scans.snapshot.head import Head, line_of
from tracker.scans.snapshot.keeper import Keeper
from tracker.scans.spool import Spool
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict
from tracker.serve import running_server
from tracker.staff.accounts import Role, add_staff
from tracker.staff.secret import session_key
from tracker.survival.backup import back_up, dated_name
from tracker.survival.doctor import examine
from tracker.survival.findings import Level
from tracker.survival.places import mount_of
from tracker.survival.running import running_services


def found(config, level, **options):
    """Return what is found at a level, as ``name: says``."""
    findings = examine(config, **options)
    return [f"{one.name}: {one.says}" for one in findings if one.level == level]


def is_among(words, said):
    return any(words in one for one in said)


@pytest.fixture
def healthy(config, db, mint_batch):
    """A service that was stopped in good order: its settings, with nothing to mend."""
    mint_batch()
    add_staff(db, "admin@library.example", "vier Wörter im Regal")
    session_key(config.run_folder)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert found(config, Level.MEND) == []
    return config


def hit(config, at_ms):
    code = db_value(config, "SELECT min(code) FROM code")
    spool = Spool(config.spool_folder)
    spool.add(Hit(at_ms, code, Entry.SCANNED, Verdict(HitClass.PERSON, "browser", Device.PHONE)))
    spool.close()


def db_value(config, sql):
    with closing(sqlite3.connect(config.database)) as db:
        value = db.execute(sql).fetchone()
        db.commit()
        return value[0] if value else None


def fill(path, content):
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_bytes(content)


def damage(config):
    with config.database.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(os.urandom(4096 * 12))


def add_foreign_row(config):
    with closing(sqlite3.connect(config.database)) as db:
        db.execute("INSERT INTO hit_hour VALUES (99, 1, 0, 1, 7, 11, 0, 0, 1)")
        db.commit()


def run_sql(sql):
    return lambda config: db_value(config, sql)


def no_admin(config):
    db_value(config, "DROP TRIGGER staff_last_admin_stays")  # as somebody did by hand
    db_value(config, "UPDATE staff SET role = 'viewer'")


def no_open_admin(config):
    no_admin(config)
    db_value(config, "UPDATE staff SET role = 'admin', shut_at = 1")


def snapshot(config):
    with connect(config, create=False) as db:
        while Keeper(config.snapshot_file).step(db):
            pass
    return Head.from_bytes(config.snapshot_file.read_bytes())


def newer_snapshot(config):
    head = replace(snapshot(config), revision=999)
    config.snapshot_file.write_bytes(head.to_bytes())


def older_database(config):
    with connect(config) as db:
        db.execute("VACUUM INTO ?", [str(config.database) + ".old"])
        mint_one(db)
    snapshot(config)
    for path in config.database.parent.glob("campaigns.db*"):
        if path.suffix != ".old":
            path.unlink()
    Path(str(config.database) + ".old").rename(config.database)


def another_database(config):
    snapshot(config)
    for path in config.database.parent.glob("campaigns.db*"):
        path.unlink()
    with connect_to(config.database) as db:
        mint_one(db)
        add_staff(db, "admin@library.example", "vier Wörter im Regal")


def mint_one(db):
    base = BaseUrl.parse("https://qr.example.de")
    mint(db, MintOrder("Later", BatchKind.ONE_CODE, 5, "plain", {}, {"d": b""}, base, "https://a.example/"))


def wrong_snapshot(config):
    head = snapshot(config)
    lines = {}
    for number, target in head.targets.values():
        wrong = replace(target, reference="https://elsewhere.example/")
        lines[line_of(number, wrong)] = (number, wrong)
    config.snapshot_file.write_bytes(replace(head, targets=lines).to_bytes())


def missing_table(config):
    snapshot(config)
    for path in (config.run_folder / "codes").iterdir():
        path.unlink()


def open_pass_key(path):
    path.write_bytes(bytes(32))
    path.chmod(0o640)


def add_stranger(config):
    with connect(config) as db:
        keep_strangers(db, Lost(7, 1, "url", "https://lost.example/", False), ["BCDFGH"])


FAULTS = {
    "folder for everybody": (lambda one: one.database.parent.chmod(0o777), "folder: Everybody may write"),
    "database for everybody": (lambda one: one.database.chmod(0o664), "database: Everybody on this"),
    "run folder for everybody": (lambda one: one.run_folder.chmod(0o777), "run-folder: Others"),
    "secret for others": (
        lambda config: (config.run_folder / "session-key").chmod(0o640),
        "secret: Others may read",
    ),
    "pass key for others": (
        lambda config: open_pass_key(config.run_folder / "pass-key"),
        "secret: Others may read the pass key",
    ),
    "no secret": (lambda one: fill(one.run_folder / "session-key", b"x"), "is not a session key"),
    "damaged": (damage, "integrity: The database is damaged"),
    "stray rows": (add_foreign_row, "integrity: The database is damaged (rows of hit_hour"),
    "text": (lambda one: fill(one.database, b"hello " * 99), "integrity: This file is not"),
    "newer": (
        run_sql("INSERT INTO _sqlite_migrations VALUES (NULL, 'tracker', '9999_future', '2030')"),
        "schema: A newer Signet has written this database (it knows 9999_future)",
    ),
    "no admin": (no_admin, "staff: There are accounts, but no admin"),
    "no open admin": (no_open_admin, "staff: There are accounts, but no admin"),
    "no such zone": (run_sql("UPDATE organisation SET time_zone = 'Mars/Olympus'"), "is not a time zone"),
    "older database, no batch lost": (newer_snapshot, "snapshot: The snapshot (revision 999"),
    "older database": (older_database, "It lacks batches that are on paper: 1"),
    "another database": (another_database, "snapshot: The snapshot is of another database: of its 10 codes"),
    "wrong snapshot": (wrong_snapshot, "snapshot: The snapshot does not say what the database says"),
    "missing table": (missing_table, "is missing"),
    "strangers": (add_stranger, "strangers: 1 codes on paper are not in this database"),
    "damaged snapshot": (lambda one: fill(one.snapshot_file, b"SIGNET"), "snapshot: The snapshot cannot"),
    "clock back": (
        run_sql("INSERT INTO piece_scan SELECT batch_id, position, 1, 4e12, 4e12, 1, NULL FROM code LIMIT 1"),
        "clock: Hits are from 2096-10-02 07:06 UTC, but this machine believes",
    ),
    "gone": (lambda config: config.database.unlink(), "database: There is no database"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_found(healthy, db, fault):
    cause, words = FAULTS[fault]
    db.close()
    cause(healthy)
    said = found(healthy, Level.MEND)
    assert is_among(words, said), said
    assert all(one.remedy for one in examine(healthy) if one.level is Level.MEND)


def old_segment(config):
    hit(config, 1_700_000_000_000)
    back_up(config, config.database.with_name("copy.db"))
    for path in config.spool_folder.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))


NOTES = {
    "no accounts": (run_sql("DELETE FROM staff"), "staff: Nobody has an account"),
    "UTC": (run_sql("UPDATE organisation SET time_zone = 'UTC'"), "time-zone: Days begin"),
    "no log": (run_sql("PRAGMA journal_mode = DELETE"), "journal: Without a write-ahead log (delete)"),
    "waiting": (lambda config: hit(config, 1_700_000_000_000), "bytes of hits wait"),
    "foreign file": (lambda one: fill(one.spool_folder / "notes.txt", b"x"), "no segments: notes.txt"),
    "old segment": (old_segment, "1 are old"),
    "strangers": (run_sql("UPDATE spool_total SET strangers = 3"), "stranger-hits: 3 hits"),
    "no run folder": (lambda one: shutil.rmtree(one.run_folder), "run-folder: There is no"),
}  # fmt: skip


@pytest.mark.parametrize("case", NOTES)
def test_what_is_worth_knowing_is_no_fault(healthy, db, case):
    cause, words = NOTES[case]
    db.close()
    cause(healthy)
    assert found(healthy, Level.MEND) == []
    assert is_among(words, found(healthy, Level.NOTE)), found(healthy, Level.NOTE)


@pytest.mark.parametrize(
    ("settings", "level", "words"),
    [
        ({"base_url": ""}, Level.NOTE, "base-url: The service does not know its address"),
        ({"base_url": "http://qr.example.de"}, Level.MEND, "base-url: http://qr.example.de is not encrypted"),
        ({"base_url": "http://127.0.0.1:8000"}, Level.NOTE, "base-url: http://127.0.0.1:8000 is for tests"),
        ({"base_url": "https://qr.example.de"}, Level.OK, "base-url: https://qr.example.de"),
        ({"base_url": "https://b.example.de"}, Level.NOTE, "other addresses as well: https://qr.example.de"),
        ({"base_url": "https://qr.example.de"}, Level.NOTE, "proxies: A proxy is in front (https)"),
        (
            {"base_url": "https://qr.example.de", "host": "0.0.0.0"},
            Level.NOTE,
            "listen: The service listens on",
        ),
        (
            {"base_url": "https://qr.example.de", "proxies": "loopback"},
            Level.OK,
            "proxies: loopback are believed",
        ),
    ],
)
def test_settings_are_looked_at(healthy, settings, level, words):
    config = replace(healthy, **settings)
    assert is_among(words, found(config, level)), found(config, level)


def test_the_doctor_changes_nothing(healthy, db):
    db.close()
    hit(healthy, 1_700_000_000_000)

    def all_files():
        paths = [path for path in healthy.database.parent.rglob("*") if path.is_file()]
        return {path: path.read_bytes() for path in paths if not path.name.endswith(("-shm", "-wal"))}

    before = all_files()
    list(examine(healthy, backups=healthy.database.parent))
    assert all_files() == before


def test_a_database_that_was_never_served_is_no_fault(config):
    from printkit.store.database import connect as connect_printkit

    connect_printkit(config.database).close()
    assert found(config, Level.MEND) == []
    assert is_among("An older Signet has written", found(config, Level.NOTE))


def test_the_database_of_another_program_is_found(config):
    with closing(sqlite3.connect(config.database)) as db:
        db.execute("CREATE TABLE recipe (id)")
    assert is_among(
        "schema: The database cannot be asked: it is the database of another", found(config, Level.MEND)
    )


def test_files_of_another_user_are_found(healthy, db):
    if os.geteuid() != 0:
        pytest.skip("Only root can give files away.")
    db.close()
    os.chown(healthy.run_folder / "session-key", 4711, -1)
    assert is_among("run-folder: Not all files are of root", found(healthy, Level.MEND))
    for path in (healthy.database.parent, *healthy.database.parent.rglob("*")):
        os.chown(path, 4711, -1)
    # Asked by root, it is the owner of the database whose rights are looked at.
    assert found(healthy, Level.MEND) == []


def test_memory_is_no_place_for_a_database(healthy, db):
    shared = Path("/dev/shm")
    mount = mount_of(shared)
    if mount is None or mount.kind != "tmpfs":
        pytest.skip("/dev/shm is no tmpfs here.")
    db.close()
    folder = shared / f"signet-test-{os.getpid()}"
    folder.mkdir()
    try:
        shutil.copyfile(healthy.database, folder / "campaigns.db")
        assert is_among(
            "file-system: The database lies in memory", found(make_config(folder / "campaigns.db"), "mend")
        )
    finally:
        shutil.rmtree(folder)


def test_little_room_and_no_writing_are_found(healthy, db, mounted, need_program):
    db.close()
    folder = mounted("size=100m")
    config = make_config(folder / "campaigns.db")
    shutil.copyfile(healthy.database, config.database)
    assert is_among("space: Only ", found(config, Level.MEND))
    subprocess.run([need_program("mount"), "-o", "remount,ro", folder], check=True)
    assert is_among("takes no writes", found(config, Level.MEND))


def test_backups_are_looked_at(healthy, db, tmp_path):
    folder = tmp_path / "kept"
    assert is_among("backups: ", found(healthy, Level.MEND, backups=folder))
    folder.mkdir()
    assert is_among("backups: There is no backup", found(healthy, Level.MEND, backups=folder))
    old = folder / dated_name(healthy.database, 1_700_000_000)
    shutil.copyfile(back_up(healthy, tmp_path / "copy.db").file, old)
    os.utime(old, (time.time() - 3 * 86_400,) * 2)
    assert is_among("is 3.0 days old", found(healthy, Level.MEND, backups=folder))
    back_up(healthy, folder)
    assert found(healthy, Level.MEND, backups=folder) == []
    assert is_among("backups: the newest of 2 is 0 h old", found(healthy, Level.OK, backups=folder))
    fill(folder / dated_name(healthy.database, time.time() + 60), b"SQLite format 3\0")
    assert is_among("backups: ", found(healthy, Level.MEND, backups=folder))


@pytest.mark.slow
def test_a_running_service_is_looked_at(healthy, db, fetch, until):
    config = replace(healthy, workers=1)
    with running_server(config) as url:
        fetch(url, f"/{db_value(config, 'SELECT min(code) FROM code')}")
        (service,) = running_services(config.run_folder)
        assert service.config.port == int(url.rpartition(":")[2])
        until(lambda: found(config, Level.MEND) == [])  # it waits five seconds for an answer, no more
        until(lambda: is_among("health: all ", found(config, Level.OK)))
        resource.prlimit(service.pid, resource.RLIMIT_NOFILE, (512, resource.prlimit(service.pid, 7)[1]))
        assert is_among("limits: The service may open 512 files", found(config, Level.MEND))
        state = config.run_folder / FOLDER / BACKGROUND
        state.unlink()
        state.mkdir()
        until(lambda: is_among("health: background: ", found(config, Level.MEND)))
    assert running_services(config.run_folder) == ()


@pytest.mark.parametrize(
    ("many", "words"),
    [(1, "was started by another version of Signet"), (2, "2 services run over this database")],
)
def test_services_of_another_version_are_found(healthy, db, tmp_path, many, words):
    fill(tmp_path / "old/tracker/__init__.py", b"")
    fill(tmp_path / "old/tracker/service.py", b"print(flush=True); import time; time.sleep(60)")
    settings = json.dumps({"run_folder": str(healthy.run_folder), "colour": "green"})
    command = [sys.executable, "-P", "-m", "tracker.service", settings]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "old")}
    with ExitStack() as stack:
        for _ in range(many):
            process = stack.enter_context(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE))
            stack.callback(process.kill)
            process.stdout.readline()
        assert is_among(words, found(healthy, Level.MEND))


@pytest.mark.slow
def test_online_the_printed_address_must_lead_here(healthy, db, until):
    config = replace(healthy, workers=1, proxies="loopback")
    with running_server(config) as url:
        served = replace(config, base_url=url, port=int(url.rpartition(":")[2]))
        said = found(served, Level.MEND, online=True)
        assert is_among("online: qr.example.de leads to no machine", said) or is_among(
            "cannot be asked", said
        )
    files, base = {"design.toml": b"format = 1\n"}, BaseUrl.parse(url)
    order = MintOrder("B", BatchKind.PER_PIECE, 2, "plain", {}, files, base, "https://www.example.org/")
    mint(db, order)
    with running_server(replace(served, port=served.port)):
        until(lambda: is_among(f"online: {url} leads to this service", found(served, Level.OK, online=True)))
        # Nobody is in between who could say for whom he asks.
        assert is_among("forwarded: The proxy does not send", found(served, Level.MEND, online=True))
    assert is_among("cannot be asked", found(served, Level.MEND, online=True))


def test_the_command_exits_with_1_if_anything_is_to_be_mended(healthy, db):
    group, database = SignetGroup("tracker", commands=[doctor]), ["--database", str(healthy.database)]
    good = CliRunner().invoke(group, ["doctor", *database, "--json"])
    assert (good.exit_code, json.loads(good.stdout)["ok"]) == (0, True)
    assert CliRunner().invoke(group, ["doctor", *database]).stdout.endswith("Nothing to mend\n")
    add_staff(db, "b@library.example", "vier Wörter im Regal", role=Role.VIEWER)
    db.execute("DELETE FROM staff WHERE role = 'admin'")
    bad = CliRunner().invoke(group, ["doctor", *database])
    assert bad.exit_code == 1
    assert "mend  staff: There are accounts" in bad.stdout
    assert "→ tracker add-staff" in bad.stdout
    assert bad.stdout.endswith("1 thing to mend\n")
    broken = json.loads(CliRunner().invoke(group, ["doctor", *database, "--json"]).stdout)
    assert [one["name"] for one in broken["findings"] if one["level"] == "mend"] == ["staff"]


def test_settings_of_a_service_that_does_not_run_come_from_its_variables(config, db):
    group, database = SignetGroup("tracker", commands=[doctor]), ["--database", str(config.database)]
    behind_https = {"SIGNET_BASE_URL": "https://qr.example.de", "SIGNET_BACKUPS": ""}
    for proxies, words in (("loopback", "ok    proxies: loopback"), ("", "note  proxies: A proxy is in")):
        settings = {**behind_https, "SIGNET_PROXIES": proxies}
        said = CliRunner().invoke(group, ["doctor", *database], env=settings)
        assert words in said.stdout


def test_a_database_that_has_gone_is_not_made_anew(config, write_snapshot):
    write_snapshot(config.snapshot_file, {})
    (fault,) = (one for one in examine(config) if one.level is Level.MEND)
    assert "put it back" in fault.remedy
    with pytest.raises(SignetError, match="The database of this service has gone"):
        connect(config, create=False)
    assert not config.database.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_database_of_root_is_found_and_not_taken_for_a_wrong_argument(healthy, db):
    healthy.database.chmod(0)
    said = CliRunner().invoke(
        SignetGroup("tracker", commands=[doctor]), ["doctor", "--database", str(healthy.database)]
    )
    healthy.database.chmod(0o600)
    assert said.exit_code == 1
    assert "mend  database: The database cannot be opened" in said.stdout
