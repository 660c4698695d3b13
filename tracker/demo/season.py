"""A season of hits, invented: who opens which piece when, and with what. The same seed, the same season."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.demo.story import HandedOut, Order

DAYS = 56
"""Length of the season; it ends the day before the demo is run for the first time."""

HALF_LIFE_DAYS = 11.0
# Shares by hour of the local day: lunch break, opening hours and reading in bed.
HOURS = (1, 0, 0, 0, 0, 0, 1, 3, 5, 6, 8, 8, 9, 8, 7, 8, 9, 9, 7, 7, 9, 10, 7, 3)
WEEKDAYS = (0.8, 1.0, 1.0, 1.1, 1.1, 1.4, 0.7)

_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS {} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
_ANDROID = "Mozilla/5.0 (Linux; Android {}) AppleWebKit/537.36 (KHTML, like Gecko) "
PHONES = (
    (24, _IPHONE.format("26_1") + "Version/26.1 Mobile/15E148 Safari/604.1"),
    (14, _IPHONE.format("18_6") + "Version/18.6 Mobile/15E148 Safari/604.1"),
    (26, _ANDROID.format("10; K") + "Chrome/142.0.0.0 Mobile Safari/537.36"),
    (12, _ANDROID.format("15; SM-A556B") + "SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36"),
    (5, "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0"),
    (4, _IPHONE.format("26_1") + "Mobile/23B85 Instagram 405.1.0.29.75 (iPhone15,4; iOS 26_1; de_DE)"),
    (3, "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/18.6 Mobile/15E148 Safari/604.1"),
)  # fmt: skip
DESKTOPS = (
    (3, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/142.0.0.0 Safari/537.36"),
    (2, "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"),
    (1, "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/26.1 Safari/605.1.15"),
)  # fmt: skip
PREVIEWS = ((3, "WhatsApp/2.25.31.78 A"), (1, "TelegramBot (like TwitterBot)"))
ROBOTS = (
    (3, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
    (2, "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"),
    (1, "python-requests/2.32.5"),
)
LANGUAGES = ((88, "de-DE,de;q=0.9,en;q=0.6"), (5, "tr-TR,tr;q=0.9,de;q=0.7"), (7, "en-GB,en;q=0.9"))


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of the season.

    Attributes:
        order: Index of the batch in the story.
        position: Position of the piece, ``None`` in a batch with one code.
        at: When, as seconds since the epoch.
        typed: Whether the link was typed (small letters) instead of scanned.
        agent: The user agent.
        language: The Accept-Language header.
    """

    order: int
    position: int | None
    at: float
    typed: bool
    agent: str
    language: str


def season(orders: tuple[Order, ...], first_day: date, zone: str, seed: int) -> tuple[Visit, ...]:
    """Return the visits of a whole season in order of time."""
    chance = random.Random(seed)  # noqa: S311  # a story, no secret
    end = datetime.combine(first_day + timedelta(days=DAYS), time(), ZoneInfo(zone)).timestamp()
    visits = [
        visit
        for index, order in enumerate(orders)
        for hand_out in order.hand_outs
        for visit in _bundle(chance, index, order, hand_out, first_day, ZoneInfo(zone))
    ]
    return tuple(sorted((visit for visit in visits if visit.at < end), key=lambda visit: visit.at))


def _bundle(
    chance: random.Random, index: int, order: Order, hand_out: HandedOut, first_day: date, zone: ZoneInfo
) -> Iterator[Visit]:
    pieces: list[int | None]
    if hand_out.first is None or hand_out.last is None:
        pieces = [None] * order.copies
    else:
        pieces = list(range(hand_out.first, hand_out.last + 1))
    for position in pieces:
        if chance.random() < hand_out.share:
            first = _moment(chance, hand_out.days, first_day, zone)
            if first is not None:
                yield from _reader(chance, index, position, first)


def _moment(chance: random.Random, days: int, first_day: date, zone: ZoneInfo) -> float | None:
    """Return when a piece is found: soon or late after the hand-out, on a likely day at a likely hour."""
    while True:
        later = days + int(chance.expovariate(0.693 / HALF_LIFE_DAYS))
        day = first_day + timedelta(days=later)
        if chance.random() * max(WEEKDAYS) < WEEKDAYS[day.weekday()]:
            break
    if later >= DAYS:
        return None
    hour = chance.choices(range(24), HOURS)[0]
    local = datetime.combine(day, time(hour, chance.randrange(60), chance.randrange(60)), zone)
    return local.timestamp() + chance.random()


def _reader(chance: random.Random, index: int, position: int | None, at: float) -> Iterator[Visit]:
    """Yield what follows when one person finds a piece: the scan, perhaps again, perhaps shared."""
    typed = chance.random() < 0.07
    agent = _pick(chance, DESKTOPS if typed and chance.random() < 0.5 else PHONES)
    language = _pick(chance, LANGUAGES)
    yield Visit(index, position, at, typed, agent, language)
    if chance.random() < 0.09:  # once more on a later day
        yield Visit(index, position, at + chance.uniform(0.2, 6) * 86_400, typed, agent, language)
    if chance.random() < 0.06:  # shared in a chat: its preview, then a friend
        yield Visit(index, position, at + 40, True, _pick(chance, PREVIEWS), "")
        yield Visit(index, position, at + 400, True, _pick(chance, PHONES), _pick(chance, LANGUAGES))
    if chance.random() < 0.03:
        yield Visit(index, position, at + chance.uniform(1, 5) * 3_600, True, _pick(chance, ROBOTS), "")


def _pick(chance: random.Random, weighted: tuple[tuple[int, str], ...]) -> str:
    return chance.choices([text for _, text in weighted], [weight for weight, _ in weighted])[0]
