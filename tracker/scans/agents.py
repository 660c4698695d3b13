"""From the headers of a request to a verdict: person, preview, robot, prefetch or unsure, and why.

The agent string is looked at here and goes nowhere else. Evidence is weighed in one order: what says of
itself that it is a machine; what shows a real browser; what shows neither. A known app inside a real browser
engine is a person: Instagram's or WhatsApp's own browser is how many people open a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import user_agents
from user_agents.parsers import UserAgent

from tracker.scans.words import Device, HitClass, Verdict

LONGEST_AGENT = 512
"""Characters looked at; attackers send a megabyte."""
CACHED_AGENTS = 8192

# Names with which previews introduce themselves, inside a browser's agent or alone.
_PREVIEW = re.compile(
    r"facebookexternalhit|facebookcatalog|facebot|meta-externalfetcher|twitterbot|slackbot|slack-imgproxy"
    r"|discordbot|telegrambot|linkedinbot|skypeuripreview|microsoftpreview|bingpreview|redditbot|embedly"
    r"|iframely|vkshare|whatsapp/[\d.]+ [aniwu]\b|signal-?(?:desktop|android|ios)|viberbot|cardyb|bluesky"
    r"|mastodon/|pleroma|misskey|akkoma|synapse \(|matrix-media-repo|mattermost|rocket\.chat|zoombot"
    r"|google-pagerenderer|snap url preview|snapchatads|kakaotalk-scrap|line-poker|flipboardproxy|tumblr/"
    r"|iamessage|imessagebot|outlook-?preview|msteams-?bot|hipchat|teamsbot|yahoo link preview|linkpreview"
    r"|link preview|urlpreview|opengraph|unfurl|threema-?preview|mail\.ru_bot/preview"
    r"|xing-contenttabreceiver",
    re.IGNORECASE,
)
# App names that mean a preview only where no browser engine stands beside them.
_PREVIEW_ALONE = re.compile(
    r"^(?:whatsapp|signal|viber|telegram|threema|snapchat|line|pinterest)\b", re.IGNORECASE
)
_TOOL = re.compile(
    r"^(?:curl|wget|python|aiohttp|httpx|scrapy|go-http-client|java|apache-httpclient|okhttp|libwww-perl|lwp|ruby"
    r"|php|guzzle|axios|node-fetch|node|undici|got|postman|insomnia|httpie|powershell|dart|rust|reqwest|hackney"
    r"|restsharp|winhttp|faraday|typhoeus|mechanize|pycurl|urllib|nutch|jakarta|zgrab|masscan|nmap|nikto|sqlmap"
    r"|apachebench|wrk|siege|hey|k6|artillery|jmeter|monit|nagios|check_http|uptime|phantomjs|lua|perl|deno|bun)"
    r"(?:[/ \-_;.(]|$)",
    re.IGNORECASE,
)
# What machines call themselves. Not a bare "bot": CUBOT makes phones.
_ROBOT = re.compile(
    r"(?<!cu)bots?(?:[/;),.:\-_ \]]|$)|crawl|spider|slurp|scrap(?:er|y|ing)|archiver|fetcher|indexer"
    r"|headless|phantomjs|selenium|puppeteer|playwright|lighthouse|pagespeed|gtmetrix|pingdom|uptime"
    r"|monitor(?:ing)?\b|statuscake|site24x7|scanner|checker|validator|feed(?:burner|fetcher|ly|parser)"
    r"|\brss\b|favicon|thumbnail"
    r"|screenshot|w3c_|nagios|censys|expanse|zgrab|nmap|nikto|safebrowsing|urlscan|virustotal|barracuda|proofpoint"
    r"|mimecast|symantec|trendmicro|forcepoint|mediapartners|adsbot|google-?(?:inspection|read|structured|web|adwords"
    r"|site|other|extended|safety|image|docs|publisher|certificates|agent)|apis-google|duplexweb|httrack|wget|libwww"
    r"|python-|curl/|java/|httpclient|go-http|\bnutch|heritrix|dataprovider|netcraft|ahrefs|semrush|chatgpt|gptbot"
    r"|perplexity|anthropic|claude|cohere|bytespider|baiduspider|yandex(?!search|browser)[a-z]*/|daum(?!apps)",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"\+?https?://|[\w.+-]+@[\w-]+\.[a-z]{2,}", re.IGNORECASE)
_BROWSER_START = ("Mozilla/", "Opera/")
_ENGINE = re.compile(r"AppleWebKit/|Gecko/|Trident/|Presto/|MSIE |Opera[ /]|KHTML|Goanna/|NetFront")
# Phones that the package does not know: old ones, and those without "Mozilla" in front.
_HANDHELD = re.compile(
    r"\bAndroid|iPhone|MIDP|UCWEB|UCBrowser|IEMobile|Windows Phone|\bMobile\b", re.IGNORECASE
)
# An app's own way to load things, without a browser: as likely loading ahead as a person opening.
_APP_CLIENT = re.compile(r"^Dalvik/|CFNetwork/", re.IGNORECASE)
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_;,\s]|$)")
_PREFETCH_HEADERS = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")

_SYSTEMS = {
    "Android": "android",
    "iOS": "ios",
    "iPadOS": "ios",
    "Windows": "windows",
    "Windows Phone": "windows-phone",
    "Mac OS X": "macos",
    "Chrome OS": "chromeos",
    "HarmonyOS": "harmonyos",
    "KaiOS": "kaios",
    "Linux": "linux",
    "Ubuntu": "linux",
    "Fedora": "linux",
    "Debian": "linux",
}
_BROWSERS = (
    ("instagram", "instagram"),
    ("facebook", "facebook"),
    ("snapchat", "snapchat"),
    ("pinterest", "pinterest"),
    ("whatsapp", "whatsapp"),
    ("wechat", "wechat"),
    ("line", "line"),
    ("tiktok", "tiktok"),
    ("samsung", "samsung"),
    ("huawei", "huawei"),
    ("miui", "miui"),
    ("duckduckgo", "duckduckgo"),
    ("ecosia", "ecosia"),
    ("edge", "edge"),
    ("opera", "opera"),
    ("firefox", "firefox"),
    ("chrome", "chrome"),
    ("chromium", "chrome"),
    ("google", "google-app"),
    ("safari", "safari"),
    ("mobile safari", "safari"),
    ("ie", "internet-explorer"),
)


class Agents:
    """Classifier of one process, with a bounded memory for agents seen before.

    Args:
        cached: Agents remembered.
    """

    def __init__(self, cached: int = CACHED_AGENTS) -> None:
        self._read: Callable[[str], Verdict] = lru_cache(cached)(read_agent)
        self._read(
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36"
        )  # loads the patterns now, not later
        self._language: Callable[[str], str] = lru_cache(1024)(first_language)

    def classify(self, environ: Mapping[str, Any]) -> Verdict:
        """Return who a WSGI request is from."""
        verdict = self._read(str(environ.get("HTTP_USER_AGENT", ""))[:LONGEST_AGENT])
        if any(name in environ for name in _PREFETCH_HEADERS):
            verdict = _with_purpose(verdict, environ)
        languages = environ.get("HTTP_ACCEPT_LANGUAGE")
        if languages:
            language = self._language(str(languages)[:64])
            if language:
                return replace(verdict, language=language)
        return verdict


def first_language(accepted: str) -> str:
    """Return the first language of an ``Accept-Language`` header in small letters, or ``""``."""
    match = _LANGUAGE.match(accepted)
    return match[1].lower() if match else ""


def read_agent(agent: str) -> Verdict:
    """Return who an agent string says it is."""
    if not agent.strip():
        return Verdict(HitClass.UNSURE, "no-agent")
    parsed = user_agents.parse(agent)
    cls, reason = _class_of(agent, parsed)
    return Verdict(cls, reason, _device(parsed), _system(parsed), _browser(parsed))


def _class_of(agent: str, parsed: UserAgent) -> tuple[HitClass, str]:
    is_browser = agent.startswith(_BROWSER_START)
    says_handheld = _HANDHELD.search(agent) is not None
    machine = _machine(agent, parsed, is_browser, says_handheld)
    if machine:
        return machine
    if says_handheld and not _APP_CLIENT.search(agent):
        return HitClass.PERSON, "handheld"
    if not is_browser:
        return HitClass.UNSURE, "no-browser"
    return (HitClass.PERSON, "browser") if _ENGINE.search(agent) else (HitClass.UNSURE, "no-engine")


def _machine(
    agent: str, parsed: UserAgent, is_browser: bool, says_handheld: bool
) -> tuple[HitClass, str] | None:
    """Return what kind of machine an agent says it is, if it does."""
    if _PREVIEW.search(agent) or (not is_browser and _PREVIEW_ALONE.search(agent)):
        return HitClass.PREVIEW, "preview-by-name"
    if _TOOL.search(agent):
        return HitClass.ROBOT, "tool"
    if parsed.is_bot:
        return HitClass.ROBOT, "robot-by-package"
    if _ROBOT.search(agent):
        return HitClass.ROBOT, "robot-by-name"
    if _CONTACT.search(agent) and not (is_browser and says_handheld):
        return HitClass.ROBOT, "contact-in-agent"
    return None


def _with_purpose(verdict: Verdict, environ: Mapping[str, Any]) -> Verdict:
    """Loading ahead and previewing say so in a header; nobody has seen the page yet."""
    for name in _PREFETCH_HEADERS:
        purpose = str(environ.get(name, "")).lower()
        if "prefetch" in purpose or "prerender" in purpose:
            return replace(verdict, cls=HitClass.PREFETCH, reason="prefetch-header")
        if "preview" in purpose:
            return replace(verdict, cls=HitClass.PREVIEW, reason="preview-header")
    return verdict


def _device(parsed: UserAgent) -> Device:
    if parsed.is_tablet:
        return Device.TABLET
    if parsed.is_mobile:
        return Device.PHONE
    return Device.COMPUTER if parsed.is_pc else Device.OTHER


def _system(parsed: UserAgent) -> str:
    return _SYSTEMS.get(parsed.os.family, "other")


def _browser(parsed: UserAgent) -> str:
    family = parsed.browser.family.lower()
    return next((name for start, name in _BROWSERS if family.startswith(start)), "other")
