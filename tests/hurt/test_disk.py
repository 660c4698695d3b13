"""Disks that are full or may not be written: patrons are redirected, hits wait, losses are said. Slow."""

import contextlib
import os
import resource
import signal
import subprocess
import time

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def mount(need_program, request):
    """A function that mounts something over a folder until the test ends: ``mount(folder, *options)``."""

    def mounted(folder, *options):
        done = subprocess.run([need_program("mount"), *options, folder], capture_output=True, check=False)
        if done.returncode:
            pytest.skip(f"Only root may mount, and not everywhere: {done.stderr.decode().strip()}")
        request.addfinalizer(lambda: subprocess.run([need_program("umount"), "-l", folder], check=True))

    return mounted


@pytest.fixture
def small(house, mount):
    """The run folder of a house on a disk of its own that is nearly full; call it to give the room back."""
    house.config.run_folder.mkdir(exist_ok=True)
    mount(house.config.run_folder, "-t", "tmpfs", "-o", "size=16m,mode=700", "tmpfs")
    filler = house.config.run_folder / "filler"

    def fill(free):
        with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(bytes(1024)):
                pass
        with filler.open("r+b") as file:
            file.truncate(filler.stat().st_size - free)

    return fill, filler


def test_hits_wait_while_the_disk_is_full_and_none_is_lost(house, small):
    """On the way there is a moment at which a line does not fit whole: a short write."""
    fill, filler = small
    with house.open(workers=2), house.load() as load:
        house.until(lambda: load.mark() > 100)
        fill(free=20_000)
        house.until(lambda: not house.health()[1]["spool"]["ok"])
        before = load.mark()
        house.until(lambda: load.mark() > before + 100)
        filler.unlink()
        house.until(lambda: house.health()[1]["spool"]["ok"])
        time.sleep(0.5)
        load.stop()
        for _ in range(20):  # both workers have written what waited
            house.wait_until_well()
        house.wait_until_folded()
    assert not load.unanswered
    assert not load.others
    books = house.books()
    books.agree_with(load)
    assert books.faults <= 2  # a torn line of each worker at most, written again whole


def test_loss_is_counted_and_said_when_the_disk_stays_full(house, small):
    """Stopped while the disk is full: what waits in memory goes with the worker, and that is said."""
    fill, _ = small
    with house.open(workers=1), house.load(clients=2) as load:
        fill(free=0)
        house.until(lambda: not house.health()[1]["spool"]["ok"])
        says = house.health()[1]["spool"]["says"]
        assert "wait in memory" in says
        time.sleep(0.3)
        load.stop()
        status, checks = house.health()
        assert status == 503
        waiting = int(checks["spool"]["says"].split()[0])
        assert 0 < waiting <= sum(load.received.values())
    assert str(waiting) in house.log.read_text(), "the service ended and said nothing of the hits it lost"


def test_database_on_a_full_disk_waits_and_counts_later(house, mount):
    """The folder of the database is full and the run folder is not."""
    content = house.database.read_bytes()
    other = house.folder.with_name("runs")
    other.mkdir()
    house.config.run_folder.mkdir(exist_ok=True)
    mount(house.folder, "-t", "tmpfs", "-o", "size=3m", "tmpfs")
    house.database.write_bytes(content)
    house.config.run_folder.symlink_to(other)
    filler = house.folder / "filler"
    with house.open(workers=1), house.load(clients=4) as load:
        house.until(lambda: load.mark() > 100)
        with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(bytes(1024)):
                pass
        house.until(lambda: house.health()[0] == 503)
        before = load.mark()
        house.until(lambda: load.mark() > before + 100)
        filler.unlink()
        house.wait_until_well()
        load.stop()
        house.wait_until_folded()
    assert not load.others
    house.books().agree_with(load)


def test_folder_becomes_read_only_and_writable_again(house, mount, need_program):
    """Laid over with itself, read-only: what is open stays open, every process that starts anew meets it."""
    with house.open(workers=2) as service, house.load(clients=4) as load:
        house.until(lambda: load.mark() > 100)
        mount(house.folder, "--bind", house.folder)
        subprocess.run([need_program("mount"), "-o", "remount,ro,bind", house.folder], check=True)
        for pid in [*service.workers(), *service.background()]:
            os.kill(pid, signal.SIGKILL)
        house.until(lambda: house.health()[0] == 503)
        before = load.mark()
        house.until(lambda: load.mark() > before + 200)
        subprocess.run([need_program("mount"), "-o", "remount,rw,bind", house.folder], check=True)
        house.wait_until_well()
        load.stop()
        for _ in range(20):
            house.wait_until_well()
        house.wait_until_folded()
    assert not load.others
    house.books().agree_with(load)


def test_service_starts_on_a_read_only_folder(house, mount, need_program):
    with house.open(workers=1):
        assert house.get(f"/{house.codes[0]}")[0] == 302
    mount(house.folder, "--bind", str(house.folder))
    subprocess.run([need_program("mount"), "-o", "remount,ro,bind", house.folder], check=True)
    with house.open(workers=1), house.load(clients=2) as load:
        house.until(lambda: load.mark() > 50)
        status, checks = house.health()
        assert status == 503
        assert not checks["spool"]["ok"]
        subprocess.run([need_program("mount"), "-o", "remount,rw,bind", house.folder], check=True)
        house.wait_until_well()
        load.stop()
        house.wait_until_folded()
    assert not load.others
    with_first = house.books()
    with_first.balance()
    assert with_first.hits == sum(load.received.values()) + 1


def test_largest_file_that_a_process_may_write_ends_no_redirect(house):
    """RLIMIT_FSIZE: the system refuses to let a segment grow, as a quota does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, before[1]))
    try:
        service = house.start(workers=1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    try:
        with house.load(clients=4) as load:
            house.until(lambda: load.mark() > 3000)
            assert not load.unanswered
            assert not load.others
    finally:
        service.stop()
    with house.open(workers=1):
        house.wait_until_folded()
    house.books().agree_with(load)
