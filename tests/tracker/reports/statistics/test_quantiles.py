import pytest

from tracker.reports.statistics.quantiles import normal_quantile, student_quantile


@pytest.mark.parametrize(
    ("probability", "freedom", "known"),
    [
        (0.975, 1, 12.706204736174694),
        (0.975, 2.5, 3.5746548420036817),
        (0.99, 0.7, 135.57150574187764),
        (0.9995, 5, 6.868826625881276),
        (0.6, 13.3, 0.2584713688566081),
        (0.9999, 40, 4.094207102730718),
        (0.975, 1000.5, 1.962337892459348),
        (0.00135, 3, -9.218701822037346),
    ],
)
def test_student_quantiles_are_those_of_scipy(probability, freedom, known):
    assert student_quantile(probability, freedom) == pytest.approx(known, rel=1e-9)


def test_student_becomes_normal_with_much_freedom():
    assert student_quantile(0.975, 1e7) == normal_quantile(0.975) == pytest.approx(1.959963984540054)
    assert student_quantile(0.975, 9e5) == pytest.approx(normal_quantile(0.975), abs=1e-5)
    assert student_quantile(0.5, 3) == 0


@pytest.mark.parametrize("bad", [(0, 3), (1, 3), (-0.1, 3), (0.9, 0), (0.9, -1)])
def test_what_is_no_quantile_is_refused(bad):
    with pytest.raises(ValueError, match="not"):
        student_quantile(*bad)
