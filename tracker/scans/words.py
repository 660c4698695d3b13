"""The words of counting: classes, entries, devices, the verdict about a request, what is recorded of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LONGEST_AGENT = 512
"""Characters of an agent string that are looked at; attackers send a megabyte."""


class HitClass(StrEnum):
    """Who made a hit. Only hits by a person are scans; the others are kept apart."""

    PERSON = "person"
    REPEAT = "repeat"
    PREVIEW = "preview"
    ROBOT = "robot"
    PREFETCH = "prefetch"
    UNSURE = "unsure"


MAYBE_PEOPLE = frozenset((HitClass.PERSON, HitClass.UNSURE))
"""Classes of requests that say nothing against a person: what more is known of them is weighed."""


class Entry(StrEnum):
    """How the code came in: the QR carries capitals, the printed link small letters. A hint, no proof."""

    SCANNED = "scanned"
    TYPED = "typed"
    UNKNOWN = "unknown"


class Device(StrEnum):
    """What kind of device; coarse on purpose."""

    PHONE = "phone"
    TABLET = "tablet"
    COMPUTER = "computer"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who and what a request comes from, in words that name nobody.

    Attributes:
        cls: The class of the hit.
        reason: Why it is in this class: small letters, digits and hyphens.
        device: Kind of device.
        system: Operating system, such as ``android``; ``other`` if not known.
        browser: Browser, such as ``chrome``; ``other`` if not known.
        language: First language asked for, two or three small letters, or ``""``.
    """

    cls: HitClass
    reason: str
    device: Device = Device.OTHER
    system: str = "other"
    browser: str = "other"
    language: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One recorded GET of a known code.

    Attributes:
        at_ms: Milliseconds since 1970.
        code: In capitals.
        entry: How it came in.
        verdict: Who it was.
        key: The device-day key, 64 bits; ``None`` if it is not known, or forgotten.
        staff: Whether it came with a staff pass.
        crowd: Whether a proxy that nobody named stands in between, so that many may share the key.
    """

    at_ms: int
    code: str
    entry: Entry
    verdict: Verdict
    key: int | None = None
    staff: bool = False
    crowd: bool = False


@dataclass(frozen=True, slots=True)
class Missed:
    """Requests for codes that do not exist: typing errors, damage, guesses.

    Attributes:
        at_ms: Milliseconds since 1970.
        code: In capitals; ``""`` where it is not kept, or where these are several.
        entry: How it came in.
        cls: Who it was.
        refused: Whether so many came from one network that no more were looked up.
        times: How many.
    """

    at_ms: int
    code: str
    entry: Entry
    cls: HitClass
    refused: bool = False
    times: int = 1
