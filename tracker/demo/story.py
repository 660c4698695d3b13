"""What the demo orders: an invented German town library and three batches of one campaign.

The stories are those of the product: bookmarks hidden in books that advertise the library's channels, flyers
in town, and a second bookmark with other texts, so that there is something to compare.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from printkit.store.model import BatchKind

LIBRARY = "Stadtbibliothek Lindenau"
CAMPAIGN = "Frühling in Lindenau"
STAFF_EMAIL = "demo@stadtbibliothek-lindenau.example"
STAFF_NAME = "Marie Lindner"


@dataclass(frozen=True, slots=True)
class HandedOut:
    """Positions ``first`` to ``last`` given to a place, and how that place's patrons take to them.

    Attributes:
        days: Days after the season's first day.
        share: Share of the pieces that somebody scans in the season (for one code: scans per copy).
    """

    place: str
    first: int | None
    last: int | None
    days: int
    share: float


@dataclass(frozen=True, slots=True)
class Order:
    """A batch of the demo: what is minted, printed and handed out."""

    name: str
    design: str
    kind: BatchKind
    copies: int
    destination: str
    sheet: str
    file: str
    hand_outs: tuple[HandedOut, ...]
    place: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)


ORDERS = (
    Order(
        name="Kanäle",
        design="channels-bookmark",
        kind=BatchKind.PER_PIECE,
        copies=500,
        destination="https://www.stadtbibliothek-lindenau.example/kanaele",
        sheet="sra3",
        file="kanaele-lesezeichen.pdf",
        hand_outs=(
            HandedOut("Zentralbibliothek", 1, 200, 0, 0.34),
            HandedOut("Zweigstelle Nordviertel", 201, 320, 1, 0.21),
            HandedOut("Zweigstelle Südstadt", 321, 430, 1, 0.26),
            HandedOut("Bücherbus", 431, 500, 4, 0.14),
        ),
    ),
    Order(
        name="Flyer im Rathaus",
        design="dl-flyer",
        kind=BatchKind.ONE_CODE,
        copies=2000,
        destination="https://www.stadtbibliothek-lindenau.example/digital",
        sheet="sra3",
        file="flyer-rathaus.pdf",
        hand_outs=(HandedOut("Bürgerbüro im Rathaus", None, None, 7, 0.06),),
        place="Bürgerbüro im Rathaus",
    ),
    Order(
        name="Wünsche",
        design="channels-bookmark",
        kind=BatchKind.PER_PIECE,
        copies=240,
        destination="https://www.stadtbibliothek-lindenau.example/wuensche",
        sheet="sra3",
        file="wunsch-lesezeichen.pdf",
        hand_outs=(
            HandedOut("Zentralbibliothek", 1, 120, 21, 0.39),
            HandedOut("Zweigstelle Nordviertel", 121, 240, 21, 0.28),
        ),
        texts={
            "headline": "Wünschen Sie sich was.",
            "promise": "Was fehlt Ihnen bei uns? Wir lesen jeden Zettel.",
            "back_title": "Sechs Wege zu\u00a0uns.",
            "channel_1": "Wunschbuch",
            "about_1": "Ein Titel fehlt? Wir besorgen ihn",
            "channel_2": "Lob & Kritik",
            "about_2": "Ehrlich gern: Antwort in drei Tagen",
            "channel_3": "Bücher-Abo",
            "about_3": "Jeden Monat drei Bücher, für Sie gepackt",
            "channel_4": "Lesekreis",
            "about_4": "Dienstags um sieben, der Tee ist warm",
            "channel_5": "Chat",
            "about_5": "Fragen Sie uns, solange noch Licht brennt",
            "channel_6": "Ehrenamt",
            "about_6": "Vorlesen, begleiten, Bücher bringen",
        },
    ),
)
