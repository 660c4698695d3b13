from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tracker.reports.charts.sparkline import BAR, HEIGHT, LEAST, PITCH, draw

COUNTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=60)


@given(COUNTS, st.integers(0, 10_000))
def test_every_day_with_scans_has_a_bar_inside_the_picture(counts: list[int], more: int) -> None:
    highest = max(counts) + more
    picture = draw(counts, highest)
    assert [bar.x for bar in picture.bars] == [
        round(number * PITCH, 2) for number, count in enumerate(counts) if count
    ]
    for bar in picture.bars:
        assert LEAST <= bar.height <= HEIGHT
        assert bar.y + bar.height == HEIGHT or abs(bar.y + bar.height - HEIGHT) < 0.02
        assert bar.x + BAR <= picture.width + 0.01


@given(COUNTS)
def test_more_scans_are_never_a_lower_bar(counts: list[int]) -> None:
    scanned = [count for count in counts if count]
    heights = [bar.height for bar in draw(counts, max(counts)).bars]
    for (less, low), (more, high) in zip(
        sorted(zip(scanned, heights, strict=True)),
        sorted(zip(scanned, heights, strict=True))[1:],
        strict=False,
    ):
        assert less > more or low <= high
