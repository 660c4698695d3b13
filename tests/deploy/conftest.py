"""The shipped configurations of nginx and Caddy, run on free ports of this machine."""

from __future__ import annotations

import getpass
import random
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"
NeedProgram = Callable[[str], Path]


@dataclass(frozen=True)
class Front:
    """A proxy that runs: its two ports, and the folder with all that it writes."""

    kind: str
    http: int
    https: int
    folder: Path

    def written(self) -> bytes:
        """Return all that the proxy wrote anywhere, with its standard output and error."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return b"\n".join(path.read_bytes() for path in files if path.suffix not in (".pem", ".key", ".crt"))


@pytest.fixture
def port() -> int:
    """A port that nobody uses."""
    return free_port()


def free_port() -> int:
    """Return a port outside the range from which the system serves all who do not care which they get."""
    while True:
        found = random.randrange(10_000, 30_000)
        with suppress(OSError), socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            for probe in (tcp, udp):  # Caddy takes both, for HTTP/3
                probe.bind(("", found))
            return found


def replaced(text: str, *pairs: tuple[str, str, int]) -> str:
    """Replace each text, which must stand there as often as is said."""
    for old, new, times in pairs:
        assert text.count(old) == times, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text


@pytest.fixture(params=["nginx", "caddy"])
def start_front(
    request: pytest.FixtureRequest, tmp_path: Path, need_program: NeedProgram
) -> Iterator[Callable[[int], Front]]:
    """Return ``start_front(port of the tracker) -> Front``; both proxies are tried."""
    program = need_program(request.param)
    with ExitStack() as stack:

        def start(behind: int) -> Front:
            front = Front(request.param, free_port(), free_port(), tmp_path / request.param)
            front.folder.mkdir()
            make = _nginx if request.param == "nginx" else _caddy
            command = make(program, front, behind, need_program)
            said = stack.enter_context((front.folder / "said").open("wb"))
            environment = {"HOME": str(front.folder), "PATH": "/usr/bin:/bin"}
            process = subprocess.Popen(command, stdout=said, stderr=said, env=environment)
            stack.callback(_stop, process)
            _wait(front, process)
            return front

        yield start


def _nginx(program: Path, front: Front, behind: int, need_program: NeedProgram) -> list[str]:
    folder = front.folder
    openssl = [
        need_program("openssl"),
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
    ]
    options = ["-nodes", "-days", "30", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"]
    subprocess.run([*openssl, *options, *files], check=True, capture_output=True)
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"^ +listen \[::\].*\n", "", text, flags=re.MULTILINE)
    site = replaced(
        text,
        ("listen 80;", f"listen 127.0.0.1:{front.http};", 1),
        ("listen 443 ", f"listen 127.0.0.1:{front.https} ", 1),
        ("https://qr.example.de$", f"https://localhost:{front.https}$", 1),
        ("server_name qr.example.de", "server_name localhost", 2),
        ("/etc/letsencrypt/live/qr.example.de", str(folder), 2),
        ("/var/log/nginx", str(folder), 3),
        ("/usr/share/signet", str(DEPLOY), 1),
        ("127.0.0.1:8000", f"127.0.0.1:{behind}", 1),
    )
    (folder / "signet.conf").write_text(site, encoding="utf-8")
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        # As who runs the tests: others may not write into their folders, as it does with what is handed in.
        f"user {getpass.getuser()}; daemon off; pid {folder}/pid; error_log {folder}/error.log;"
        f"events {{ worker_connections 1024; }} http {{ access_log {folder}/access.log; {temporary}"
        f"include {folder}/signet.conf; }}",
        encoding="utf-8",
    )
    return [
        str(program),
        "-p",
        str(folder),
        "-c",
        str(folder / "nginx.conf"),
        "-e",
        str(folder / "error.log"),
    ]


def _caddy(program: Path, front: Front, behind: int, need_program: NeedProgram) -> list[str]:
    site = replaced(
        (DEPLOY / "Caddyfile").read_text(encoding="utf-8"),
        ("\n{\n", "\n{\nadmin off\nskip_install_trust\nlocal_certs\nauto_https disable_redirects\n", 1),
        ("http://qr.example.de {", f"http://localhost:{front.http} {{", 1),
        ("https://qr.example.de{uri}", f"https://localhost:{front.https}{{uri}}", 1),
        ("https://qr.example.de {", f"https://localhost:{front.https} {{", 1),
        ("127.0.0.1:8000", f"127.0.0.1:{behind}", 1),
        ("/usr/share/signet", str(DEPLOY), 1),
    )
    (front.folder / "Caddyfile").write_text(site, encoding="utf-8")
    return [str(program), "run", "--config", str(front.folder / "Caddyfile"), "--adapter", "caddyfile"]


def _wait(front: Front, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        assert process.poll() is None, (front.folder / "said").read_text()
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", front.http), timeout=1).close()
            connected = socket.create_connection(("127.0.0.1", front.https), timeout=1)
            with (
                connected,
                ssl._create_unverified_context().wrap_socket(connected, server_hostname="localhost"),
            ):
                return  # Caddy listens before it has made its certificate
        time.sleep(0.05)
    raise AssertionError((front.folder / "said").read_text())


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
