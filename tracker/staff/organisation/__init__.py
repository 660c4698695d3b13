"""The library itself: its name, clock, language, short links, and how long single hits are kept."""
