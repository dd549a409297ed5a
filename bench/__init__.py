"""Measurements: each prints a table with ratios, and none is a test."""
