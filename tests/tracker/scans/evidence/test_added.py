import pytest

from tracker.scans.evidence.added import adds_a_name

CHROME = (
    "mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko)"
    " chrome/131.0.0.0 safari/537.36"
)
FIREFOX = "mozilla/5.0 (x11; linux x86_64; rv:131.0) gecko/20100101 firefox/131.0"
SAFARI = (
    "mozilla/5.0 (macintosh; intel mac os x 10_15_7) applewebkit/605.1.15 (khtml, like gecko)"
    " version/17.5 safari/605.1.15"
)
OLD = "mozilla/5.0 (windows nt 6.1) applewebkit/537.36 (khtml, like gecko) chrome/45.0.2454.85 safari/537.36"


@pytest.mark.parametrize("browser", [CHROME, FIREFOX, SAFARI])
@pytest.mark.parametrize(
    "added", [" exampleua/1.0", " exampleua/2.0.1", " exampleua/7", " a1b2c3d4e5f60718293a"]
)
def test_name_with_a_short_version_is_a_programs(browser, added):
    assert adds_a_name(browser + added)


@pytest.mark.parametrize("browser", [CHROME, FIREFOX, SAFARI])
@pytest.mark.parametrize(
    "added",
    [
        "",
        " ",
        " edg/131.0.0.0",
        " slimjet/46.0.2.0",
        " unheardof/1.2.3.4",
        " word",
        " (edition std-1)",
        " seb/3.9",
    ],
)
def test_browsers_known_ones_those_of_chromium_and_words_are_left_alone(browser, added):
    assert not adds_a_name(browser + added)


def test_name_beside_the_engine_is_a_programs():
    assert adds_a_name(CHROME.replace("like gecko)", "like gecko, examplesec)"))
    assert not adds_a_name(CHROME.replace("like gecko)", "like gecko, safari/528.5+)"))


@pytest.mark.parametrize("text", ["", "chrome/131.", "safari/", OLD + " exampleua/1.0", "exampleua/1.0"])
def test_old_browsers_and_pieces_tell_nothing(text):
    assert not adds_a_name(text)
