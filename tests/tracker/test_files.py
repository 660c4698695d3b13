import os
import stat

import pytest

from tracker.files import replace_file


def test_file_is_replaced_whole_and_private(tmp_path):
    path = tmp_path / "state"
    replace_file(path, b"old")
    with path.open("rb") as reader:
        replace_file(path, b"new")
        assert reader.read() == b"old"
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["state"]


def test_failure_leaves_the_old_file_and_no_other(tmp_path):
    path = tmp_path / "state"
    path.mkdir()
    with pytest.raises(OSError, match="state"):
        replace_file(path, b"new")
    assert os.listdir(tmp_path) == ["state"]
