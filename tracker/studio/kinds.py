"""What the studio can draw: each kind is a function from bytes to bytes, loaded when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType

Draw = Callable[[bytes], bytes]

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "catalogue": "tracker.studio.catalogue:catalogue",
        "look": "tracker.studio.looks:look",
        "picture": "tracker.studio.looks:picture",
        "logo": "tracker.studio.logos:take_in",
        "chart": "tracker.reports.charts.paper:draw",
    }
)


def drawing_of(kind: str) -> Draw:
    """Return the function for a kind.

    Raises:
        KeyError: There is no such kind.
    """
    module, _, name = KINDS[kind].partition(":")
    found: Draw = getattr(import_module(module), name)
    return found
