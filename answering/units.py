"""Unit conversion with pint, exact: factors as fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import pint

from knowledge import lexicon

DAYS = {
    "second": Fraction(1, 86_400), "minute": Fraction(1, 1_440), "hour": Fraction(1, 24), "day": Fraction(1), "week": Fraction(7),
    "month": Fraction(365, 12), "quarter": Fraction(365, 4), "year": Fraction(365), "decade": Fraction(3650),
}  # fmt: skip
"""Length of each period in days; a year has 365 days and twelve equal months."""

COUNTED = ("weapon", "firearm", "item")
"""Units of what is counted; figures in any two of them can be added and compared."""
_PINT_NAMES = {"tonne": "metric_ton", "lb": "pound", "oz": "ounce", "kg": "kilogram", "g": "gram", "mg": "milligram"}


@lru_cache(1)
def _registry() -> pint.UnitRegistry:
    return pint.UnitRegistry(non_int_type=Decimal)


@lru_cache
def factor(unit: str, to: str) -> Fraction:
    """How many `to` one `unit` is. Raises pint.DimensionalityError where they measure different things."""
    registry = _registry()
    quantity = registry.Quantity(Decimal(1), _PINT_NAMES.get(unit, unit)).to(_PINT_NAMES.get(to, to))
    return Fraction(str(quantity.magnitude)).limit_denominator(10**12)


def is_weight(unit: str | None) -> bool:
    """Whether `unit` is a unit of weight."""
    return unit in lexicon.read("units")["weight"]
