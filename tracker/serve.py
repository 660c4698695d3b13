"""Starting a service, from the command line or for as long as a block lasts, and asking how it is doing."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException

from printkit.errors import SignetError
from tracker.clock import TOKEN_VARIABLE
from tracker.config import Config
from tracker.database import connect
from tracker.scans.counts import SqliteCounts
from tracker.scans.fold import count_waiting

STOP_SECONDS = 20.0


def command(config: Config, *, as_json: bool = False, parent: int | None = None) -> list[str]:
    """Return the command line of a service process; it says on standard output when it answers.

    ``-P`` keeps a folder that happens to be called ``tracker`` in the user's folder from being imported.

    Args:
        config: The settings.
        as_json: Whether it says so as one line of JSON.
        parent: A process with which the service ends, however that ends; ``None`` for a service that stays.
    """
    options = [*(["--json"] if as_json else []), *([f"--parent={parent}"] if parent else [])]
    return [sys.executable, "-P", "-m", "tracker.service", config.to_json(), *options]


def become_service(config: Config, *, as_json: bool = False) -> None:
    """Turn this process into a service; it does not return. The demo's clock is left behind.

    Ctrl-C waits until the service has loaded, which then takes it as the wish to end (`tracker.service`).
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    sys.stdout.flush()
    sys.stderr.flush()
    environment = {name: value for name, value in os.environ.items() if name != TOKEN_VARIABLE}
    arguments = command(config, as_json=as_json)
    os.execve(arguments[0], arguments, environment)  # noqa: S606 (our own module)


@contextmanager
def reserve_port(config: Config) -> Iterator[socket.socket]:
    """Keep the port for this service for as long as the block lasts.

    Yields:
        A socket that is bound to it and never listens.

    Raises:
        SignetError: The port is taken, or the address is not this machine's.
    """
    with ExitStack() as stack:
        try:
            reserved = stack.enter_context(_bound(config))
            stack.enter_context(_claim(reserved))
        except OSError as error:
            raise _cannot_listen(config, error) from error
        yield reserved


def _bound(config: Config) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        config.host, config.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    reserved = socket.socket(family, kind, protocol)
    try:
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.bind(address)  # without SO_REUSEPORT: fails if anybody else listens there
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    except OSError:
        reserved.close()
        raise
    return reserved


def _claim(reserved: socket.socket) -> socket.socket:
    """Take a name that one process at a time can have.

    As long as nobody listens, Linux lets several bind one port; two services that start at once would share
    it, and each would get half of the visitors of the other.
    """
    host, port = reserved.getsockname()[:2]
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if sys.platform == "linux":  # elsewhere there are no names without a file
            claim.bind(f"\0signet-{host}-{port}")
    except OSError:
        claim.close()
        raise
    return claim


def _cannot_listen(config: Config, error: OSError) -> SignetError:
    message = f"Cannot listen on {config.host}, port {config.port}: {error.strerror or error}."
    if error.errno == errno.EADDRINUSE:
        remedy = "Stop the other program, or choose another port with --port."
    elif error.errno == errno.EACCES:
        remedy = "Choose a port from 1024 with --port; a proxy in front can have the lower one."
    else:
        remedy = "Name an address of this machine with --host: 127.0.0.1, or 0.0.0.0 for all it has."
    return SignetError.of("listen", message, remedy)


@contextmanager
def running_server(config: Config, *, clock_token: str | None = None) -> Iterator[str]:
    """Run a service for as long as the block lasts.

    Args:
        config: Its settings; with port 0 it takes a free one.
        clock_token: Secret with which requests may say what time it is (`tracker.clock`).

    Yields:
        Its URL on this machine; it answers.

    Raises:
        SignetError: It did not start; it has said why on standard error.
    """
    environment = {name: value for name, value in os.environ.items() if name != TOKEN_VARIABLE}
    if clock_token:
        environment[TOKEN_VARIABLE] = clock_token
    process = subprocess.Popen(  # noqa: S603 (our own module)
        command(config, as_json=True, parent=os.getpid()),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield _said_url(process)
    finally:
        _stop(process)


def wait_until_folded(config: Config, *, seconds: float = 60.0) -> None:
    """Wait until every hit in the spool is counted; count them here where no service does.

    Raises:
        SignetError: That took too long: the running service cannot count.
    """
    with connect(config, create=False) as db:
        if not count_waiting(config.spool_folder, config.run_folder, SqliteCounts(db), seconds=seconds):
            raise SignetError.of(
                "not-counted",
                f"Hits were still waiting to be counted after {seconds:.0f} s.",
                "See /healthz of the running service.",
                file=str(config.spool_folder),
            )


def is_ready(config: Config) -> bool:
    """Whether a worker answers and knows what the codes answer."""
    connection = HTTPConnection(_reachable(config.host), config.port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        checks = json.loads(connection.getresponse().read())["checks"]
        return bool(checks["redirects"]["ok"])
    except (OSError, HTTPException, ValueError, KeyError):
        return False
    finally:
        connection.close()


def local_url(config: Config) -> str:
    """Return the URL at which this machine reaches the service."""
    host = _reachable(config.host)
    return f"http://[{host}]:{config.port}" if ":" in host else f"http://{host}:{config.port}"


def _said_url(process: subprocess.Popen[str]) -> str:
    """Wait for the service's line on standard output; it comes in any case, or the process ends."""
    line = process.stdout.readline() if process.stdout else ""
    try:
        return str(json.loads(line)["url"])
    except (ValueError, KeyError) as error:
        raise SignetError.of(
            "no-service", "The service did not start.", "What it said above tells why."
        ) from error


def _stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 (compared only)
