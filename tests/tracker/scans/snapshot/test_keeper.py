"""What the background process writes is what the database says, whatever happens to either."""

import json
import os
import random
import shutil
import struct
import time
from contextlib import suppress
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printkit.store.answering import answers
from printkit.store.batches import find_batch, find_code
from printkit.store.destinations import retarget, retire, revive
from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import BatchKind
from printkit.store.strangers import strangers, unaccepted_strangers
from tracker.database import connect_to
from tracker.scans.snapshot.head import TableFile, Target
from tracker.scans.snapshot.keeper import SMALL, Keeper, to_merge
from tracker.scans.snapshot.reading import EARLIER, SnapshotFile, read

BASE = BaseUrl.parse("https://qr.example.de")


class World:
    """A database, its snapshot, and what every code on paper should answer: code → (URL, retired)."""

    def __init__(self, folder):
        self.folder, self.file = folder, folder / "campaigns.db"
        self.path = folder / "run" / "snapshot"
        self.path.parent.mkdir(parents=True)
        self.keeper = Keeper(self.path)
        self.open()
        self.names = 0
        self.keep()

    def open(self):
        self.db, self.keepers = connect_to(self.file), connect_to(self.file)  # as two processes would

    def close(self):
        self.db.close()
        self.keepers.close()

    def keep(self):
        while self.keeper.step(self.keepers):
            pass

    def mint(self, copies=3, kind=BatchKind.PER_PIECE, to="https://a.example/"):
        self.names += 1
        order = MintOrder("C", kind, copies, "plain", {}, {"d": b""}, BASE, to, name=f"B{self.names}")
        return mint(self.db, order)

    def backup(self, name="backup"):
        (self.folder / name).unlink(missing_ok=True)
        self.db.execute("VACUUM INTO ?", [str(self.folder / name)])
        return self.folder / name

    def restore(self, backup):
        self.close()
        for path in self.folder.glob("campaigns.db*"):
            path.unlink()
        shutil.copy(backup, self.file)
        self.open()

    def known(self):
        """Return what the snapshot says, read anew: code → (URL, retired)."""
        snapshot = read(self.path)
        found = {code: (target.reference, target.retired) for code, target in snapshot}
        assert snapshot.codes == len(found)
        for code, told in found.items():
            target = snapshot.targets[snapshot.find(code)]
            assert told == (target.reference, target.retired)
        return found

    def stored(self):
        return {one.code: (one.reference, one.retired) for one in answers(self.db)}

    def target_of(self, code):
        snapshot = read(self.path)
        return snapshot.targets[snapshot.find(code)]

    def batch(self, minted):
        return find_batch(self.db, minted.batch.id)

    def tables(self):
        return sorted(self.path.with_name("codes").iterdir())


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    yield made
    made.close()


class Chance(World):
    """A world in which things happen by chance."""

    def __init__(self, folder, seed):
        super().__init__(folder)
        self.chance, self.saved = random.Random(seed), None

    def any_url(self):
        return f"https://{self.chance.randrange(5)}.example/"

    def any_batch(self):
        ids = [row[0] for row in self.db.execute("SELECT id FROM batch")]
        return find_batch(self.db, self.chance.choice(ids)) if ids else None

    def any_target(self):
        batch = self.any_batch()
        if batch is None or self.chance.random() < 0.5:
            return batch
        sql = "SELECT code FROM code WHERE batch_id = ?"
        codes = [row[0] for row in self.db.execute(sql, [batch.id])]
        return find_code(self.db, self.chance.choice(codes))

    def mint_any(self):
        kind = self.chance.choice(list(BatchKind))
        self.mint(self.chance.randint(1, 6), kind, self.any_url())

    def retarget_any(self):
        if target := self.any_target():
            retarget(self.db, target, self.any_url())

    def retire_any(self):
        if target := self.any_target():
            retire(self.db, target)

    def revive_any(self):
        if (target := self.any_target()) and find_batch(
            self.db, getattr(target, "batch_id", 0) or target.id
        ).retired_at is None:
            revive(self.db, target)

    def revive_batch(self):
        if batch := self.any_batch():
            revive(self.db, batch)

    def save(self):
        self.saved = self.backup()

    def go_back(self):
        if self.saved:
            self.restore(self.saved)

    def restart(self):
        self.keeper = Keeper(self.path)

    def damage_table(self):
        spoil(self.chance.choice(self.tables() or [self.path]), self.chance.random())
        self.restart()

    def lose_head(self):
        self.path.unlink()
        self.restart()


EVENTS = (
    Chance.mint_any, Chance.retarget_any, Chance.retire_any, Chance.revive_any, Chance.revive_batch,
    Chance.save, Chance.go_back, Chance.restart, Chance.damage_table, Chance.lose_head,
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=15)
@given(st.lists(st.sampled_from(EVENTS), min_size=4, max_size=20), st.integers(0, 2**32))
def test_snapshot_answers_as_a_plain_dictionary_would(tmp_path_factory, events, seed):
    world = Chance(tmp_path_factory.mktemp("world"), seed)
    paper = {}  # all that was ever printed, and where it leads
    for event in (Chance.mint_any, *events):
        event(world)
        world.keep()
        paper |= world.stored()
        assert world.known() == paper
    world.close()


def spoil(path, where):
    with path.open("r+b") as file:
        file.seek(int(where * path.stat().st_size))
        file.write(b"\xff\x00\xff")


def test_a_retarget_writes_no_codes_and_a_mint_only_its_own(world):
    first = world.mint(30)
    world.keep()
    (table,) = world.tables()
    inode = table.stat().st_ino
    retarget(world.db, world.batch(first), "https://b.example/")
    world.keep()
    assert [one.stat().st_ino for one in world.tables()] == [inode]
    assert set(world.known().values()) == {("https://b.example/", False)}


def test_answers_of_single_codes_change_one_after_the_other(world):
    codes = world.mint(4).codes
    for number, code in enumerate(codes[:3]):
        retarget(world.db, find_code(world.db, code), f"https://{number}.example/")
        world.keep()
        assert world.known() == world.stored()
    retire(world.db, find_code(world.db, codes[0]))
    retarget(world.db, find_code(world.db, codes[1]), "https://again.example/")
    world.keep()
    assert world.known() == world.stored()
    revive(world.db, find_code(world.db, codes[0]))
    world.keep()
    assert world.known() == world.stored()


def test_nothing_is_written_where_nothing_changed(world):
    world.mint(5)
    batch = world.mint(5)
    retarget(world.db, find_code(world.db, batch.codes[0]), "https://own.example/")
    world.keep()
    before = {path: path.stat().st_mtime_ns for path in (world.path, *world.tables())}
    world.keeper = Keeper(world.path)
    world.keep()
    after = {path: path.stat().st_mtime_ns for path in (world.path, *world.tables())}
    assert after == before


def test_codes_that_an_older_database_does_not_know_lead_to_where_they_led(world, capsys):
    kept = world.mint(3)
    world.keep()
    backup = world.backup()
    retarget(world.db, world.batch(kept), "https://later.example/")
    lost = world.mint(4, to="https://lost.example/")
    retarget(world.db, find_code(world.db, lost.codes[0]), "https://own.example/")
    retire(world.db, find_code(world.db, lost.codes[1]))
    world.keep()
    world.restore(backup)
    again = world.mint(2, to="https://new.example/")  # before the background process has looked
    assert again.batch.id == lost.batch.id
    world.keep()
    assert world.known() == {
        **dict.fromkeys(kept.codes, ("https://a.example/", False)),
        **dict.fromkeys(again.codes, ("https://new.example/", False)),
        lost.codes[0]: ("https://own.example/", False),
        lost.codes[1]: ("https://lost.example/", True),
        **dict.fromkeys(lost.codes[2:], ("https://lost.example/", False)),
    }
    assert [world.target_of(code).stranger for code in (kept.codes[0], again.codes[0], lost.codes[0])] == [
        False,
        False,
        True,
    ]
    assert {world.target_of(code).batch_id for code in lost.codes} == {lost.batch.id}
    assert unaccepted_strangers(world.db) == 4
    assert "4 codes on paper are not in this database" in capsys.readouterr().err


def test_the_younger_database_knows_its_strangers_again(world):
    world.mint(3)
    world.keep()
    older = world.backup("older")
    lost = world.mint(4, to="https://lost.example/")
    world.keep()
    younger = world.backup("younger")
    world.restore(older)
    meanwhile = world.mint(2, to="https://meanwhile.example/")
    world.keep()
    world.restore(younger)
    world.keep()
    assert not any(world.target_of(code).stranger for code in lost.codes)
    assert all(world.target_of(code).stranger for code in meanwhile.codes)
    assert sum(one.codes for one in strangers(world.db)) == len(meanwhile.codes)


def test_a_backup_from_before_the_first_batch_is_of_the_same_history(world):
    backup = world.backup()
    lost = world.mint(3)
    world.keep()
    world.restore(backup)
    world.keep()
    assert set(world.known()) == set(lost.codes)


def test_codes_of_another_database_do_not_leak_in(world, tmp_path, capsys):
    theirs = world.mint(3)
    world.keep()
    world.close()
    other = World(tmp_path / "other")
    ours = other.mint(2)
    other.close()
    world.open()
    world.restore(other.file)
    world.keep()
    assert set(world.known()) == set(ours.codes)
    assert strangers(world.db) == ()
    (aside,) = world.path.parent.glob("snapshot-of-*")
    assert {code for code, _ in read(aside / "snapshot")} == set(theirs.codes)
    assert str(aside) in capsys.readouterr().err


@pytest.mark.parametrize("what", ["table", "head"])
@pytest.mark.parametrize("harm", [lambda path: spoil(path, 0.5), Path.unlink], ids=["damaged", "lost"])
def test_what_is_damaged_or_lost_is_written_anew_while_it_runs(world, what, harm):
    codes = set(world.mint(8).codes)
    world.keep()
    time.sleep(1.0)  # it looks once a second
    harm(world.path if what == "head" else world.tables()[0])
    world.keep()
    assert set(world.known()) == codes


def test_a_full_disk_leaves_the_snapshot_as_it_was(world, mounted):
    folder = mounted("size=256k")
    world.path = folder / "run" / "snapshot"
    world.path.parent.mkdir()
    world.keeper = Keeper(world.path)
    codes = set(world.mint(50).codes)
    world.keep()
    filling = folder / "filling"
    with suppress(OSError), filling.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    more = world.mint(500)
    for _ in range(3):  # the fault lasts, also while it is not tried again
        with pytest.raises(OSError, match="No space left"):
            world.keep()
    assert set(world.known()) == codes
    filling.unlink()
    time.sleep(1.1)
    world.keep()
    assert set(world.known()) == codes | set(more.codes)


def test_tables_that_nobody_needs_are_removed_after_a_while(world):
    for _ in range(4):
        world.mint(2)
        world.keep()
    long_ago = time.time() - 3600
    for path in world.tables():
        os.utime(path, (long_ago, long_ago))
    heads = (world.path, world.path.with_name(EARLIER))
    used = {table.file.name for head in heads for table in read(head).tables}
    assert len(world.tables()) > len(used)
    world.keeper = Keeper(world.path)  # looks at once, then every minute
    world.mint(1)
    world.keep()
    assert used <= {path.name for path in world.tables()} | used
    assert len(world.tables()) <= 4
    assert len(world.known()) == 9


@given(st.lists(st.integers(1, 1_000_000), min_size=1, max_size=60))
def test_there_are_always_few_tables(minted):
    sizes, moved = [], 0
    for codes in minted:
        sizes.append(codes)
        while merge := to_merge_sizes(sizes):
            moved += sum(merge)
            sizes = [*sizes[: -len(merge)], sum(merge)]
        assert len(sizes) <= 5
        sizes.sort(reverse=True)
    assert moved <= 12 * sum(minted) + 60 * SMALL


def to_merge_sizes(sizes):
    sizes.sort(reverse=True)
    files = [TableFile(str(number), size, 0, 0, False) for number, size in enumerate(sizes)]
    return [file.codes for file in to_merge(files)]


def write_format_1(path, answers, revision=1):
    """Write what Signet 0.1 wrote: code → (batch, URL, retired)."""
    targets = list(dict.fromkeys(answers.values()))
    slots = max(8, 2 * len(answers))
    table = bytearray(slots * 20)
    for code, target in answers.items():
        slot = crc32(code.encode()) % slots
        while table[slot * 20]:
            slot = (slot + 1) % slots
        table[slot * 20 : slot * 20 + 20] = struct.pack("<16sI", code.encode(), targets.index(target))
    head = {
        "revision": revision,
        "codes": len(answers),
        "slots": slots,
        "targets": [[batch, "url", url, retired] for batch, url, retired in targets],
    }
    content = b"SIGNET-SNAPSHOT 1\n" + json.dumps(head).encode() + b"\n" + table
    path.write_bytes(content + struct.pack("<I", crc32(content)))


def test_snapshot_of_an_older_signet_is_read_and_taken_over(world):
    minted = world.mint(20)
    on_paper = dict.fromkeys(minted.codes, (minted.batch.id, "https://a.example/", False))
    lost = {"BCDFGH": (7, "https://lost.example/", False), "BCDFGJ": (7, "https://lost.example/", True)}
    for path in (*world.tables(), *world.path.parent.glob("snapshot*")):
        path.unlink()
    write_format_1(world.path, on_paper | lost)
    file = SnapshotFile(world.path)
    assert (file.snapshot.codes, file.fault) == (22, "")
    for code, (batch_id, url, retired) in (on_paper | lost).items():
        target = file.snapshot.targets[file.snapshot.find(code)]
        assert target == Target(batch_id, "url", url, retired)
    assert file.snapshot.find("BCDFGK") == -1
    world.keeper = Keeper(world.path)
    world.keep()
    assert file.refresh()
    assert file.snapshot.targets[file.snapshot.find("BCDFGJ")].stranger
    assert set(world.known()) == {*on_paper, *lost}
