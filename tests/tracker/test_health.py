import json
import time

import pytest

from tracker.health import BackgroundState, Check, background_checks, read_state, report, write_state


def names_of_faults(run_folder):
    return [check.name for check in background_checks(run_folder) if not check.ok]


def test_background_that_works_is_in_order(tmp_path):
    now = time.time()
    write_state(tmp_path, BackgroundState(now, folded_at=now, waiting_bytes=70))
    assert names_of_faults(tmp_path) == []


@pytest.mark.parametrize(
    ("state", "faults"),
    [
        ({"at": -60}, ["background"]),
        ({"database": "file is not a database"}, ["database"]),
        ({"snapshot": "disk full"}, ["snapshot"]),
        ({"fold": "database is locked"}, ["fold"]),
        ({"folded_at": -60}, ["fold"]),
        ({"faults": 3, "strangers": 2}, []),
    ],
)
def test_every_trouble_has_its_line(tmp_path, state, faults):
    now = time.time()
    at, folded_at = now + state.pop("at", 0), now + state.pop("folded_at", 0)
    write_state(tmp_path, BackgroundState(at=at, folded_at=folded_at, **state))
    assert names_of_faults(tmp_path) == faults


@pytest.mark.parametrize("content", [None, b"", b"{}", b"[1]", b'{"at": 1, "other": 2}'])
def test_missing_or_foreign_state_is_a_dead_background(tmp_path, content):
    if content is not None:
        (tmp_path / "background.json").write_bytes(content)
    assert read_state(tmp_path) is None
    assert names_of_faults(tmp_path) == ["background"]


def test_report_is_503_if_anything_fails():
    good, bad = Check("a", True, "fine"), Check("b", False, "broken")
    assert report((good,))[0] == 200
    status, body = report((good, bad))
    assert status == 503
    assert json.loads(body) == {
        "status": "failing",
        "checks": {"a": {"ok": True, "says": "fine"}, "b": {"ok": False, "says": "broken"}},
    }
