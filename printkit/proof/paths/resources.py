"""What a content stream names: fonts, colour spaces, graphics states, forms, pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pikepdf import Array, Dictionary, Object, Stream

from printkit.proof.paths.colours import UNKNOWN, Space, space_of
from printkit.proof.paths.doubt import DoubtError
from printkit.proof.paths.fonts import Font, font_of

Found = TypeVar("Found")

HARMLESS = frozenset(
    ("/Type", "/LW", "/LC", "/D", "/RI", "/FL", "/SM", "/SA", "/OPM", "/AIS", "/TK",
     "/BM", "/SMask", "/CA", "/ca", "/op", "/OP")
)  # fmt: skip
"""Entries of a graphics state that are followed, or that decide nothing about what hides what."""


class Resources:
    """A resource dictionary.

    Attributes:
        redefined: Whether it gives the colour spaces of devices new meanings.
        name: Tells it from all others of the file.
    """

    def __init__(self, found: Object | None, name: str = "") -> None:
        self.name = name
        self._found = found if isinstance(found, Dictionary) else Dictionary()
        self._known: dict[tuple[str, str], object] = {}
        spaces = self._found.get("/ColorSpace")
        self.redefined = isinstance(spaces, Dictionary) and any(
            key in spaces for key in ("/DefaultGray", "/DefaultRGB", "/DefaultCMYK")
        )

    def font(self, name: str) -> Font:
        """Return a font.

        Raises:
            DoubtError: If its texts may look like anything.
        """
        return self._lookup("/Font", name, font_of)

    def space(self, name: str) -> Space:
        """Return a colour space, by the name of a device's or one of the page's own."""
        if self.redefined:
            return UNKNOWN
        return self._lookup("/ColorSpace", name, lambda found: space_of(found if found is not None else name))

    def hides_below(self, name: str) -> bool | None:
        """Tell whether a graphics state paints plainly: opaque, without masks, blending or overprinting.

        ``None`` if it does not touch on that.
        """
        return self._lookup("/ExtGState", name, _paints_plainly)

    def line_width(self, name: str) -> float | None:
        """Return the line width that a graphics state sets."""
        state = self._raw("/ExtGState", name)
        width = state.get("/LW") if isinstance(state, Dictionary) else None
        return None if width is None else float(width)

    def drawn(self, name: str) -> Stream:
        """Return a form or a picture.

        Raises:
            DoubtError: If there is none of that name, or it belongs to a layer.
        """
        found = self._raw("/XObject", name)
        if not isinstance(found, Stream):
            raise DoubtError(f"There is no form or picture called {name}.")
        if "/OC" in found:
            raise DoubtError("A form or picture belongs to a layer.")
        return found

    def _lookup(self, kind: str, name: str, read: Callable[[Object | None], Found]) -> Found:
        key = (kind, name)
        if key not in self._known:
            self._known[key] = read(self._raw(kind, name))
        return self._known[key]  # type: ignore[return-value]

    def _raw(self, kind: str, name: str) -> Object | None:
        group = self._found.get(kind)
        return group.get(f"/{name}") if isinstance(group, Dictionary) else None


def _paints_plainly(state: Object | None) -> bool | None:
    if not isinstance(state, Dictionary):
        raise DoubtError("A graphics state is not there.")
    if any(key in state for key in ("/Font", "/ML", "/LJ")):
        raise DoubtError("A graphics state sets a font or the corners of lines.")
    if any(key not in HARMLESS for key in state.keys()):  # noqa: SIM118  # a Dictionary yields no keys by itself
        return False
    told = [key for key in ("/BM", "/SMask", "/ca", "/CA", "/op", "/OP") if key in state]
    if not told:
        return None
    plain = {
        "/BM": lambda value: str(value) in ("/Normal", "/Compatible"),
        "/SMask": lambda value: str(value) == "/None",
        "/ca": lambda value: float(value) == 1,
        "/CA": lambda value: float(value) == 1,
        "/op": lambda value: not bool(value),
        "/OP": lambda value: not bool(value) or "/op" in state,
    }
    return all(plain[key](state[key]) for key in told) and not isinstance(state.get("/BM"), Array)
