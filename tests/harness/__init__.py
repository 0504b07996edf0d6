"""Fixtures: what they say, what the real flake8 says of them, and where the two differ."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures"
