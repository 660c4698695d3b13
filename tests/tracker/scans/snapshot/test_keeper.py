"""What the background process writes is what the database says, whatever happens to either."""

import random
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printkit.store.answering import answers
from printkit.store.batches import find_batch, find_code
from printkit.store.destinations import retarget, retire, revive
from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import BatchKind
from tracker.database import connect_to
from tracker.scans.snapshot.keeper import Keeper
from tracker.scans.snapshot.reading import read

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


OPERATIONS = (
    "mint", "mint one", "retarget batch", "retarget code", "retire batch", "retire code", "revive batch",
    "revive code", "back up", "restore", "restart", "damage", "lose head",
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(OPERATIONS), min_size=4, max_size=25), st.integers(0, 2**32))
def test_snapshot_answers_as_a_plain_dictionary_would(tmp_path_factory, operations, seed):
    world, chance = World(tmp_path_factory.mktemp("world")), random.Random(seed)
    paper = {}  # all that was ever printed
    saved = None
    for operation in operations:
        batches = [row[0] for row in world.db.execute("SELECT id FROM batch")]
        codes = [row[0] for row in world.db.execute("SELECT code FROM code")]
        url = f"https://{chance.randrange(5)}.example/"
        match operation:
            case "mint":
                world.mint(chance.randint(1, 6), to=url)
            case "mint one":
                world.mint(5, BatchKind.ONE_CODE, to=url)
            case "retarget batch" if batches:
                retarget(world.db, find_batch(world.db, chance.choice(batches)), url)
            case "retarget code" if codes:
                retarget(world.db, find_code(world.db, chance.choice(codes)), url)
            case "retire batch" if batches:
                retire(world.db, find_batch(world.db, chance.choice(batches)))
            case "revive batch" if batches:
                revive(world.db, find_batch(world.db, chance.choice(batches)))
            case "retire code" if codes:
                retire(world.db, find_code(world.db, chance.choice(codes)))
            case "revive code" if codes:
                code = find_code(world.db, chance.choice(codes))
                if find_batch(world.db, code.batch_id).retired_at is None:
                    revive(world.db, code)
            case "back up":
                saved = world.backup()
            case "restore" if saved:
                world.restore(saved)
            case "restart":
                world.keeper = Keeper(world.path)
            case "damage":
                spoil(chance.choice(world.tables() or [world.path]), chance)
                world.keeper = Keeper(world.path)
            case "lose head":
                world.path.unlink()
                world.keeper = Keeper(world.path)
        world.keep()
        paper |= world.stored()
        assert world.known() == paper
    world.close()


def spoil(path, chance):
    with path.open("r+b") as file:
        file.seek(chance.randrange(path.stat().st_size))
        file.write(b"\xff\x00\xff")
