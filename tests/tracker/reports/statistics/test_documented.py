"""The examples of docs/statistics.md are what the functions return."""

from pathlib import Path

from tracker.reports.statistics.comparing import compare
from tracker.reports.statistics.costs import cost_per_scan
from tracker.reports.statistics.holding import held_back
from tracker.reports.statistics.intervals import scans_per_100, wilson
from tracker.reports.statistics.lasting import first_scans, half_life
from tracker.reports.statistics.planning import Aim, copies_needed
from tracker.reports.statistics.samples import Cohort, Measure, Sample
from tracker.reports.statistics.spread import spread
from tracker.reports.statistics.verdict import VerdictKind
from tracker.reports.verdict_words import verdict_in_words

TEXT = " ".join((Path(__file__).parents[4] / "docs" / "statistics.md").read_text(encoding="utf-8").split())
FLYERS = [12, 8, 9, 3, 14, 6, 2, 5, 3, 0, 4, 2, 1, 3]


def even(batch, counted):
    so_far = [round(counted * day / 20) for day in range(21)]
    return Sample(batch, (Cohort(1000, tuple(so_far[day + 1] - so_far[day] for day in range(20))),))


def test_scan_rate():
    found, none = wilson(126, 500), wilson(0, 20)
    low, high = 100 * found.low, 100 * found.high
    assert f"126 of 500 pieces: {12600 / 500:.1f} %, 95 % interval {low:.1f} to {high:.1f} %" in TEXT
    assert f"0 of 20 means up to {100 * none.high:.0f} %" in TEXT


def test_scans_per_100_copies():
    found = scans_per_100(FLYERS, 2000)
    assert f"{', '.join(map(str, FLYERS[:-1]))} and {FLYERS[-1]} scans: {sum(FLYERS)}" in TEXT
    assert (
        f"The spread is {spread(FLYERS).factor:.1f}, the interval {found.low:.1f} to {found.high:.1f}."
        in TEXT
    )


def test_cost_per_scan():
    found, nothing = cost_per_scan(180, FLYERS), cost_per_scan(180, [0] * 7)
    low, high = found.interval.low, found.interval.high
    assert f"180 €: {found.each:.2f} € a scan, between {low:.2f} € and {high:.2f} €" in TEXT
    assert f"*at least* {nothing.interval.low:.2f} € a scan" in TEXT


def test_days_to_the_first_scan():
    last = first_scans([Cohort(300, (20, 12, 8, 5)), Cohort(200, (10, 6))])[-1]
    figures = [100 * one for one in (last.share, last.interval.low, last.interval.high)]
    assert "after four days {:.1f} %, {:.1f} to {:.1f} %".format(*figures) in TEXT
    assert f"on day 4 {last.scanned} of {last.open}" in TEXT


def test_half_life():
    found = half_life(FLYERS)
    assert f"half of {sum(FLYERS)} is passed on day {found.days}" in TEXT
    assert not found.settled
    assert half_life([*FLYERS, *[0] * 6]).settled


def test_copies_needed():
    usual, sure = copies_needed(0.01, 0.02), copies_needed(0.01, 0.02, Aim(0.9))
    three = copies_needed(0.01, 0.02, Aim(variants=3))
    assert f"of 80 %, {usual.first:,} copies of each; with 90 %, {sure.first:,};" in TEXT
    assert f"three variants with 80 %, {three.first:,}" in TEXT
    assert f"{usual.first_daily:,} in the example" in TEXT


def test_verdict():
    better = compare([even(1, 30), even(2, 60)], Measure.PIECES).verdict
    left = better.pairs[0].left
    assert better.best == (2,)
    assert f"2.0 times, {left.low:.2f} to {left.high:.1f}." in TEXT
    early = compare([even(1, 30), even(2, 45)], Measure.PIECES)
    assert early.verdict.kind is VerdictKind.TOO_EARLY
    said = verdict_in_words(early, {1: "A", 2: "B"})[1]
    assert "about 120 more days or 5,600 more copies" in said
    assert "about 5,600 more copies of each, or 120 more days" in TEXT


def test_figures_held_back():
    assert held_back((3, 1, 0, 1, 7, 4)) == (0, 0, 0, 5, 7, 0)
    assert "days with 3, 1, 0, 1, 7 and 4 scans are told as 0, 0, 0, 5, 7 and 0" in TEXT
