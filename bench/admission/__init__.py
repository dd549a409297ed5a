"""The gate, measured: races, windows, round trips, time and room."""
