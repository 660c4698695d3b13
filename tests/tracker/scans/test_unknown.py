"""What a worker does about codes that do not exist."""

from ipaddress import ip_address

import pytest

from tracker.scans.fold import segments
from tracker.scans.guessing import Guessing
from tracker.scans.lines import from_line
from tracker.scans.spool import Spool
from tracker.scans.unknown import LINES_AT_ONCE, LOOKS_AT_ONCE, UnknownCodes
from tracker.scans.words import Entry, HitClass, Missed

NOW = 1_700_000_000.0


class Worker:
    def __init__(self, folder):
        self.spool = Spool(folder)
        self.unknown = UnknownCodes(self.spool, Guessing())
        self.folder, self.asked_who = folder, 0

    def ask(self, code="BCDFGH", *, address="192.0.2.7", cls=HitClass.PERSON, at=0.0, counts=True):
        def class_of():
            self.asked_who += 1
            return cls

        return self.unknown.ask(
            code, Entry.TYPED, ip_address(address), class_of, NOW + at, 100 + at, counts=counts
        )

    def lines(self):
        found = [from_line(line) for path in segments(self.folder) for line in path.read_bytes().splitlines()]
        assert all(isinstance(one, Missed) for one in found)
        return found


@pytest.fixture
def worker(tmp_path):
    return Worker(tmp_path / "spool")


def test_a_mistyped_code_is_written_down_with_its_code_and_gets_a_page(worker):
    reply = worker.ask()
    assert (reply.page, reply.wait) == (True, 0)
    assert worker.lines() == [Missed(int(NOW * 1000), "BCDFGH", Entry.TYPED, HitClass.PERSON)]


def test_what_a_robot_asks_for_is_counted_without_its_code(worker):
    worker.ask(cls=HitClass.ROBOT)
    assert worker.lines() == [Missed(int(NOW * 1000), "", Entry.TYPED, HitClass.ROBOT)]


def test_ten_thousand_guesses_are_counted_to_the_last_in_few_lines(worker):
    replies = [worker.ask(f"BCDF{n:05d}", at=n / 1000) for n in range(10_000)]
    assert [reply.wait == 0 for reply in replies] == [True] * 60 + [False] * 9_940
    assert not any(reply.page for reply in replies if reply.wait)
    worker.unknown.write_sums()
    lines = worker.lines()
    assert sum(line.times for line in lines) == 10_000
    assert sum(line.times for line in lines if line.refused) == 9_940
    assert len(lines) <= LINES_AT_ONCE + 5
    assert sum(line.code != "" for line in lines) < 20
    assert worker.asked_who <= 60
    assert (worker.unknown.state().asked, worker.unknown.state().refused) == (10_000, 9_940)


def test_sums_are_written_once_a_second(worker):
    for _ in range(200):
        worker.ask()
    before = len(worker.lines())
    worker.unknown.tend(100.5)
    assert len(worker.lines()) > before
    for _ in range(200):
        worker.ask(at=0.5)
    written = len(worker.lines())
    worker.unknown.tend(101.2)
    assert len(worker.lines()) == written
    worker.unknown.tend(101.6)
    worker.unknown.tend(101.7)
    assert sum(line.times for line in worker.lines()) == 400


def test_a_flood_from_everywhere_costs_no_more_than_some_looks(worker):
    replies = [worker.ask(address=f"10.{n >> 8}.{n & 255}.1") for n in range(5000)]
    assert all(reply.wait == 0 for reply in replies)
    assert sum(reply.page for reply in replies) == LOOKS_AT_ONCE == worker.asked_who
    worker.unknown.write_sums()
    assert sum(line.times for line in worker.lines()) == 5000
    assert len(worker.lines()) < 100


def test_a_neighbour_with_another_address_is_served_meanwhile(worker):
    for number in range(10_000):
        worker.ask(at=number / 100)
    reply = worker.ask("BCDFGJ", address="192.0.2.99", at=100.0)
    assert (reply.page, reply.wait) == (True, 0)


def test_head_costs_and_is_not_counted(worker):
    for _ in range(60):
        assert worker.ask(counts=False).wait == 0
    assert worker.ask(counts=False).wait > 0
    assert worker.lines() == []
    assert worker.asked_who == 0
    assert worker.unknown.state().asked == 0
