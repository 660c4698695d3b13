"""Disks that are full or may not be written: patrons are redirected, hits wait, losses are said. Slow."""

import contextlib
import os
import resource
import signal
import subprocess

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
def read_only(mount, need_program, tmp_path):
    """A function that makes a folder read-only, and returns one that makes it writable again.

    What it is laid over with is read-only already: a mount in which anybody is writing cannot become so.
    """

    def laid_over(folder):
        aside = tmp_path / "read only"
        aside.mkdir()
        mount(aside, "--bind", folder)
        subprocess.run([need_program("mount"), "-o", "remount,ro,bind", aside], check=True)
        mount(folder, "--bind", aside)
        return lambda: subprocess.run([need_program("mount"), "-o", "remount,rw,bind", folder], check=True)

    return laid_over


@pytest.fixture
def small(house, mount):
    """The run folder of a house on a small disk: a function that leaves so many bytes, and its file.

    There is never less room than that, or a worker might meet a full disk twice.
    """
    house.config.run_folder.mkdir(exist_ok=True)
    mount(house.config.run_folder, "-t", "tmpfs", "-o", "size=16m,mode=700", "tmpfs")
    filler = house.config.run_folder / "filler"

    def fill(free):
        disk = os.statvfs(house.config.run_folder)
        with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            file.write(bytes(max(0, disk.f_bavail * disk.f_frsize - free)))
            while not free and file.write(bytes(1024)):
                pass

    return fill, filler


def test_hits_wait_while_the_disk_is_full_and_none_is_lost(house, small):
    """On the way there is a moment at which a line does not fit whole: a short write."""
    fill, filler = small
    with house.open(workers=2), house.load() as load:
        house.until(lambda: load.mark() > 100)
        fill(free=20_000)
        house.until(house.says_of_spool)
        load.wait_for_more(100)
        filler.unlink()
        house.until(lambda: not house.says_of_spool())
        load.wait_for_more(100)
        load.stop()
        house.wait_until_written(load)
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
        load.wait_for_more(100)
        fill(free=0)
        assert "wait in memory" in house.until(house.says_of_spool)
        load.wait_for_more(100)
        load.stop()
        waiting = sum((load.received - house.lines()).values())
        assert waiting > 0
        house.until(lambda: house.says_of_spool().split()[:1] == [str(waiting)])
        assert house.health()[0] == 503
    said = house.log.read_text()
    assert f"Signet: {waiting} hits are lost" in said, "the service ended and said nothing of them"


def test_database_on_a_full_disk_waits_and_counts_later(house, mount):
    """The folder of the database is full and the run folder is not."""
    content = house.database.read_bytes()
    other = house.folder.with_name("runs")
    other.mkdir()
    house.config.run_folder.mkdir(exist_ok=True)
    mount(house.folder, "-t", "tmpfs", "-o", "size=16m", "tmpfs")
    house.database.write_bytes(content)
    house.config.run_folder.symlink_to(other)
    filler = house.folder / "filler"
    with house.open(workers=1), house.load(clients=4) as load:
        house.until(lambda: load.mark() > 100)
        with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(bytes(1024)):
                pass
        house.until(lambda: house.health()[0] == 503)
        load.wait_for_more(100)
        filler.unlink()
        house.wait_until_well()
        load.stop()
        house.wait_until_folded()
    assert not load.others
    house.books().agree_with(load)


def test_folder_becomes_read_only_and_writable_again(house, read_only):
    """Laid over with itself, read-only: what is open stays open, every process that starts anew meets it."""
    with house.open(workers=2) as service, house.load(clients=4) as load:
        house.until(lambda: load.mark() > 100)
        make_writable = read_only(house.folder)
        for pid in [*service.workers(), *service.background()]:
            os.kill(pid, signal.SIGKILL)
        house.until(lambda: house.health()[0] == 503)
        load.wait_for_more(200)
        make_writable()
        house.wait_until_well()
        load.stop()
        house.wait_until_written(load)
        house.wait_until_well()
        house.wait_until_folded()
    assert not load.others
    house.books().agree_with(load)


def test_service_starts_on_a_read_only_folder(house, read_only):
    with house.open(workers=1):
        assert house.get(f"/{house.codes[0]}")[0] == 302
    make_writable = read_only(house.folder)
    with house.open(workers=1), house.load(clients=2) as load:
        house.until(lambda: load.mark() > 50)
        status, checks = house.health()
        assert status == 503
        assert not checks["spool"]["ok"]
        make_writable()
        house.wait_until_well()
        load.stop()
        house.wait_until_written(load)
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
