from __future__ import annotations

import pytest

from mail.understanding.names import find_names, names_at, same_name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Sam and Alex Example into the next panel", ["Sam Example", "Alex Example"]),
        ("Tom, Dick & Harry Smith for December", ["Tom Smith", "Dick Smith", "Harry Smith"]),
        (
            "Reuben Stannard (03/04/10) and his brother Ezra Stannard (19/08/12) for",
            ["Reuben Stannard", "Ezra Stannard"],
        ),
        ("Sam (3/4/10) and Alex (5/6/12) Example for", ["Sam Example", "Alex Example"]),
        ("OLLERTON, Ruby Mae into", ["Ruby Mae Ollerton"]),
        ("HAWKRIDGE Denzil to", ["Denzil Hawkridge"]),
        ("José de la Peña Álvarez for", ["José de la Peña Álvarez"]),
        ("Will Young needs", ["Will Young"]),
        ("April May be booked", ["April May"]),
        ("Nguyễn Thị Hương (UASC", ["Nguyễn Thị Hương"]),
        ("Sienna Rawcliffe\nTuesday 8th", ["Sienna Rawcliffe"]),
        ("Sam Example, Priya is covering", ["Sam Example"]),
        ("Panel please", []),
        ("Actually make it January", ["Actually"][:0]),
    ],
)
def test_list_of_names_is_read_where_one_stands(text: str, names: list[str]) -> None:
    assert [each.name for each in names_at(text, 0)] == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ruby mae ollerton on the list", "Ruby Mae Ollerton"),
        ("DEVONTE MCALLISTER ONTO THE", "Devonte McAllister"),
        ("sam o'brien pls next panel", "Sam O'Brien"),
        ("parking for me", ""),
    ],
)
def test_dictated_name_ends_at_an_ordinary_word(text: str, name: str) -> None:
    assert "".join(each.name for each in names_at(text, 0, dictated=True)) == name


def test_nickname_inside_a_name_is_kept_apart() -> None:
    (named,) = names_at('Darnell "DJ" Josephs', 0)

    assert (named.name, named.nickname) == ("Darnell Josephs", "DJ")


def test_places_and_titles_are_no_names() -> None:
    assert [
        each.name for each in find_names("He lives at Rose House with Mr Tindall near St Mary's Primary School.")
    ] == ["Tindall"]


def test_same_name_does_not_mind_capitals_hyphens_and_apostrophes() -> None:
    assert same_name("sam o’brien lee", "Sam O'Brien-Lee")
    assert not same_name("Sam Example", "Sam Other")
