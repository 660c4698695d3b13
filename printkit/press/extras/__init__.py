"""What is printed besides the pieces: slips, labels, calibration and contact sheets."""
