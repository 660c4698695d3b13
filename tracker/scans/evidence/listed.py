"""The robots of the package `crawlerdetect`, looked up in a tenth of the time that the package takes."""

from __future__ import annotations

import re
from collections.abc import Callable

from crawlerdetect.providers.crawlers import data as crawlers
from crawlerdetect.providers.exclusions import data as browsers

from tracker.scans.evidence.wordlist import WordList


def listed_robots() -> Callable[[str], bool]:
    """Return a function that tells whether a string in small letters is that of a listed robot.

    It says what `crawlerdetect.CrawlerDetect.is_crawler` says; tests compare them.
    """
    of_browsers = re.compile("|".join(browsers), re.IGNORECASE)
    names = WordList((), crawlers)
    return lambda text: names.search(of_browsers.sub("", text.strip()))
