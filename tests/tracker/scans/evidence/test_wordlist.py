import re
from pathlib import Path

import pytest
from crawlerdetect import CrawlerDetect
from hypothesis import given
from hypothesis import strategies as st

from tracker.scans.evidence.listed import listed_robots
from tracker.scans.evidence.wordlist import WordList, needed_word

DATA = Path(__file__).parents[3] / "data" / "user_agents.tsv"
LETTERS = st.text(alphabet="ab/. ", max_size=12)


@given(st.lists(LETTERS.filter(bool), min_size=1, max_size=12), LETTERS)
def test_words_are_found_where_a_pattern_finds_them(words, text):
    assert WordList(words).search(text) == bool(re.search("|".join(map(re.escape, words)), text))


def test_patterns_beside_words():
    found = WordList(["alpha", "be"], [r"ga+mma", r"delta$"])
    assert [
        text for text in ("xalphax", "be", "gaamma", "a delta", "deltas", "alph", "b") if found.search(text)
    ] == [
        "xalphax",
        "be",
        "gaamma",
        "a delta",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("word", True),
        ("a two words", True),
        ("first", True),
        ("not first", False),
        ("any 7", True),
        ("any x", False),
    ],
)
def test_patterns_that_are_words_or_hold_at_the_beginning(text, found):
    assert (
        WordList((), [r"Word\b", r"two\ words|^First", r"any [0-9]", r"^only$|never"]).search(text) is found
    )


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("plain", "plain"),
        (r"Go [\d\.]* package http", " package http"),
        (r"Java.*outbrain", "outbrain"),
        (r"colou?rs", "colo"),
        (r"ab{2}cdef", "cdef"),
        (r"Sitemap(s)? Generator", " generator"),
        (r"(?<!cu)bots?(?![a-z])", "bot"),
        (r"\bqr", "qr"),
        (r"a\+b\.c", "a+b.c"),
        (r"x+yz", "yz"),
        (r"(?:one|two (?:three))four", "four"),
        (r"[abc]", ""),
    ],
)
def test_word_without_which_a_pattern_finds_nothing(pattern, word):
    assert needed_word(pattern) == word


def test_list_of_robots_says_what_the_package_says():
    ours, theirs = listed_robots(), CrawlerDetect().is_crawler
    agents = [line.split("\t", 4)[-1].lower() for line in DATA.read_text(encoding="utf-8").splitlines()[1:]]
    told = [(bool(ours(agent)), theirs(agent), agent) for agent in (*agents, "", " ", "Mozilla/5.0".lower())]
    assert [agent for mine, its, agent in told if mine != its] == []
    assert sum(mine for mine, _, _ in told) > 1000
