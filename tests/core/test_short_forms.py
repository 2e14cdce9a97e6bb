"""A field can be written in one row of words, wherever fields are listed."""

from __future__ import annotations

import pytest

from core import panels as p


def test_a_row_is_the_field_that_its_function_makes() -> None:
    assert p.rows("day|born|Date of birth|DOB|d.o.b.") == (p.day("born", "Date of birth", "DOB", "d.o.b."),)


def test_rows_and_fields_stand_side_by_side() -> None:
    when = p.When("kind", ("boat",))
    berth = p.choice("berth", "Berth", ("north", "south"))

    assert p.needed("text|boat|Boat", berth, when=when) == p.needed(p.text("boat", "Boat"), berth, when=when)
    assert p.restricted("long|notes|Notes") == p.restricted(p.long("notes", "Notes"))


@pytest.mark.parametrize("row", ["choice|berth|Berth", "date|born|Born", "day|born", "born"])
def test_a_row_that_is_no_field_is_refused_in_words(row: str) -> None:
    with pytest.raises(ValueError, match="is no field"):
        p.asked(row)
