"""The few words in the names of files, in the language of a design: whoever prints it reads that one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileWords:
    """Words of one language; ``thousands`` stands between groups of digits."""

    piece: str
    many: str
    single: str
    reprint: str
    slips: str
    calibration: str
    thousands: str

    def pieces(self, count: int) -> str:
        """Return a number of pieces, such as ``2.000 Stück``."""
        number = f"{count:,}".replace(",", self.thousands)
        return f"{number} {self.piece if count == 1 else self.many}"


GERMAN = FileWords("Stück", "Stück", "Einzelseiten", "Nachdruck", "Bündelzettel", "Messblatt", ".")
ENGLISH = FileWords(
    "piece", "pieces", "single pages", "reprint", "slips for bundles", "calibration sheet", ","
)


def words_for(language: str) -> FileWords:
    """Return the words for a language: German, else English."""
    return GERMAN if language.lower().partition("-")[0] == "de" else ENGLISH
