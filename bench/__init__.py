"""Timings side by side with what one would write by hand. `python -m bench` writes RESULTS.md."""
