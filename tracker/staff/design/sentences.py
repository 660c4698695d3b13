"""Findings about a design in the words of people who write its texts and hand in a logo.

A rule without a sentence of its own is said in the words of `printkit`, which are English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask_babel import format_decimal, gettext, ngettext

from printkit.errors import Problem
from tracker.health.words import N_
from tracker.staff.design.labels import field_label
from tracker.studio.orders import Finding
from tracker.studio.shown import Shown


@dataclass(frozen=True, slots=True)
class Sentence:
    """One finding, said.

    Attributes:
        fields: The fields that it is about; none for logo, link and the design itself.
        is_error: Whether it keeps the piece from the press.
        english: The words of `printkit`, for a finding that has none of ours; else ``""``.
    """

    text: str
    about: str
    fields: tuple[str, ...]
    is_error: bool
    english: str = ""

    @property
    def where(self) -> str:
        """What the field is called that it is about, ``""`` if it is about none."""
        return field_label(self.fields[0]) if self.fields else ""


def say_findings(findings: Iterable[Finding], shown: Shown) -> tuple[Sentence, ...]:
    """Return what is to be said to people who order: errors first, nothing that only a designer could mend.

    Warnings about the design itself are left out: whoever drew it knew them.
    """
    said = [
        _say(finding, shown)
        for finding in findings
        if finding.about != "design" or finding.severity == "error"
    ]
    return tuple(sorted(dict.fromkeys(said), key=lambda sentence: not sentence.is_error))


def say_refused(problems: Iterable[Problem]) -> tuple[Sentence, ...]:
    """Return why a logo cannot be used."""
    findings = [Finding(p.rule, p.severity, p.message, p.remedy, "logo", (), p.value) for p in problems]
    return tuple(dict.fromkeys(_say(finding, None) for finding in findings))


def _say(finding: Finding, shown: Shown | None) -> Sentence:
    is_error = finding.severity == "error"
    words = _WORDS.get(finding.rule)
    if words is not None:
        return Sentence(words(finding, shown), finding.about, finding.fields, is_error)
    plain = _PLAIN.get(finding.rule)
    if plain is not None:
        return Sentence(str(gettext(plain)), finding.about, finding.fields, is_error)
    english = " ".join(part for part in (finding.message, finding.remedy) if part)
    otherwise = _PLAIN["svg-effect"] if finding.rule.startswith("svg-") else _OTHERWISE[finding.about]
    text = str(gettext(otherwise))
    return Sentence(text, finding.about, finding.fields, is_error, english)


def _text_too_long(finding: Finding, shown: Shown | None) -> str:
    if not finding.value:
        return str(gettext("A word is too long for its line. Please shorten it or write it in two parts."))
    found = ngettext(
        "The text is %(num)s character too long for its place. Please shorten it.",
        "The text is about %(num)s characters too long for its place. Please shorten it.",
        int(finding.value),
    )
    return str(found)


def _text_length(finding: Finding, shown: Shown | None) -> str:
    fields = shown.fields if shown else ()
    most = next((field.most for field in fields if field.name in finding.fields), 0)
    return str(gettext("The text is too long: at most %(most)s characters fit.", most=format_decimal(most)))


def _type_size(finding: Finding, shown: Shown | None) -> str:
    size = format_decimal(float(finding.value or 0), format="#,##0.#")
    if finding.severity == "error":
        return str(gettext("At %(size)s points nobody can read this. Please shorten the text.", size=size))
    return str(gettext("The text comes out small (%(size)s points). A shorter one is set larger.", size=size))


def _character(finding: Finding, shown: Shown | None) -> str:
    sign = finding.value
    return str(gettext("The sign “%(sign)s” cannot be printed here. Please use another one.", sign=sign))


def _logo_shape(finding: Finding, shown: Shown | None) -> str:
    found = gettext(
        "Without its empty margins the picture has %(size)s pixels: a line, and no logo. Please cut the logo"
        " out of it anew, or use another file.",
        size=finding.value,
    )
    return str(found)


def _missing(finding: Finding, shown: Shown | None) -> str:
    return str(gettext("Please write something here: the design needs this text."))


_Words = Callable[[Finding, Shown | None], str]
_WORDS: Mapping[str, _Words] = MappingProxyType(
    {
        "text-too-long": _text_too_long,
        "text-length": _text_length,
        "type-size": _type_size,
        "missing-glyph": _character,
        "script": _character,
        "missing-field": _missing,
        "logo-shape": _logo_shape,
    }
)
_PLAIN: Mapping[str, str] = MappingProxyType(
    {
        "text-overlap": N_("The text runs into the one beside it. Please shorten one of the two."),
        "control-character": N_(
            "The text contains an invisible character. Please type it again instead of pasting it."
        ),
        "resolution": N_(
            "The logo has too few pixels for this size and will look coarse. Use a larger picture, or an SVG "
            "file."
        ),
        "line-break": N_("Please write this in one line."),
        "straight-quotes": N_("Straight quotation marks look typed, not printed. Write “…” and ’ instead."),
        "hyphen-for-dash": N_("Here stands a hyphen where a dash belongs. Write – instead: 10–18."),
        "three-dots": N_("Write the one sign … instead of three dots."),
        "multi-ink-type": N_(
            "Small coloured letters may come out a little blurred. A shorter text is set larger."
        ),
        "white-type": N_("Small white letters may fill with ink. A shorter text is set larger."),
        "text-hidden": N_("The text is hidden behind something else."),
        "safe-area": N_("This stands too near to the edge and might be cut off."),
        "link-too-long": N_(
            "The printed short link is too long for this design. Choose another design, or a shorter host "
            "name for your short links."
        ),
        "module-size": N_(
            "The code comes out so fine that some phones cannot read it, because your short links are long. "
            "Choose a larger design, or a shorter host name."
        ),
        "unknown-variant": N_("The design no longer has these colours. Please choose others."),
        "unknown-design": N_("This design is no longer there. Please choose another one."),
        "no-logo-box": N_("This design has no room for a logo."),
        "logo-bitmap": N_(
            "This design prints the logo in one colour, and that takes a drawing (SVG file), not a picture. "
            "Ask whoever drew the logo for it, or choose another design."
        ),
        "logo-white": N_("Parts of the logo are white and may not be seen on paper. Use its dark version."),
        "logo-lines": N_("The logo contains lines; they are printed with round ends. Please look closely."),
        "logo-size": N_("The drawing is too large. Ask for a simpler version of the logo."),
        "logo-format": N_(
            "This kind of file cannot be used. Please upload the logo as SVG, or as PNG, JPEG or TIFF. "
            "A PDF, EPS or Word file must be exported first; whoever drew the logo can do that."
        ),
        "image-format": N_(
            "This is neither a drawing (SVG) nor a picture (PNG, JPEG, TIFF), whatever its name says."
        ),
        "image-broken": N_("The picture is damaged or incomplete. Please export or download it again."),
        "image-size": N_("The picture has far too many pixels. 2,000 pixels on the longer side are plenty."),
        "logo-colour": N_("For some colours of the logo it is not said how they are printed. See “Logo”."),
        "logo-ink": N_(
            "A printing colour of the logo is not written rightly: four numbers from 0 to 100, such as "
            "0, 100, 90, 5."
        ),
        "total-ink": N_(
            "A colour of the logo takes more ink than dries. Take less of cyan, magenta and yellow, more "
            "black."
        ),
        "svg-outside": N_(
            "Parts of the logo lie outside its page; they are printed as well. Please look closely."
        ),
        "svg-empty": N_("The drawing shows nothing that could be printed."),
        "svg-file": N_("The file is no readable drawing. Please export it again as SVG."),
        "svg-effect": N_(
            "The logo uses effects that no printing press can print: gradients, transparency, or text "
            "that is not turned into paths. Ask whoever drew it for a version for print in flat colours."
        ),
    }
)
_OTHERWISE: Mapping[str, str] = MappingProxyType(
    {
        "field": N_("Something about this text cannot be printed well."),
        "logo": N_("Something about the logo cannot be printed well."),
        "link": N_("Something about the short link cannot be printed well."),
        "design": N_("The design itself has a fault. Please tell whoever drew it:"),
    }
)
