"""Comparing, without PDFs: any mixture of links over slots is told rightly."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from printkit.manifest import Row
from printkit.proof.links import Links
from printkit.proof.places import Places
from printkit.proof.slots import Look, Result, Sighting, Slot
from printkit.proof.symbols import QR, Symbol

FILE = Path("job.pdf")
LINKS = [f"HTTPS://QR.EXAMPLE.DE/BC{digit}" for digit in "23456789"]
FOREIGN = "HTTPS://EVIL.EXAMPLE/"
seen_in_slots = st.lists(st.sampled_from([*LINKS, FOREIGN, ""]), min_size=len(LINKS), max_size=len(LINKS))


def slots(links: list[str], seen: list[str], positions: bool = True) -> list[Slot]:
    return [
        Slot(
            FILE,
            Row(
                "job.pdf",
                1 + n // 4,
                1 + n // 4,
                1 + n % 4,
                "front",
                n if positions else None,
                "",
                link,
                30.0 * n,
                0,
                20,
            ),
            Look.SYMBOL if seen[n] else Look.BLANK,
        )
        for n, link in enumerate(links)
    ]


def sightings(seen: list[str]) -> list[Sighting]:
    return [
        Sighting(FILE, 1 + n // 4, Symbol(text, QR, 30.0 * n + 10, 10, 15))
        for n, text in enumerate(seen)
        if text
    ]


def compare_places(slots: list[Slot], sightings: list[Sighting]) -> Result:
    places = Places()
    for page in sorted({slot.row.page for slot in slots} | {sighting.page for sighting in sightings}):
        own = [slot for slot in slots if slot.row.page == page]
        places.add_page(FILE, page, own, [one.symbol for one in sightings if one.page == page])
    return places.finish()


def compare_links(links: list[str], sightings: list[Sighting], repeats: bool) -> Result:
    comparison = Links(links, repeats)
    for page in sorted({sighting.page for sighting in sightings}):
        comparison.add_page([sighting for sighting in sightings if sighting.page == page])
    return comparison.finish()


def counted(result: Result) -> Counter[str]:
    """Count what is told by rule; a finding about a page tells of as many codes as it says."""
    rules: Counter[str] = Counter()
    for finding in result.findings:
        many = re.search(r"([0-9]+) codes", finding.message)
        rules[finding.rule.removesuffix("-page")] += int(many[1]) if many else 1
    return rules


@given(seen_in_slots)
def test_every_link_is_accounted_for(seen: list[str]) -> None:
    result = compare_places(slots(LINKS, seen), sightings(seen))
    rules = counted(result)
    assert result.decoded == len(set(seen) & set(LINKS))
    assert rules["missing"] == len(LINKS) - result.decoded
    assert rules["foreign"] == seen.count(FOREIGN)
    assert rules["duplicate"] == sum(text in LINKS for text in seen) - result.decoded
    at_home = {link for link, text in zip(LINKS, seen, strict=True) if link == text}
    assert rules["misplaced"] == result.decoded - len(at_home)


@given(seen_in_slots)
def test_links_alone_are_accounted_for(seen: list[str]) -> None:
    result = compare_links(LINKS, sightings(seen), repeats=False)
    rules = Counter(finding.rule for finding in result.findings)
    assert result.decoded == len(set(seen) & set(LINKS))
    assert rules["missing"] == len(LINKS) - result.decoded
    assert rules["foreign"] == seen.count(FOREIGN)
    assert rules["duplicate"] == sum(text in LINKS for text in seen) - result.decoded


@given(st.lists(st.booleans(), min_size=8, max_size=8))
def test_one_code_fills_every_slot_or_is_missing(printed: list[bool]) -> None:
    seen = [LINKS[0] if there else "" for there in printed]
    result = compare_places(slots([LINKS[0]] * 8, seen, positions=False), sightings(seen))
    assert result.decoded == sum(printed)
    assert counted(result)["missing"] == 8 - sum(printed)


def test_reading_order_numbers_slots_row_by_row() -> None:
    places = {"a": (10, 11), "b": (60, 10), "c": (110, 12), "d": (10, 60), "e": (60, 59)}
    seen = [Sighting(FILE, 1, Symbol(text, QR, x, y, 20)) for text, (x, y) in reversed(places.items())]
    findings = compare_links(["other"], seen, repeats=False).findings
    assert [(f.slot, f.message[0]) for f in findings if f.rule == "foreign"] == list(
        enumerate("abcde", start=1)
    )


def test_other_kinds_of_symbol_are_told() -> None:
    here = Sighting(FILE, 1, Symbol(LINKS[0], "DataMatrix", 10, 10, 15))
    result = compare_places(slots(LINKS[:1], LINKS), [here])
    assert [(f.rule, f.slot) for f in result.findings] == [("wrong-symbology", 1)]
