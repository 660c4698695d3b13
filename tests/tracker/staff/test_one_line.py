from __future__ import annotations

import pytest

from tracker.staff.one_line import one_line


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        (None, ""),
        (" Plakate \t hängen\n", "Plakate hängen"),
        ("u\u0308ber", "über"),
        ("\x00\x01\x1b", ""),
        ("a\u202eb", "ab"),
        ("👨\u200d👩\u200d👧 da", "👨\u200d👩\u200d👧 da"),
    ],
)
def test_a_line_is_what_was_meant(sent: str | None, meant: str) -> None:
    assert one_line(sent) == meant
