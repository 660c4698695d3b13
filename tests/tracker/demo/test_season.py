from collections import Counter
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from tracker.demo.season import DAYS, season
from tracker.demo.story import ORDERS

ZONE = "Europe/Berlin"
FIRST = date(2026, 3, 2)


def test_the_same_seed_gives_the_same_season() -> None:
    assert season(ORDERS, FIRST, ZONE, 7) == season(ORDERS, FIRST, ZONE, 7)
    assert season(ORDERS, FIRST, ZONE, 7) != season(ORDERS, FIRST, ZONE, 8)


def test_visits_come_in_order_and_within_the_season() -> None:
    visits = season(ORDERS, FIRST, ZONE, 7)
    times = [visit.at for visit in visits]
    assert times == sorted(times)
    days = [(datetime.fromtimestamp(at, ZoneInfo(ZONE)).date() - FIRST).days for at in times]
    assert min(days) >= 0
    assert max(days) < DAYS


def test_nobody_scans_a_piece_before_it_was_handed_out() -> None:
    for visit in season(ORDERS, FIRST, ZONE, 7):
        day = (datetime.fromtimestamp(visit.at, ZoneInfo(ZONE)).date() - FIRST).days
        handed_out = [
            bundle.days
            for bundle in ORDERS[visit.order].hand_outs
            if bundle.first is None
            or bundle.last is None
            or bundle.first <= (visit.position or 0) <= bundle.last
        ]
        assert day >= min(handed_out)


def test_a_season_has_people_chats_and_robots_and_quiet_nights() -> None:
    visits = [visit for seed in range(5) for visit in season(ORDERS, FIRST, ZONE, seed)]
    agents = Counter(visit.agent.partition("/")[0] for visit in visits)
    assert agents["Mozilla"] > 10 * agents["WhatsApp"] > 0
    assert 0.05 < sum(visit.typed for visit in visits) / len(visits) < 0.3
    hours = Counter(datetime.fromtimestamp(visit.at, UTC).hour for visit in visits)
    assert hours[2] < hours[14] / 5
