import pytest

from tracker.scans.evidence.shape import shape_of


@pytest.mark.parametrize(
    ("agent", "text"),
    [
        (
            "Mozilla/5.0 (Linux; Android 9; CUBOT X19 Build/PPR1; wv) AppleWebKit/1",
            "mozilla/5.0 (linux; android 9; wv) applewebkit/1",
        ),
        (
            "Mozilla/5.0 (Linux; U; Android 4.0.4; de-de; Spider) AppleWebKit/1",
            "mozilla/5.0 (linux; u; android 4.0.4) applewebkit/1",
        ),
        (
            "Mozilla/5.0 (Linux; Android 8.0; Pixel 2 Build/OPD3; Storebot-Google/1.0) AppleWebKit/1",
            "mozilla/5.0 (linux; android 8.0; storebot-google/1.0) applewebkit/1",
        ),
        ("[FBAN/FBIOS;FBCR/Spider Mobile;FBOP/5]", "[fban/fbios;;fbop/5]"),
        ("a\x00b\x1b[31m\r\nc", "a b [31m  c"),
    ],
)
def test_model_carrier_and_control_characters_are_taken_out(agent, text):
    assert shape_of(agent).text == text


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (compatible; Foo/1.0; +http://foo.example)", "foo"),
        ("Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)", ""),
        ("Mozilla/5.0 AppleWebKit/1 (KHTML, like Gecko; compatible; foo-bot)", "foo-bot"),
        ("Mozilla/5.0 (compatible)", ""),
        ("Mozilla/4.0 (compatible; MSIE 6.0) (compatible; foo)", "foo"),
    ],
)
def test_what_stands_after_compatible_is_a_name_unless_a_browsers(agent, name):
    assert shape_of(agent).compatible.rstrip("/1.0") == name


@pytest.mark.parametrize(
    ("agent", "begins", "engine", "handheld", "empty"),
    [
        ("", False, False, False, True),
        (" \t\x00 ", False, False, False, True),
        ("curl/8.5.0", False, False, False, False),
        ("Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/1", True, True, False, False),
        ("mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/1", True, True, True, False),
        ("Instagram 300 (iPhone15,2; iOS 17_4; de_DE)", False, False, True, False),
        ("Sindup/1.0", False, False, False, False),
    ],
)
def test_shape(agent, begins, engine, handheld, empty):
    shape = shape_of(agent)
    assert (shape.begins_as_browser, shape.has_engine, shape.is_handheld, shape.is_empty) == (
        begins,
        engine,
        handheld,
        empty,
    )
