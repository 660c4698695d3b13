"""What a process says of itself, and what is said of all of them together."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tracker.health.check import Check
from tracker.health.looking import KILLS_SECONDS, LOUD_SECONDS, STALE_SECONDS, checks_of
from tracker.health.state import BACKGROUND, FOLDER, Loss, State, StateFile, found_in
from tracker.health.telling import Teller
from tracker.health.tidying import LOSS_DAYS, tidy_run_folder

NOON = 1_800_000_000.0
FULL = Loss(waiting=3, why="the disk is full")


class Hands:
    """A clock whose hands a test moves."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def teller(tmp_path: Path, hands: Hands) -> Callable[..., Teller]:
    def made(name: str = "", **options) -> Teller:
        return Teller(tmp_path, name, now=hands, **options)

    return made


@pytest.fixture
def failing(tmp_path: Path) -> Callable[..., dict[str, str]]:
    def said(now: float = NOON, workers: int = 1) -> dict[str, str]:
        checks = checks_of(tmp_path, workers, now=now)
        return {check.name: check.text() for check in checks if not check.ok}

    return said


@pytest.fixture
def well(tmp_path: Path) -> Callable[..., StateFile]:
    """A background process that is well."""

    def begun(at: float = NOON, **more) -> StateFile:
        file = StateFile(tmp_path, BACKGROUND)
        file.write(replace(State(1, NOON - 3600, at, (Check("fold", True, "counts"),)), **more))
        return file

    return begun


def test_since_is_when_it_began_to_fail(teller, hands):
    one = teller()
    one.tell([Check("fold", True, "counts")])
    hands.now += 10
    one.tell([Check("fold", False, "locked")])
    hands.now += 10
    assert one.tell([Check("fold", False, "damaged")]).checks[0].since == NOON + 10
    assert one.tell([Check("fold", True, "counts")]).checks[0].since == 0
    one.close()


def test_what_failed_before_a_kill_has_failed_since_then(teller, hands, tmp_path):
    first = teller(BACKGROUND)
    first.tell([Check("database", False, "gone")])
    (before,) = found_in(tmp_path)
    hands.now += 60
    second = teller(BACKGROUND, before=before.state)
    state = second.tell([Check("database", False, "gone")])
    assert (state.checks[0].since, state.kills) == (NOON, (NOON + 60,))
    second.close()


def test_who_ends_by_itself_was_not_killed(teller, tmp_path):
    first = teller(BACKGROUND)
    first.tell([])
    first.close()
    (before,) = found_in(tmp_path)
    assert teller(BACKGROUND, before=before.state).state.kills == ()


def test_waiting_and_lost_hits_have_their_times(teller, hands, failing, well, capfd):
    well(NOON + 100)
    one = teller()
    one.tell([], loss=FULL)
    hands.now += 50
    state = one.tell([], loss=Loss(waiting=5, lost=7, why="the disk is full"))
    assert state.loss == Loss(5, NOON, 7, NOON + 50, NOON + 50, "the disk is full")
    hands.now += 1
    one.state = replace(one.state, at=hands.now)
    one.tell([], loss=Loss(lost=7))
    assert one.state.loss == Loss(0, 0.0, 7, NOON + 50, NOON + 50, "the disk is full")
    said = capfd.readouterr().err
    assert "Signet worker: hits wait in memory, as the disk takes none: the disk is full" in said
    assert "7 hits are lost for ever" in said
    assert "all hits that waited are stored" in said
    one.close()


def test_nothing_is_said_twice(teller, hands, capfd):
    one = teller()
    hands.now += 10
    for count in range(5):
        one.tell([Check("spool", False, "%(n)s wait", (("n", count),))])
    one.tell([Check("spool", True, "fine")])
    assert capfd.readouterr().err.splitlines() == [
        "Signet worker: spool: 0 wait",
        "Signet worker: spool: in order again",
    ]
    one.close()


def test_hits_of_all_workers_are_summed(tmp_path, failing, well):
    background = well()
    files = [StateFile(tmp_path) for _ in range(2)]
    for file in files:
        file.write(State(os.getpid(), NOON - 99, NOON, (), Loss(3, NOON - 9, why="Read-only file system")))
    assert failing(workers=2) == {
        "spool": "6 hits wait in memory, as the disk takes none: Read-only file system."
    }
    for file in (*files, background):
        file.close(remove=True)


def test_a_loss_outlives_its_worker_for_a_day(tmp_path, failing, well):
    well(NOON + 10)
    killed = StateFile(tmp_path)
    killed.write(
        State(1, NOON - 99, NOON - 3, (), Loss(4, NOON - 60, 7, NOON - 50, NOON - 20, "the disk is full"))
    )
    killed.close(remove=False)
    assert failing()["spool"].startswith("11 hits are lost for ever")  # what waited went with the memory
    (line,) = [check for check in checks_of(tmp_path, 1, now=NOON) if check.name == "spool"]
    assert (line.since, line.until) == (NOON - 50, NOON - 3)
    well(NOON + LOUD_SECONDS)
    later = {check.name: check.text() for check in checks_of(tmp_path, 1, now=NOON + LOUD_SECONDS)}
    assert later["spool"] == "0 hits wait in memory, 11 lost"


def test_a_worker_without_a_loss_leaves_nothing(teller, tmp_path):
    one = teller()
    one.tell([Check("spool", True, "fine")], loss=Loss())
    assert len(found_in(tmp_path)) == 1
    one.close()
    assert found_in(tmp_path) == ()


def test_a_worker_that_ends_leaves_what_it_takes_with_it(teller, tmp_path):
    one = teller()
    one.tell([], loss=FULL)
    one.close()
    (found,) = found_in(tmp_path)
    assert (found.lives, found.state.ended, found.state.loss.waiting) == (False, True, 3)


def test_silent_and_missing_workers_are_said(tmp_path, failing, well):
    well()
    file = StateFile(tmp_path)
    file.write(State(1, NOON - 99, NOON - STALE_SECONDS - 1))
    assert failing(workers=2)["workers"].startswith("1 of 2 workers have not been heard of")
    file.write(State(1, NOON - 99, NOON))
    assert failing(workers=2)["workers"] == "1 of 2 workers do not say how they are."
    assert failing(workers=1) == {}
    file.write(State(1, NOON - 1, NOON))  # the service begins: the others are still loading
    assert failing(workers=2) == {}
    file.close(remove=True)


def test_workers_that_keep_being_killed_are_said(tmp_path, failing, well):
    well()
    for second in range(6):
        file = StateFile(tmp_path)
        file.write(State(1, NOON - 300 - second, NOON - 20 * second))
        file.close(remove=False)
    assert failing() == {"workers": "Workers were killed 6 times in ten minutes."}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"at": NOON - STALE_SECONDS - 1}, "is silent"),
        ({"kills": (NOON - 9, NOON - 8, NOON - 7)}, "was killed 3 times"),
        ({"kills": (NOON - KILLS_SECONDS - 1,) * 9}, None),
    ],
)
def test_how_the_background_process_is(failing, well, change, words):
    file = well(**change)
    assert words in failing()["background"] if words else failing().keys() <= {"workers"}
    file.close(remove=True)


def test_a_dead_or_missing_background_process_is_said(tmp_path, failing, well):
    assert "has not begun" in failing()["background"]
    well(NOON - STALE_SECONDS - 1).close(remove=False)
    assert "has ended" in failing()["background"]
    (tmp_path / FOLDER / BACKGROUND).write_bytes(b"[1]")
    assert "has not begun" in failing()["background"]


def test_what_killed_processes_left_goes_in_time(tmp_path):
    now = NOON
    young, old = tmp_path / f".signet-{'a' * 12}.tmp", tmp_path / f".signet-{'b' * 12}.tmp"
    foreign = tmp_path / ".signet-hello.tmp"
    for path in (young, old, foreign):
        path.touch()
        os.utime(path, (now, now - (7200 if path != young else 60)))
    for loss, at in (
        (Loss(), now - 60), (Loss(), now - 2 * KILLS_SECONDS), (Loss(lost=1), now - 2 * KILLS_SECONDS),
        (Loss(lost=2), now - LOSS_DAYS * 86_400 - 1),
    ):  # fmt: skip
        file = StateFile(tmp_path)
        file.write(State(1, at, at, (), loss))
        file.close(remove=False)
    living = StateFile(tmp_path)
    living.write(State(1, 1.0, 1.0))
    tidy_run_folder(tmp_path, tmp_path / "spool", now)
    assert (young.exists(), old.exists(), foreign.exists()) == (True, False, True)
    kept = sorted((found.state.loss.lost, found.state.at) for found in found_in(tmp_path))
    assert kept == [(0, 1.0), (0, now - 60), (1, now - 2 * KILLS_SECONDS)]
    living.close(remove=True)


def test_what_is_only_not_there_yet_is_not_said(teller, hands, capsys):
    """A first snapshot comes half a second after the first worker."""
    new = teller()
    new.tell([Check("redirects", False, "No codes.")])
    hands.now += 0.5
    new.tell([Check("redirects", True, "3 codes")])
    assert capsys.readouterr().err == ""
    hands.now += 60
    new.tell([Check("redirects", False, "Unreadable.")])
    assert capsys.readouterr().err == "Signet worker: redirects: Unreadable.\n"
    new.tell([Check("redirects", True, "3 codes")])
    assert capsys.readouterr().err == "Signet worker: redirects: in order again\n"


def test_what_stays_wrong_from_the_beginning_is_said_once(teller, hands, capsys):
    new = teller()
    for _ in range(8):
        new.tell([Check("redirects", False, "No codes.")])
        hands.now += 1
    assert capsys.readouterr().err == "Signet worker: redirects: No codes.\n"


def test_a_change_is_left_for_all_to_read_at_once(teller, tmp_path, failing, well):
    background = well()
    one = teller()
    one.tell([Check("redirects", False, "No codes.")])
    assert failing() == {"redirects": "No codes."}
    one.tell([Check("redirects", True, "3 codes")])
    assert failing() == {}
    one.close()
    assert background.path.exists()
