"""Fields of forms for numbers and amounts as people type them, and as their language writes them."""

from __future__ import annotations

from flask_babel import format_decimal, get_locale, gettext
from wtforms import StringField
from wtforms.widgets import TextInput

from tracker.staff.typed import NotANumberError, read_count, read_euro


def decimal_sign() -> str:
    """Return what stands before the cents in the page's language."""
    locale = get_locale()
    return "." if locale is not None and locale.language == "en" else ","


def count_text(number: int | None) -> str:
    """Return a whole number as it stands in a field, ``""`` for none."""
    return "" if number is None else str(format_decimal(number))


def euro_text(amount: int | None) -> str:
    """Return an amount in hundredths of a cent as it stands in a field, without the sign of the euro."""
    if amount is None:
        return ""
    return str(format_decimal(amount / 10_000, "#,##0.00" if amount % 100 == 0 else "#,##0.00##"))


def say_no_count() -> str:
    """Return what is said of a text that is no whole number."""
    return str(
        gettext("This is not a whole number. Write it like 500 or %(sample)s.", sample=count_text(2_000))
    )


def say_no_amount() -> str:
    """Return what is said of a text that is no amount."""
    return str(
        gettext("This is not an amount in euros. Write it like %(sample)s.", sample=euro_text(12_345_000))
    )


class CountField(StringField):  # type: ignore[misc]  # wtforms has no types
    """A whole number from 1; ``None`` where nothing was written."""

    widget = TextInput()

    def __init__(self, label: str, most: int, **kwargs: object) -> None:
        kwargs.setdefault("render_kw", {"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(label, **kwargs)
        self._most = most

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else count_text(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        self.data = None
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            return
        try:
            number = read_count(typed)
        except NotANumberError as error:
            raise ValueError(say_no_count()) from error
        if not 1 <= number <= self._most:
            raise ValueError(gettext("Write a number from 1 to %(most)s.", most=count_text(self._most)))
        self.data = number


class EuroField(StringField):  # type: ignore[misc]
    """An amount in hundredths of a cent; ``None`` where nothing was written."""

    widget = TextInput()

    def __init__(self, label: str, **kwargs: object) -> None:
        kwargs.setdefault("render_kw", {"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label, **kwargs)

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else euro_text(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        self.data = None
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            return
        try:
            self.data = read_euro(typed, decimal_sign())
        except NotANumberError as error:
            raise ValueError(say_no_amount()) from error
