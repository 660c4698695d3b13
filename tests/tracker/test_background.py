"""The background process goes on with all that can be done."""

from tracker.background import Background
from tracker.config import make_config
from tracker.health.state import BACKGROUND, FOLDER, read_state
from tracker.scans.spool import Spool
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict

AT = 1_790_000_000_000


def test_unknown_time_zone_stops_counting_and_says_so_but_nothing_else(config, db, mint_batch, capsys, until):
    """A database that came from a machine with newer zones; days cannot be told here."""
    codes = mint_batch().codes
    db.execute("UPDATE organisation SET time_zone = 'Mars/Base'")
    spool = Spool(config.spool_folder)
    spool.add(Hit(AT, codes[0], Entry.SCANNED, Verdict(HitClass.PERSON, "browser", Device.PHONE)))
    spool.close()
    background = Background(make_config(config.database))
    until(lambda: background.step() or config.snapshot_file.exists())  # at most a tenth of a second at a time
    said = read_state(config.run_folder / FOLDER / BACKGROUND)
    assert said is not None
    assert {check.name for check in said.state.checks if not check.ok} == {"fold", "privacy"}
    assert "time zone" in capsys.readouterr().err
    zone = next(check for check in said.state.checks if check.name == "fold")
    assert "time zone" in str(zone.facts)
    assert "organisation --time-zone" in zone.do
    assert config.snapshot_file.exists()
    db.execute("UPDATE organisation SET time_zone = 'Europe/Kyiv'")
    background.close()
    assert db.execute("SELECT hits FROM spool_total").fetchone() == (1,)
