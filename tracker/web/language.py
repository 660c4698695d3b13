"""In which language a page is written: the patron's, the member of staff's, or the organisation's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import Flask, g, request, session
from flask_babel import Babel, get_locale

from printkit.store.organisations import LANGUAGES
from tracker.languages import LOCALES
from tracker.web.site import site

DAY_FORMS = {"de": "EEE d. MMM", "en": "EEE d MMM"}
PERCENT_FORMS = {"de": "0.0\u00a0%", "en": "0.0%"}
"""How a day in a list of days and a rate are written, in patterns of CLDR."""

NAMES = {"de": "Deutsch", "en": "English"}
FALLBACK = "de"
SESSION_KEY = "language"
STAFF = "staff"
DOORS = ("set-up", "invitation", "new-password")
"""First parts of the paths of the staff's pages, and of those that let somebody in who has no account yet: in
the language of their browser."""


def add_language(app: Flask) -> None:
    """Translate an application's pages."""
    Babel(app, default_locale=LOCALES[FALLBACK], locale_selector=_locale)
    app.jinja_env.globals["language"] = language
    app.jinja_env.globals["language_names"] = NAMES
    app.jinja_env.filters["local_day"] = local_day
    app.jinja_env.filters["local_time"] = local_time
    app.context_processor(_forms)
    app.before_request(_ask_anew)


def language() -> str:
    """Return the language of the page at work, ``de`` or ``en``."""
    locale = get_locale()
    return FALLBACK if locale is None else str(locale.language)


def is_staff_page() -> bool:
    """Whether the request is for a page of the staff, which alone may use the session."""
    return request.path.split("/")[1] in (STAFF, *DOORS)


def local_day(time: datetime) -> date:
    """Return the day of a time where the organisation is."""
    return local_time(time).date()


def local_time(time: datetime) -> datetime:
    """Return a time as it is where the organisation is; of no zone, so that no filter moves it again."""
    found = site().organisation()
    return time.astimezone(ZoneInfo(found.time_zone) if found else UTC).replace(tzinfo=None)


def _ask_anew() -> None:
    """Let staff see at once what another worker has changed; patrons' pages may be some seconds old."""
    if is_staff_page():
        site().forget_organisation()


def _forms() -> dict[str, object]:
    spoken = language()
    return {
        "day_form": DAY_FORMS[spoken],
        "percent_form": PERCENT_FORMS[spoken],
        "today": local_day(datetime.now(UTC)).isoformat(),
    }


def _locale() -> str:
    chosen = _of_staff() if is_staff_page() else _of_patron()
    return LOCALES.get(chosen, LOCALES[FALLBACK])


def _of_patron() -> str:
    return request.accept_languages.best_match(LANGUAGES, default=_of_organisation()) or FALLBACK


def _of_staff() -> str:
    signed_in = g.get("_login_user")
    if signed_in is not None and signed_in.is_authenticated and signed_in.account.language:
        return str(signed_in.account.language)
    chosen = session.get(SESSION_KEY)
    if isinstance(chosen, str) and chosen in LANGUAGES:
        return chosen
    return _of_patron() if request.path.split("/")[1] in DOORS else _of_organisation()


def _of_organisation() -> str:
    found = site().organisation()
    return FALLBACK if found is None else found.language
