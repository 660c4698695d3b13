"""Whoever writes the snapshot may be killed at any moment."""

import random
import subprocess
import sys
import time

import pytest

from printkit.store.answering import answers
from printkit.store.destinations import retarget
from tracker.scans.snapshot.keeper import Keeper
from tracker.scans.snapshot.reading import read

KEEPS = """
import sys
from pathlib import Path
from tracker.database import connect_to
from tracker.scans.snapshot.keeper import Keeper
keeper, db = Keeper(Path(sys.argv[1])), connect_to(Path(sys.argv[2]))
print("keeps", flush=True)
while True:
    keeper.step(db)
"""
ROUNDS = 5


@pytest.mark.slow
def test_snapshot_is_whole_after_every_kill(config, db, mint_batch):
    config.run_folder.mkdir()
    batch = mint_batch(3000).batch
    chance = random.Random(20261123)
    for _ in range(ROUNDS):
        command = [sys.executable, "-c", KEEPS, str(config.snapshot_file), str(config.database)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as keeper:
            keeper.stdout.readline()
            until = time.monotonic() + chance.uniform(0.0, 0.3)
            while time.monotonic() < until:
                retarget(db, batch, f"https://{chance.randrange(10**9)}.example/")
                mint_batch(chance.choice([1, 500]))
            keeper.kill()
        if config.snapshot_file.exists():
            assert read(config.snapshot_file).whole
    keeper = Keeper(config.snapshot_file)
    while keeper.step(db):
        pass
    known = {code: target.reference for code, target in read(config.snapshot_file)}
    assert known == {one.code: one.reference for one in answers(db)}
