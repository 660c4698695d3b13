from datetime import UTC, datetime, timedelta

from tracker.reports.device_days import device_days
from tracker.scans.words import HitClass


def test_devices_are_counted_once_a_day_in_batch_campaign_and_organisation(
    db, mint_batch, make_hit, count, noon
):
    one, same, other = (
        mint_batch(name=name, campaign=campaign).codes for name, campaign in ("aA", "bA", "cB")
    )
    day = timedelta(days=1)
    for hit in (
        make_hit(one[0], noon, key=1),
        make_hit(one[1], noon, key=1),
        make_hit(one[1], noon, key=2),
        make_hit(same[0], noon, key=1),
        make_hit(other[0], noon, key=1),
        make_hit(other[0], noon, key=3, cls=HitClass.ROBOT),
        make_hit(other[0], noon),
        make_hit(one[0], noon + day, key=1),
    ):
        count(hit)
    found = db.execute("SELECT scope, scope_id, devices FROM device_day ORDER BY day, scope, scope_id")
    assert found.fetchall() == [
        *[("batch", 1, 2), ("batch", 2, 1), ("batch", 3, 1)],
        *[("campaign", 1, 2), ("campaign", 2, 1), ("organisation", 1, 2)],
        *[("batch", 1, 1), ("campaign", 1, 1), ("organisation", 1, 1)],
    ]
    until = (noon + day).date()
    assert [one.devices for one in device_days(db, None, 3, until=until)] == [0, 2, 1]
    assert [one.devices for one in device_days(db, 2, 2, until=until)] == [1, 0]


def test_day_is_the_organisations(db, mint_batch, make_hit, count):
    code = mint_batch().codes[0]
    midnight = datetime(2026, 11, 19, 23, tzinfo=UTC)  # in Berlin
    count(make_hit(code, midnight - timedelta(seconds=1), key=1), make_hit(code, midnight, key=1))
    assert db.execute("SELECT count(*) FROM device_day WHERE scope = 'batch'").fetchone() == (2,)
