"""A service listens where it was told to: at a name, at an address of either kind, at all there are."""

import socket
from dataclasses import replace

import pytest

from tracker.serve import running_server


@pytest.fixture
def code(mint_batch):
    return mint_batch().codes[0]


def _need(address):
    try:
        socket.create_server((address, 0), family=socket.AF_INET6).close()
    except OSError as error:
        pytest.skip(f"this machine has no {address}: {error}")


def test_name_of_a_machine(config, code, fetch):
    with running_server(replace(config, host="localhost", workers=1)) as url:
        assert fetch(url, f"/{code}").status == 302


def test_all_addresses_of_both_kinds(config, code, fetch):
    _need("::1")
    with running_server(replace(config, host="::", workers=1)) as url:
        assert url.startswith("http://[::1]:")
        assert fetch(url, f"/{code}").status == 302
        assert fetch(url.replace("[::1]", "127.0.0.1"), f"/{code}").status == 302
