"""What lines that come make of a block of minutes that is held."""

from __future__ import annotations

from typing import Any

from core.corrections import ACTION, LINE, OUTCOME, Judged, correct, judged_again, take_out

PLAN = {"key": "plan", "values": {"review": "2027-01-12"}}
ASK = {"key": "ask", "values": {"what": "visit the flat", "due": "2026-12-15"}}
OTHER_ASK = {"key": "ask", "values": {"what": "see the carer", "due": "2026-12-16"}}
CALL = {"owner": "jo@anytown.example", "what": "ring the school", "due": "2026-12-18"}


def outcome(entry: dict[str, Any], *wrong: str, written: str = "") -> Judged:
    """Return an outcome line that stands, or does not."""
    return Judged(OUTCOME, 1, written or str(entry), entry, wrong, {"key": entry["key"]}, entry["key"])


def unknown(written: str) -> Judged:
    """Return an outcome line that the panel does not know."""
    return Judged(OUTCOME, 1, written, {}, ("There is no such outcome.",), {"key": ""}, "")


def action(entry: dict[str, str], *wrong: str) -> Judged:
    """Return an action line that stands, or does not."""
    return Judged(ACTION, 1, f"Action: {entry}", entry, wrong, dict(entry))


def test_the_first_lines_fill_an_empty_block() -> None:
    block = correct({}, [outcome(PLAN), action(CALL)])

    assert (block["outcomes"], block["actions"], block["wrong"]) == ([PLAN], [CALL], [])


def test_a_line_replaces_the_line_it_corrects_and_leaves_the_rest() -> None:
    later = {"key": "plan", "values": {"review": "2027-01-19"}}

    block = correct({"outcomes": [PLAN, ASK], "prompts": {"history": "x"}, "present": "came"}, [outcome(later)])

    assert block["outcomes"] == [later, ASK]
    assert (block["prompts"], block["present"]) == ({"history": "x"}, "came")


def test_the_same_lines_again_change_nothing() -> None:
    held = {"outcomes": [PLAN, ASK, OTHER_ASK], "actions": [CALL]}

    block = correct(held, [outcome(PLAN), outcome(ASK), outcome(OTHER_ASK), action(CALL)])

    assert (block["outcomes"], block["actions"]) == ([PLAN, ASK, OTHER_ASK], [CALL])


def test_one_of_several_of_a_kind_is_the_one_it_shares_most_with() -> None:
    later = {"key": "ask", "values": {"what": "see the carer", "due": "2026-12-20"}}

    block = correct({"outcomes": [ASK, OTHER_ASK]}, [outcome(later)])

    assert block["outcomes"] == [ASK, later]


def test_one_that_shares_nothing_with_several_of_its_kind_is_one_more() -> None:
    more = {"key": "ask", "values": {"what": "search", "due": "2026-12-30"}}

    block = correct({"outcomes": [ASK, OTHER_ASK]}, [outcome(more)])

    assert block["outcomes"] == [ASK, OTHER_ASK, more]


def test_a_wrong_line_is_outstanding_until_a_line_of_its_kind_mends_it() -> None:
    held = correct({}, [outcome(ASK), outcome(OTHER_ASK, "no date")])

    block = correct(held, [outcome(OTHER_ASK)])

    assert [each["sentences"] for each in held["wrong"]] == [["no date"]]
    assert (block["outcomes"], block["wrong"]) == ([ASK, OTHER_ASK], [])


def test_an_unknown_outcome_is_mended_by_a_known_one_without_trace() -> None:
    held = correct({}, [outcome(ASK), unknown("Outcome: plam")])

    block = correct(held, [outcome(PLAN)])

    assert block["wrong"] == []
    assert "left_out" not in block


def test_another_outcome_for_a_wrong_one_is_noted_as_left_out() -> None:
    held = correct({}, [outcome(ASK, "no force", written="Outcome: ask")])

    block = correct(held, [outcome(PLAN)])

    assert (block["outcomes"], block["wrong"], block["left_out"]) == ([PLAN], [], ["Outcome: ask"])


def test_a_line_nobody_knows_mends_no_line_that_is_known() -> None:
    held = correct({}, [outcome(ASK, "no force")])

    block = correct(held, [unknown("Outcome: hm")])

    assert len(block["wrong"]) == 2


def test_a_good_line_sent_again_wrong_is_outstanding() -> None:
    block = correct({"outcomes": [PLAN]}, [outcome(PLAN, "that date cannot be read")])

    assert (block["outcomes"], len(block["wrong"])) == ([], 1)


def test_an_action_with_another_date_or_owner_is_the_same_action() -> None:
    later = {**CALL, "due": "2026-12-21"}

    assert correct({"actions": [CALL]}, [action(later)])["actions"] == [later]


def test_another_task_is_another_action() -> None:
    more = {**CALL, "what": "visit the home"}

    assert correct({"actions": [CALL]}, [action(more)])["actions"] == [CALL, more]


def test_an_unreadable_heading_is_mended_by_readable_ones() -> None:
    held = correct({}, [Judged(LINE, 3, "Viev: x", sentences=("no such heading",))])

    assert len(held["wrong"]) == 1
    assert len(correct(held, [outcome(PLAN)])["wrong"]) == 1
    assert correct(held, [], headings=True)["wrong"] == []


def test_a_wrong_line_that_stands_now_joins_the_good_ones() -> None:
    held = correct({}, [outcome(PLAN), outcome(ASK, "no status")])

    block = judged_again(held, [outcome(ASK)])

    assert (block["outcomes"], block["wrong"]) == ([PLAN, ASK], [])


NAMES = {"plan": "safety plan agreed", "ask": "police action"}


def test_a_line_is_taken_out_by_name() -> None:
    held = {"outcomes": [PLAN, ASK], "actions": [CALL], "wrong": []}

    assert (take_out(held, "Outcome: safety plan agreed", NAMES) or {})["outcomes"] == [ASK]
    assert (take_out(held, "ring the school", NAMES) or {})["actions"] == []


def test_a_wrong_line_is_taken_out_as_it_was_written() -> None:
    held = correct({}, [outcome(PLAN), unknown("Outcome: make him stay in")])

    block = take_out(held, "Outcome: make him stay in", NAMES)

    assert block is not None
    assert (block["outcomes"], block["wrong"]) == ([PLAN], [])


def test_what_could_be_two_lines_or_none_is_not_taken_out() -> None:
    held = {"outcomes": [ASK, OTHER_ASK], "actions": [], "wrong": []}

    assert take_out(held, "police action", NAMES) is None
    assert take_out(held, "placement review", NAMES) is None
    assert (take_out(held, "police action | see the carer", NAMES) or {})["outcomes"] == [ASK]
