"""What no code may spell: words and abbreviations that a German library must not print.

The alphabet has no A, E, I, L, O, U and no 0 and 1, so what is left are abbreviations, words without their
vowels, and words that digits spell (3 for E, 4 for A, V for U and so on). Printed codes stay valid when
this list grows: it is asked at minting only.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True, slots=True)
class Denied:
    """Sequences that no code contains, and why.

    Attributes:
        words: Separated by spaces.
        spelled: Also where digits stand for letters (``S3X``); without it, exactly these characters.
    """

    reason: str
    words: str
    spelled: bool = True

    def spellings(self) -> frozenset[str]:
        """Return every spelling of its words, also those that no code can contain."""
        if not self.spelled:
            return frozenset(self.words.split())
        return frozenset(
            "".join(letters)
            for word in self.words.split()
            for letters in product(*(_SPELLINGS.get(letter, letter) for letter in word))
        )


_TWO = "of two characters, so they hit by accident often: only those that everybody knows"

DENIED = (
    Denied(f"National Socialism, as barred on German number plates; {_TWO}", "SS NS KZ HJ", spelled=False),
    Denied("Heil Hitler in letters and in numbers", "HH 88", spelled=False),
    Denied(f"sex; {_TWO}", "SX GV", spelled=False),
    Denied("hate", "H8 H8R", spelled=False),
    Denied("number of the beast, pornography, a position, drugs", "666 XXX 69X X69 4XX", spelled=False),
    Denied("National Socialism", "NAZ NZS BDM HTR FHRR FUHR GESTA GSTP RSHA WAFFSS ARYAN"),
    Denied("Holocaust and hatred of Jews", "JUD JDN JDE JEW GAS"),
    Denied("racism", "KKK NGR NGG NEG NEGR KANAK KNCK KNAK ZGNR ZGN WHTPWR"),
    Denied("terrorism and banned organisations", "PKK RAF NSU DAESH HAMAS BMB TERR TRRR MRD"),
    Denied("parties: a library is neutral", "SPD FDP NPD AFD BSW DKP KPD CSU CDU"),
    Denied("a state that spied on its readers", "DDR STAS"),
    Denied("English swearing", "FCK FUCK FUK FKN FKNG FCKN PHUCK WTF FFS STFU GTFU KYS"),
    Denied("English swearing", "SHT SHYT SHAT CRAP CRP BTCH BYTCH CNT CUNT DCK DYCK DYK TWAT TWT"),
    Denied("English swearing", "ASS ARSE WANK WNK PRCK PRYCK SUCK SCK DAMN SCUM"),
    Denied("English swearing", "RETARD RTRD BSTRD JRK"),
    Denied("German swearing", "ARSCH RSCH ARS KACK KCK KAK SCHS SCHSS SCHES DREC DRCK PSS PYSS PUP"),
    Denied("German swearing", "FCKR FTZ FUTZ HUR HURE HRN NUTT NTT NTTE WCHS WYX WYCHS"),
    Denied("German swearing", "SAU SAUF DEPP DPP DUMM DMM DUF TRTT KTZ FURZ FRZ RTZ PNNR PENNER"),
    Denied("insults to disabled people", "SPST SPAST SPCK SPAK KRPP KRUPP BHND"),
    Denied("words for people that are used as insults", "FAG FGT FGG GAY TRANNY TRNNY"),
    Denied("sexuality", "SEX SXY FKK PRN PURN PNS PENS PENYS VAG FYCK BMS BUMS NUD NACKT NCKT"),
    Denied("sexuality", "TTS TYT BUSEN BSN BRST BRUST BDSM SWNGR STRP PUFF PFF DTF RAPE RPE"),
    Denied("drugs", "XTC THC GHB PCP CRACK CRCK METH MTH KKS KUKS KFF KYFF HSCH HASCH"),
    Denied("death and illness", "TUT TTN STRB STERB SARG KREBS KRBS PEST SUYCYD"),
)

_SPELLINGS = {"A": "4", "B": "B8", "E": "3", "G": "G69", "S": "S5", "T": "T7", "U": "V", "Z": "Z2"}
_NOT_IN_ALPHABET = frozenset("AEILOU01")


def sequences() -> frozenset[str]:
    """Return every sequence of characters of the codes' alphabet that no code may contain."""
    found = frozenset(text for denied in DENIED for text in denied.spellings())
    return frozenset(text for text in found if not _NOT_IN_ALPHABET & set(text))
