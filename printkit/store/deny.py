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


_TWO = "of two characters, so they hit by accident often: only those that everybody knows"

DENIED = (
    Denied(f"National Socialism, as barred on German number plates; {_TWO}", "SS NS KZ HJ", spelled=False),
    Denied("Heil Hitler in letters and in numbers", "HH 88", spelled=False),
    Denied(f"sex; {_TWO}", "SX GV", spelled=False),
    Denied("hate", "H8 H8R HATE HASS", spelled=False),
    Denied("number of the beast, pornography, a position, drugs", "666 XXX 69X X69 4XX", spelled=False),
    Denied("National Socialism", "NAZ NZS BDM HTR FHRR FUHR GESTA GSTP RSHA WAFFSS REICH ARYAN"),
    Denied("Holocaust and hatred of Jews", "JUD JDN JDE JEW SHOAH GAS VERGAS ZYK"),
    Denied("racism", "KKK NGR NGG NEG NEGR KANAK KNCK KNAK ZGNR ZGN MOHR WHTPWR"),
    Denied("terrorism and banned organisations", "PKK RAF NSU DAESH HAMAS BOMB BMB TERR TRRR MORD MRD"),
    Denied("parties: a library is neutral", "SPD FDP NPD AFD BSW DKP KPD CSU CDU"),
    Denied("a state that spied on its readers", "DDR STAS STSI"),
    Denied("English swearing", "FCK FUCK FUK FKN FKNG FCKN PHUCK WTF FFS STFU GTFU KYS"),
    Denied("English swearing", "SHT SHYT SHAT CRAP CRP BTCH BYTCH CNT CUNT DCK DYCK DYK TWAT TWT"),
    Denied("English swearing", "ASS ARSE BSTRD WANK WNK PRCK PRYCK JRK SUCK SCK DAMN SCUM"),
    Denied("English swearing", "FAG FGT FGG GAY QUEER TRANNY TRNNY RETARD RTRD"),
    Denied("German swearing", "ARSCH RSCH ARS KACK KCK KAK KKE SCHS SCHSS SCHES DREC DRCK PSS PYSS PUP"),
    Denied("German swearing", "FCKR FTZ FUTZ VTZ HUR HURE HRN NUTT NTT NTTE WCHS WXR WYX WYCHS"),
    Denied("German swearing", "SAU SAUF DEPP DPP DUMM DMM DUF TRTT KTZ FURZ FRZ RTZ PNNR PENNER"),
    Denied("insults to disabled people", "SPST SPAST SPCK SPAK MNGO KRPP KRUPP BHND DEBS"),
    Denied("sexuality", "SEX SXY FKK PRN PRNO PURN PNS PENS PENYS VAG FYCK BMS BUMS NUD NACKT NCKT"),
    Denied("sexuality", "TTS TYT BUSEN BSN BRST BRUST BDSM SWNGR STRP PUFF PFF DTF RAPE RPE"),
    Denied("drugs", "XTC THC GHB PCP CRACK CRCK METH MTH KKS KUKS KFF KYFF HSCH HASCH"),
    Denied("death and illness", "TUT TTN STRB STERB SARG KREBS KRBS PEST SUYCYD"),
)

_SPELLINGS = {"A": "4", "B": "B8", "E": "3", "G": "G69", "S": "S5", "T": "T7", "U": "V", "Z": "Z2"}
_NOT_IN_ALPHABET = frozenset("AEILOU01")


def sequences() -> frozenset[str]:
    """Return every sequence of characters of the codes' alphabet that no code may contain."""
    found: set[str] = set()
    for denied in DENIED:
        for word in denied.words.split():
            found.update(_spellings(word) if denied.spelled else [word])
    return frozenset(text for text in found if not _NOT_IN_ALPHABET & set(text))


def _spellings(word: str) -> list[str]:
    return ["".join(letters) for letters in product(*(_SPELLINGS.get(letter, letter) for letter in word))]
