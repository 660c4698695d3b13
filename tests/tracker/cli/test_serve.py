import json
import signal
import socket
import subprocess
import sys
from dataclasses import replace

import pytest

from printkit.errors import SignetError
from tracker.serve import command, reserve_port

COMMAND = [sys.executable, "-m", "tracker.cli.main", "serve"]


def test_serve_says_what_to_open_once_it_answers(config, mint_batch, fetch):
    code = mint_batch().codes[0]
    command = [*COMMAND, "--database", str(config.database), "--port", "0", "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline()
            assert line.startswith("Signet answers at http://127.0.0.1:")
            assert fetch(line.split()[-1], f"/{code}").status == 302
        finally:
            process.send_signal(signal.SIGINT)
        assert "/staff/" in process.stdout.read()
        assert process.wait(60) == 0


def test_serve_in_an_empty_folder_creates_the_database(tmp_path, fetch):
    command = [*COMMAND, "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        try:
            url = json.loads(process.stdout.readline())["url"]
            assert fetch(url, "/healthz").status == 200
            assert (tmp_path / "campaigns.db").exists()
        finally:
            process.terminate()
        process.stdout.read()
        assert process.wait(60) == 0


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--port", "70000"], "port"),
        (["--workers", "0"], "workers"),
        (["--host", "203.0.113.9"], "address of this machine"),
        (["--host", "nowhere.invalid"], "address of this machine"),
        (["--base-url", "https://a.example/path"], "base URL"),
        (["--database", "/nowhere/campaigns.db"], "/nowhere"),
    ],
)
def test_wrong_settings_are_said(tmp_path, options, word):
    done = subprocess.run(
        [*COMMAND, "--port", "0", *options],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_ctrl_c_while_the_service_loads_ends_it_quietly(config):
    # A shell without a terminal starts what goes on beside it with Ctrl-C ignored, tests perhaps.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # as `tracker serve` hands over
    try:
        process = subprocess.Popen(command(config), stderr=subprocess.PIPE, text=True)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        signal.signal(signal.SIGINT, handler)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60)[1] == ""
    assert process.returncode == 0


def test_a_taken_port_leaves_nothing_behind(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        options = ["--port", str(other.getsockname()[1]), "--database", str(tmp_path / "new.db")]
        done = subprocess.run([*COMMAND, *options], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Cannot listen" in done.stderr
    assert not (tmp_path / "new.db").exists()


def test_two_services_that_start_at_once_do_not_share_a_port(config):
    with reserve_port(config) as first:  # it does not listen yet
        second = replace(config, port=first.getsockname()[1])
        with pytest.raises(SignetError, match="Address already in use"), reserve_port(second):
            pass
    with reserve_port(second):
        pass
