from tracker.scans.fold import LARGEST_PORTION, SMALLEST_PORTION, next_portion


def test_folds_that_take_long_get_shorter_and_longer_again():
    assert next_portion(LARGEST_PORTION, 1.0) == LARGEST_PORTION // 2
    assert next_portion(SMALLEST_PORTION, 9.0) == SMALLEST_PORTION
    assert next_portion(SMALLEST_PORTION, 0.01) == 2 * SMALLEST_PORTION
    assert next_portion(LARGEST_PORTION, 0.01) == LARGEST_PORTION
    assert next_portion(300_000, 0.2) == 300_000
