"""Real services: they start, answer, follow changes, survive and stop."""

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from printkit.errors import SignetError
from printkit.store.batches import find_batch, find_code
from printkit.store.destinations import retarget, retire, revive
from printkit.store.model import BatchKind
from tracker.config import make_config
from tracker.database import connect
from tracker.health.state import BACKGROUND, FOLDER, read_state
from tracker.serve import command, running_server, wait_until_folded


def processes(run_folder):
    """Return the processes of a service: those whose command line, or whose parent's, names its folder."""
    table = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                words = (entry / "cmdline").read_bytes().decode(errors="replace")
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
                if stat[0] != "Z":
                    table[int(entry.name)] = (int(stat[1]), words)
    named = {pid for pid, (_, words) in table.items() if str(run_folder) in words}
    return {pid: words for pid, (parent, words) in table.items() if pid in named or parent in named}


def pid_of(config, what):
    return next((pid for pid, words in processes(config.run_folder).items() if what in words), None)


def workers(config):
    return [pid for pid, words in processes(config.run_folder).items() if "spawn_main" in words]


def kills_of_background(config):
    found = read_state(config.run_folder / FOLDER / BACKGROUND)
    return len(found.state.kills) if found else None


def hits(config):
    with connect(config, create=False) as db:
        return db.execute("SELECT coalesce(sum(hits), 0) FROM hit_hour").fetchone()[0]


@pytest.fixture
def codes(mint_batch):
    return mint_batch().codes


def test_scan_goes_all_the_way(config, codes, fetch):
    with running_server(config) as url:
        answer = fetch(url, f"/{codes[0]}")
        assert (answer.status, answer.headers["location"]) == (302, "https://www.example.org/")
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers
        assert fetch(url, f"/{codes[1].lower()}").status == 302
        head = fetch(url, f"/{codes[1]}", "HEAD")
        assert (head.status, head.body, head.headers["location"]) == (302, b"", "https://www.example.org/")
        wait_until_folded(config)
        health = fetch(url, "/healthz")
        assert (health.status, json.loads(health.body)["status"]) == (200, "ok"), health.body
    with connect(config, create=False) as db:
        found = db.execute(
            "SELECT one.word, other.word, third.word, hits FROM hit_hour"
            " JOIN hit_word AS one ON one.id = class JOIN hit_word AS other ON other.id = device"
            " JOIN hit_word AS third ON third.id = entry ORDER BY third.word"
        ).fetchall()
    assert found == [("person", "phone", "scanned", 1), ("person", "phone", "typed", 1)]


def test_stopping_counts_everything_and_leaves_no_process(config, codes, fetch):
    with running_server(config) as url:
        for code in codes:
            fetch(url, f"/{code}")
        assert len(processes(config.run_folder)) >= 4
    assert hits(config) == len(codes)
    assert processes(config.run_folder) == {}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_service_leaves_no_orphans(config, codes, number, until):
    process = subprocess.Popen(command(config, as_json=True), stdout=subprocess.PIPE)
    with process:
        assert process.stdout.readline()
        assert len(processes(config.run_folder)) >= 4
        process.send_signal(number)
        assert process.wait(60) == (0 if number != signal.SIGKILL else -signal.SIGKILL)
        until(lambda: not processes(config.run_folder))


def test_service_of_a_program_ends_with_it(config, codes, until):
    program = f"""
import time
from tracker.config import Config
from tracker.serve import running_server
with running_server(Config.from_json({config.to_json()!r})) as url:
    print(url, flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline().startswith(b"http")
        process.kill()
    until(lambda: not processes(config.run_folder))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_terminal_ends_the_service_quietly(config, codes, number, fetch):
    """Ctrl-C, or closing the terminal, reaches all processes at once."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command(config, as_json=True), start_new_session=True, **pipes) as process:
        url = json.loads(process.stdout.readline())["url"]
        fetch(url, f"/{codes[0]}")  # the other worker may still be loading
        os.killpg(process.pid, number)
        assert process.wait(60) == 0
        assert process.stderr.read() == b""
    assert processes(config.run_folder) == {}
    assert hits(config) == 1


def test_counting_gives_way_to_redirects_on_the_same_core(config, codes):
    """Niceness counts inside of a session only; in a session of its own counting took a third of a core."""
    with running_server(config):
        background = pid_of(config, "tracker.background")
        service = pid_of(config, "tracker.service")
        assert os.getpriority(os.PRIO_PROCESS, background) > os.getpriority(os.PRIO_PROCESS, service)
        assert os.getsid(background) == os.getsid(service)
        assert os.getpgid(background) == background


def test_retarget_and_retirement_are_live_within_a_second(config, db, mint_batch, fetch, until):
    batch = mint_batch().batch
    code = find_code(db, next(iter(db.execute("SELECT code FROM code")))[0])
    path = f"/{code.code}"
    with running_server(config) as url:

        def answers(status, location=None):
            seen = [fetch(url, path) for _ in range(8)]  # as many connections meet both workers
            return all((a.status, a.headers.get("location")) == (status, location) for a in seen)

        retarget(db, find_batch(db, batch.id), "https://www.example.org/new")
        assert until(lambda: answers(302, "https://www.example.org/new")) < 30  # one, where nobody else works
        retarget(db, code, "https://www.example.org/own")
        assert until(lambda: answers(302, "https://www.example.org/own")) < 30  # one, where nobody else works
        retire(db, find_batch(db, batch.id))
        assert until(lambda: answers(410)) < 30  # one, where nobody else works
        revive(db, find_batch(db, batch.id))
        assert until(lambda: answers(302, "https://www.example.org/own")) < 30  # one, where nobody else works
        fresh = mint_batch(kind=BatchKind.ONE_CODE).codes[0]
        assert until(lambda: fetch(url, f"/{fresh}").status == 302) < 30  # one, where nobody else works


@pytest.mark.slow
def test_dead_processes_are_started_again(config, codes, fetch, until):
    with running_server(config) as url:
        for kills in (1, 2):
            background = pid_of(config, "tracker.background")
            os.kill(background, signal.SIGKILL)
            until(lambda gone=background: pid_of(config, "tracker.background") not in (None, gone))
            until(lambda told=kills: kills_of_background(config) == told)  # else the next one has not begun
            for worker in workers(config):
                os.kill(worker, signal.SIGKILL)
            until(lambda: _answers(fetch, url, codes[0]))
        until(lambda: len(workers(config)) == 2)
        assert b"it was killed, and started again" in fetch(url, "/healthz").body
        os.kill(pid_of(config, "tracker.background"), signal.SIGKILL)
        until(lambda: b"was killed 3 times in ten minutes" in fetch(url, "/healthz").body)
        assert fetch(url, "/healthz").status == 503
        assert fetch(url, f"/{codes[0]}").status == 302


@pytest.mark.slow
def test_worker_that_dies_again_and_again_takes_no_other_with_it(config, codes, fetch, until):
    with running_server(config) as url:
        dying, staying = workers(config)
        for _ in range(3):
            os.kill(dying, signal.SIGKILL)
            until(lambda gone=dying: len(found := workers(config)) == 2 and gone not in found)
            (dying,) = {*workers(config)} - {staying}
        until(lambda: b"2 of 2 answer" in fetch(url, "/healthz").body)


def _answers(fetch, url, code):
    try:
        return fetch(url, f"/{code}").status == 302
    except OSError:
        return False


@pytest.mark.slow
def test_locked_database_costs_no_redirect(config, db, codes, fetch):
    with running_server(config) as url:
        db.conn.execute("BEGIN EXCLUSIVE")
        took = []
        for _ in range(30):
            start = time.monotonic()
            assert fetch(url, f"/{codes[0]}").status == 302
            took.append(time.monotonic() - start)
            time.sleep(0.1)
        db.conn.execute("ROLLBACK")
        assert sorted(took)[-5] < 2  # nothing waited for the lock; the machine may stand still now and then
        wait_until_folded(config)
    assert hits(config) == 30


@pytest.mark.slow
def test_service_that_starts_over_a_locked_database_redirects_soon(config, db, codes, fetch, until):
    with running_server(config):
        pass
    db.close()
    with contextlib.closing(sqlite3.connect(config.database, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        start = time.monotonic()
        with running_server(config) as url:
            assert fetch(url, f"/{codes[0]}").status == 302
            assert time.monotonic() - start < 29  # a command would wait thirty seconds
            assert fetch(url, "/BBBBBB").status == 404
            assert time.monotonic() - start < 58
            until(lambda: fetch(url, "/healthz").status == 503)
    assert hits(config) == 0
    with running_server(config):
        wait_until_folded(config)
    assert hits(config) == 1


@pytest.mark.slow
@pytest.mark.parametrize("harm", ["gone", "corrupt"])
def test_known_codes_are_redirected_without_a_database(config, db, codes, fetch, harm, until):
    db.close()
    with running_server(config) as url:
        assert fetch(url, f"/{codes[0]}").status == 302
    content = config.database.read_bytes()
    if harm == "gone":
        config.database.unlink()
    else:
        config.database.write_bytes(b"no database at all" * 1000)
    with running_server(config) as url:
        assert fetch(url, f"/{codes[1]}").status == 302
        until(lambda: fetch(url, "/healthz").status == 503)
        health = fetch(url, "/healthz").body
        assert json.loads(health)["checks"]["database"]["ok"] is False
        assert str(config.database.parent).encode() not in health
        assert config.database.exists() == (harm == "corrupt")
        config.database.write_bytes(content)
        until(lambda: fetch(url, "/healthz").status == 200)
        wait_until_folded(config)
    assert hits(config) == 2


@pytest.mark.slow
def test_database_replaced_while_running_is_noticed(config, db, mint_batch, fetch, tmp_path, until):
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        db.conn.backup(copy)
    copy.close()
    code = mint_batch().codes[0]
    with running_server(config) as url:
        assert fetch(url, f"/{code}").status == 302
        db.close()
        for name in ("-wal", "-shm"):
            Path(f"{config.database}{name}").unlink(missing_ok=True)
        os.replace(tmp_path / "copy.db", config.database)
        until(lambda: b"codes on paper are not in this database" in fetch(url, "/healthz").body)
        assert fetch(url, f"/{code}").status == 302


@pytest.mark.slow
def test_run_folder_that_takes_no_lock_costs_no_redirect_and_is_said_once(config, codes, fetch):
    with running_server(config) as url:
        fetch(url, f"/{codes[0]}")
    (config.run_folder / "fold.lock").unlink()
    (config.run_folder / "fold.lock").mkdir()
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command(config, as_json=True), text=True, **pipes) as process:
        url = json.loads(process.stdout.readline())["url"]
        assert process.stderr.readline() == "Signet background: run folder: Is a directory\n"
        time.sleep(1.5)  # in which it is tried again
        assert fetch(url, f"/{codes[0]}").status == 302
        process.terminate()
        assert process.stderr.read() == ""


def test_taken_port_is_said(config, codes):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        taken = make_config(config.database, port=port)
        done = subprocess.run(command(taken), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert f"port {port}" in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_second_service_cannot_share_the_port(config, codes):
    config = replace(config, workers=1)
    with running_server(config) as url:
        second = make_config(config.database, port=int(url.rpartition(":")[2]))
        with pytest.raises(SignetError, match="did not start"), running_server(second):
            pass


def test_second_service_over_one_database_is_refused(config, codes, fetch, capfd):
    config = replace(config, workers=1)
    with running_server(config) as url:
        with pytest.raises(SignetError, match="did not start"), running_server(config):
            pass
        said = capfd.readouterr().err
        assert "A service runs over this database already (process " in said
        assert "Stop that one first" in said
        assert fetch(url, f"/{codes[0]}").status == 302
    assert hits(config) == 1


def test_of_two_first_starts_at_once_one_serves(tmp_path):
    config = make_config(tmp_path / "campaigns.db", port=0)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    started = [subprocess.Popen(command(config, as_json=True), **pipes) for _ in range(2)]
    try:
        lines = sorted(process.stdout.readline() for process in started)
        assert lines[0] == b""
        assert "url" in json.loads(lines[1])
    finally:
        for process in started:
            process.terminate()
            process.communicate(timeout=60)
    assert sorted(process.returncode for process in started) == [0, 1]


def test_after_a_kill_the_next_service_starts_at_once(config, codes, fetch):
    config = replace(config, workers=1)
    for _ in range(3):
        with subprocess.Popen(command(config, as_json=True), stdout=subprocess.PIPE) as process:
            url = json.loads(process.stdout.readline())["url"]
            assert fetch(url, f"/{codes[0]}").status == 302
            process.kill()
    with running_server(config) as url:
        assert fetch(url, f"/{codes[0]}").status == 302
        wait_until_folded(config)
    assert hits(config) == 4


def test_clock_header_means_nothing_without_the_secret(config, codes, fetch):
    config = replace(config, workers=1)
    with running_server(config) as url:
        fetch(url, f"/{codes[0]}", headers={"X-Signet-Clock": " 1700000000"})
    with running_server(config, clock_token="s3cret") as url:
        fetch(url, f"/{codes[0]}", headers={"X-Signet-Clock": "s3cret 1700000000"})
        fetch(url, f"/{codes[0]}", headers={"X-Signet-Clock": "wrong 1700000000"})
    wait_until_folded(config)
    with connect(config, create=False) as db:
        found = dict(db.execute("SELECT hour / 4, sum(hits) FROM hit_hour GROUP BY hour").fetchall())
    assert found.pop(1_700_000_000 // 3600) == 1
    assert sum(found.values()) == 2
