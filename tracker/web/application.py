"""The application itself: Flask, but its log is quiet about what opens something."""

from __future__ import annotations

from types import TracebackType

from flask import Flask, request

Fault = tuple[type, BaseException, TracebackType | None] | tuple[None, None, None]


class Application(Flask):
    """Flask, whose log of a fault names the kind of page only."""

    def log_exception(self, exc_info: Fault) -> None:
        """Note a fault with the rule of the address, such as ``/invitation/<token>``.

        The address itself may hold a token that lets somebody in, or a printed code.
        """
        rule = request.url_rule.rule if request.url_rule else "an unknown address"
        self.logger.error("Exception on %s [%s]", rule, request.method, exc_info=exc_info)
