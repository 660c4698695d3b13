"""Bursts over several workers: the classes are those that one worker would have found."""

import random

import pytest

from tracker.scans.burst import BurstWatch, limits_of
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict

START = 1_700_000_000_000
COMPUTER = Verdict(HitClass.PERSON, "browser", Device.COMPUTER, "windows", "chrome", "de")
SAFELINKS = Verdict(HitClass.PERSON, "browser", Device.COMPUTER, "windows", "chrome", "")
PHONE = Verdict(HitClass.PERSON, "handheld", Device.PHONE, "android", "chrome", "de")
UNSURE = Verdict(HitClass.UNSURE, "no-engine", Device.COMPUTER, "windows", "other", "de")
ROBOT = Verdict(HitClass.ROBOT, "burst", Device.COMPUTER, "windows", "chrome", "de")


@pytest.fixture
def classes(db, mint_batch):
    """A function that counts hits, fold by fold, and returns class and reason of each in order of time."""
    codes, numbers = mint_batch(copies=100).codes, iter(range(10_000))

    def counted(*folds):
        for hits in folds:
            made = [
                Hit(START + int(at * 1000), codes[code], Entry.SCANNED, verdict, key, crowd=crowd)
                for at, code, verdict, key, crowd in hits
            ]
            SqliteCounts(db).add([Portion(f"1-{next(numbers)}-x.spool", 0, 1, made, 0)])
        words = dict(db.execute("SELECT id, word FROM hit_word").fetchall())
        rows = db.execute("SELECT class, reason FROM event ORDER BY at_ms, number")
        return [(words[cls], words[reason]) for cls, reason in rows]

    return counted


def asked(verdict, moments, key=7, crowd=False):
    return [(at, number, verdict, key, crowd) for number, at in enumerate(moments)]


def every(seconds, count):
    return [number * seconds for number in range(count)]


def by_one_worker(hits):
    watch = BurstWatch()
    asker = watch.asker("192.0.2.7", "agent")
    return [
        watch.is_in_burst(asker, str(code), START / 1000 + at, limits_of(verdict))
        for at, code, verdict, *_ in hits
    ]


@pytest.mark.parametrize("workers", [2, 4])
@pytest.mark.parametrize(("verdict", "moments"), [(COMPUTER, every(0.2, 20)), (SAFELINKS, every(3, 9))])
def test_a_burst_over_several_workers_is_that_of_one(classes, workers, verdict, moments):
    hits = asked(verdict, moments)
    portions = [hits[number::workers] for number in range(workers)]
    found = classes([hit for portion in portions for hit in portion])
    expected = [("robot", "burst") if burst else ("person", "browser") for burst in by_one_worker(hits)]
    assert found == expected
    assert found.count(("robot", "burst")) > 5


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_folded_when_the_classes_are_those_of_one_worker(classes, seed):
    chance = random.Random(seed)
    pace = chance.choice([0.1, 0.4, 1.0, 5.0])
    moments, at = [], 0.0
    for _ in range(90):
        at += chance.expovariate(1 / pace) if chance.random() < 0.95 else 30.0
        moments.append(round(at, 3))
    hits = [(at, chance.randrange(100), COMPUTER, 7, False) for at in moments]
    cuts = sorted(chance.sample(range(91), 6))
    folds = [hits[a:b] for a, b in zip([0, *cuts], [*cuts, 90], strict=True)]
    expected = by_one_worker(hits)
    found = [reason == "burst" for _, reason in classes(*folds)]
    assert found == expected


def test_what_a_worker_found_itself_stays_and_goes_on(classes):
    found = classes(asked(COMPUTER, every(0.1, 7)), [(1, 8, ROBOT, 7, False)], [(2, 9, COMPUTER, 7, False)])
    assert found == [("person", "browser")] * 7 + [("robot", "burst")] * 2


def test_unsure_hits_are_watched_too(classes):
    assert classes(asked(UNSURE, every(0.1, 9)))[-2:] == [("robot", "burst")] * 2


def test_phones_of_a_class_stay_people(classes):
    assert set(classes(asked(PHONE, every(0.4, 30)))) == {("person", "handheld")}


def test_others_and_those_without_key_and_crowds_are_no_burst(classes):
    hits = [
        hit
        for number in range(12)
        for hit in (
            (number / 10, number, COMPUTER, 100 + number, False),
            (number / 10 + 0.01, number + 20, COMPUTER, None, False),
            (number / 10 + 0.02, number + 40, COMPUTER, 8, True),
        )
    ]
    assert set(classes(hits)) == {("person", "browser")}


def test_nothing_of_it_stays_for_long(db, classes):
    classes(asked(COMPUTER, every(0.1, 20)), [(600, 50, PHONE, 9, False)])
    assert db.execute("SELECT key FROM recent_asked").fetchall() == [(9,)]
    assert db.execute("SELECT count(*) FROM recent_burst").fetchone() == (0,)
