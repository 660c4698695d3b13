"""The staff pass as the lean path sees it."""

import os

import pytest

from tracker.scans.staff_pass import (
    KEY_FILE,
    MOST_REMEMBERED,
    StaffPasses,
    cookie_name,
    end_of,
    end_passes,
    make_pass,
    pass_key,
)

NOW = 1_800_000_000.0
KEY = b"k" * 32


def request(value, name="signet-pass"):
    return {"HTTP_COOKIE": f"other=1; {name}={value}; last=2"}


@pytest.fixture
def passes(tmp_path):
    pass_key(tmp_path)
    return StaffPasses(tmp_path, https=False)


def test_a_pass_holds_until_its_end(tmp_path, passes):
    value = make_pass(pass_key(tmp_path), int(NOW) + 100)
    assert passes.has_one(request(value), NOW)
    assert passes.has_one(request(value), NOW + 99)
    assert not passes.has_one(request(value), NOW + 100)
    assert not StaffPasses(tmp_path, https=False).has_one(request(value), NOW + 101)


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value[:-1] + ("0" if value[-1] != "0" else "1"),
        lambda value: "9" + value,
        lambda value: value.replace(".", ""),
        lambda value: value.partition(".")[0] + ".",
        lambda value: "",
        lambda value: "\xff" + value,
        lambda value: "²" + value,
        lambda value: "x" * 100_000,
    ],
)
def test_nobody_can_make_or_prolong_one(tmp_path, passes, change):
    value = make_pass(pass_key(tmp_path), int(NOW) + 100)
    assert not passes.has_one(request(change(value)), NOW)
    assert end_of(pass_key(tmp_path), change(value)) == 0


def test_signed_nonsense_is_no_pass():
    for text in ("x", "-1", "1e9", "²"):
        value = f"{text}.{make_pass(KEY, 1).partition('.')[2]}"
        assert end_of(KEY, value) == 0


def test_with_https_only_the_cookie_bound_to_the_host_counts(tmp_path):
    value = make_pass(pass_key(tmp_path), int(NOW) + 100)
    passes = StaffPasses(tmp_path, https=True)
    assert passes.has_one(request(value, "__Host-signet-pass"), NOW)
    assert not passes.has_one(request(value), NOW)
    assert cookie_name(True).startswith("__Host-")


@pytest.mark.parametrize("environ", [{}, {"HTTP_COOKIE": ""}, {"HTTP_COOKIE": "signet-pass"}, request("")])
def test_without_a_pass(passes, environ):
    assert not passes.has_one(environ, NOW)


def test_a_new_key_ends_all_passes(tmp_path, passes):
    value = make_pass(pass_key(tmp_path), int(NOW) + 100)
    assert passes.has_one(request(value), NOW)
    end_passes(tmp_path)
    passes.refresh()
    assert not passes.has_one(request(value), NOW)
    assert passes.has_one(request(make_pass(pass_key(tmp_path), int(NOW) + 1)), NOW)


def test_removing_the_key_or_damaging_it_ends_them_too(tmp_path, passes):
    value = make_pass(pass_key(tmp_path), int(NOW) + 100)
    (tmp_path / KEY_FILE).write_bytes(b"short")
    passes.refresh()
    assert not passes.has_one(request(value), NOW)
    assert not passes.has_one(request(make_pass(b"short", int(NOW) + 100)), NOW)
    (tmp_path / KEY_FILE).unlink()
    passes.refresh()
    assert not passes.has_one(request(make_pass(b"", int(NOW) + 100)), NOW)


def test_the_key_is_for_the_service_only(tmp_path):
    pass_key(tmp_path)
    assert os.stat(tmp_path / KEY_FILE).st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_memory_is_bounded(tmp_path, passes):
    key = pass_key(tmp_path)
    for number in range(2 * MOST_REMEMBERED):
        assert passes.has_one(request(make_pass(key, int(NOW) + 1 + number)), NOW)
    assert len(passes._known) <= MOST_REMEMBERED
