"""What hits of a selection were: by class, by device, by entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from tracker.reports.figures import BatchFigures, ClassCounts, EntryCounts
from tracker.reports.pieces import WordFigures, scans_by_word
from tracker.reports.reading import IS_TEST, READING, Reading
from tracker.reports.selection import Selection, Shown
from tracker.scans.words import Device, Entry


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Hits of a selection, taken apart; what is shown of it plays no part.

    Attributes:
        scans: By people, without tests; ``devices`` and ``entries`` divide them.
        tests: By people as well.
        classes: All hits by class; people are scans and tests together.
        devices: Every kind, in the order phone, tablet, computer, other.
        entries: Every way in: scanned, typed, unknown.
    """

    scans: int
    tests: int
    classes: ClassCounts
    devices: tuple[WordFigures, ...]
    entries: tuple[WordFigures, ...]


def breakdown(db: Database, selection: Selection) -> Breakdown:
    """Take the hits of a selection apart."""
    place = selection.of(Shown.HITS).condition
    rows = db.execute(
        f"{READING} SELECT one.word, two.word, three.word, test, hits FROM (SELECT class, device, entry,"  # noqa: S608
        f" class = :person AND {IS_TEST} AS test, sum(hits) AS hits FROM reading"
        " CROSS JOIN (SELECT hit_day.*, place_id = 0 AS nowhere FROM hit_day) AS one"
        " ON one.batch_id = reading.batch_id AND day BETWEEN :first AND :last"
        f" WHERE {place} GROUP BY 1, 2, 3, 4)"
        " JOIN hit_word AS one ON one.id = class JOIN hit_word AS two ON two.id = device"
        " JOIN hit_word AS three ON three.id = entry",
        selection.parameters,
    )
    classes, devices, entries, tests = Counter[str](), Counter[str](), Counter[str](), 0
    for cls, device, entry, is_test, hits in rows:
        classes[cls] += hits
        tests += hits if is_test else 0
        if cls == "person" and not is_test:
            devices[device] += hits
            entries[entry] += hits
    return Breakdown(
        classes["person"] - tests,
        tests,
        ClassCounts(**{name: classes[name] for name in ClassCounts.__slots__}),
        tuple(WordFigures(word.value, devices[word.value]) for word in Device),
        tuple(WordFigures(word.value, entries[word.value]) for word in Entry),
    )


def breakdown_of_all(db: Database, reading: Reading, figures: Sequence[BatchFigures]) -> Breakdown:
    """Take all hits since the beginning apart, from their sums.

    Args:
        db: The database.
        reading: Of some batches.
        figures: Theirs.
    """
    classes, entries = Counter[str](), Counter[str]()
    for one in figures:
        classes.update({name: getattr(one.classes, name) for name in ClassCounts.__slots__})
        entries.update({name: getattr(one.entries, name) for name in EntryCounts.__slots__})
    found = {one.word: one.scans for one in scans_by_word(db, "device", reading)}
    return Breakdown(
        sum(one.scans for one in figures),
        sum(one.tests for one in figures),
        ClassCounts(**{name: classes[name] for name in ClassCounts.__slots__}),
        tuple(WordFigures(word.value, found.get(word.value, 0)) for word in Device),
        tuple(WordFigures(word.value, entries[word.value]) for word in Entry),
    )
