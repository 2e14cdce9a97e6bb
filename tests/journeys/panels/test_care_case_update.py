"""The Care Case Update Meeting through the mail doors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from core.store.tables import OutcomeRow
from tests.journeys.house import House, Mail, kinds, only
from tests.journeys.panels.panel_house import WORKER, address, at, book, configuration, hold, open_panels

KEY = "care_case_update"
TIA, MAX = "tia.manager@anytown.example", "max.other@anytown.example"
EXPERT = "doc@expert.example"
COURT_CASE = f"""Family: Example
Case ref: 7741
Stream: care proceedings
Date of issue: 5 October 2026
Managers: Tia Manager {TIA}
Bottleneck: none"""
S20_CASE = "Family: Sample\nCase ref: 9902\nStream: s20\nSection 20 start: 5 October 2026\nBottleneck: none"
CAME = "Present: presenter came"
MEETING = "[MEETING]\nPresent: chair, legal, team manager, iro\n"


@contextmanager
def open_meeting(folder: Path, *others: str) -> Iterator[House]:
    """Open a house with this meeting: everybody at anytown.example is inside the authority, nobody else."""
    section = configuration(
        KEY, settings='only_domains = ["anytown.example", "*.cjsm.net"]', holders={"team_manager": [TIA, MAX]}
    )
    with open_panels(folder, KEY, *others, **{KEY: section}) as house:
        yield house


def decoded(mail: Mail) -> str:
    """Return every text of a mail's whole MIME tree, and its headers."""
    parts = [part.get_payload(decode=True) for part in mail.message.walk() if not part.is_multipart()]
    return "\n".join([str(mail.message.items()), *(part.decode() for part in parts if isinstance(part, bytes))])


def test_a_case_from_first_mail_to_closed(tmp_path: Path) -> None:
    """Edge cases 1, 5 and 9: no decision is kept, the order must be sealed, and an expert is only named."""
    with open_meeting(tmp_path, "care_resource") as house:
        asked = book(
            house,
            KEY,
            COURT_CASE.replace("Bottleneck: none", "Bottleneck: expert late").replace(
                "Date of issue: 5 October 2026\n", ""
            ),
        )
        confirmed = only(
            house.reply(asked, f"Date of issue: 5 October 2026\nWho holds it up: Dr Expert <{EXPERT}>"),
            "booking-confirmed",
        )
        assert asked.kind == "booking-question"
        assert "Who holds it up" in asked.text

        listed = house.until("2026-11-30T12:00:00Z")
        row = only(listed, "names-list", at("chair", KEY)).text
        assert ("Bottleneck: expert late" in row, "Week: 9" in row) == (True, True)

        requested = only(house.until("2026-12-03T18:00:00Z"), "minutes-request", at("coordinator", KEY))
        problems = only(
            house.reply(
                requested,
                f"""[{confirmed.ref}]
Present: presenter came
Progress: the report is late.
Outcome: we decide to issue care proceedings
Outcome: closed | reason: final order | date: 3 December 2026 | order sealed: no
Outcome: the meeting agreed to issue proceedings | question: issue for the baby? | urgency: this week
Outcome: bottleneck logged | type: expert late | days: 12 | owner: Dr Expert <{EXPERT}> | fix: ask the court |
by: 14 December 2026
Outcome: escalate to legal | question: can we apply? | hearing date: 10 December 2026
{MEETING}""",
                quote=False,
            ),
            "minutes-problems",
        )
        assert "takes no decisions" in " ".join(problems.text.split())
        assert "The order is not sealed" in " ".join(problems.text.split())

        draft = only(
            house.reply(
                problems,
                f"[{confirmed.ref}]\nRemove: Outcome: we decide to issue care proceedings\n"
                "Remove: Outcome: closed | reason: final order | date: 3 December 2026 | order sealed: no\n",
                quote=False,
            ),
            "minutes-draft",
        )
        approved = house.reply(draft, "approve")

        told = only(approved, "outcome-confirmed", WORKER).text
        with house.app.store.read() as connection:
            kept = connection.execute(select(OutcomeRow.key).order_by(OutcomeRow.id)).scalars().all()
        assert kept == ["escalate_to_care_resource", "bottleneck_logged", "escalate_to_legal"]
        assert [line for line in told.splitlines() if line.startswith("Outcome: ")] == [
            "Outcome: escalate to care and resource panel",
            "Outcome: bottleneck logged",
            "Outcome: escalate to legal",
        ]
        assert only([mail for mail in approved if mail.ref.startswith("CRP")], "booking-question").to == WORKER
        again = only([mail for mail in approved if mail.ref.startswith("CCU")], "booking-confirmed")
        assert again.meeting == "2026-12-17"
        assert "Days lost: 12" in again.text

        actions = [mail for mail in approved if mail.kind == "action"]
        assert sorted(mail.to for mail in actions) == sorted([WORKER, at("legal", KEY)])
        for action in actions:
            assert {mail.ref for mail in house.reply(action, "done") if mail.kind == "action-closed"} == {confirmed.ref}

        closed = hold(
            house,
            KEY,
            f"[{again.ref}]\nPresent: presenter came\n"
            f"Outcome: closed | reason: final order | date: 17 December 2026 | order sealed: yes\n{MEETING}",
            over="2026-12-17T18:00:00Z",
        )
        assert [mail for mail in closed if mail.kind == "booking-confirmed"] == []
        assert EXPERT in told
        assert house.all(to=EXPERT) == []


def test_a_mail_that_also_went_outside_is_held(tmp_path: Path) -> None:
    """Edge case 8: in Cc as in To; nobody outside hears of it, and nothing is booked."""
    with open_meeting(tmp_path) as house:
        held = house.write(WORKER, COURT_CASE, to=address(KEY), headers={"Cc": "gp@surgery.example"})

        assert kinds(held) == [("held-notice", at("coordinator", KEY))]
        assert "Example" not in decoded(held[0]).replace("anytown.example", "").replace("Example.", "")

        counsel = house.write(WORKER, COURT_CASE, to=address(KEY), headers={"Cc": "counsel@chambers.cjsm.net"})
        assert only(counsel, "booking-confirmed").to == WORKER


def test_outsiders_cannot_add_a_case(tmp_path: Path) -> None:
    with open_meeting(tmp_path) as house:
        refused = house.write("pc.dale@anytown.police.example", COURT_CASE, to=address(KEY))

        answer = only(refused, "booking-refused", "pc.dale@anytown.police.example")
        assert "Only the authority's own staff and lawyers can add a case here" in " ".join(answer.text.split())


def test_a_manager_sees_their_own_rows_and_legal_alone_the_advice(tmp_path: Path) -> None:
    """Edge case 7 and the row-level rule: the deputy who is named sees the row too, another manager nothing of it."""
    advice = "apply for an injunction"
    with open_meeting(tmp_path) as house:
        confirmed = book(house, KEY, COURT_CASE)
        other = book(house, KEY, S20_CASE + f"\nManagers: Max Other {MAX}; Tia Manager {TIA}")
        lists = {mail.to: mail for mail in house.until("2026-11-30T12:00:00Z") if mail.kind == "names-list"}
        minutes = {
            mail.to: mail
            for mail in hold(
                house,
                KEY,
                f"[{confirmed.ref}]\nPresent: presenter came\nLegal advice: {advice}\n"
                f"Outcome: on track | next date: 4 January 2027\n"
                f"[{other.ref}]\nPresent: presenter absent\n{MEETING}",
                over="2026-12-03T18:00:00Z",
            )
            if mail.kind == "minutes"
        }

        assert lists[TIA].ref == f"{confirmed.ref}, {other.ref}"
        assert lists[MAX].ref == other.ref
        assert "7741" in decoded(lists[TIA])
        assert "7741" not in decoded(lists[MAX])
        assert at("contact_service", KEY) not in lists
        assert advice in decoded(minutes[at("legal", KEY)])
        assert advice in decoded(minutes[at("chair", KEY)])
        for reader in (TIA, at("iro", KEY)):
            assert confirmed.ref in minutes[reader].ref
            assert advice not in decoded(minutes[reader])
        assert confirmed.ref not in decoded(minutes[MAX])
        absent = [mail for mail in house.all("booking-confirmed") if mail.meeting == "2026-12-17"]
        assert len(absent) == 2  # a case without its manager is carried over, not removed


def test_a_case_whose_time_limit_runs_is_not_withdrawn_by_its_manager(tmp_path: Path) -> None:
    with open_meeting(tmp_path) as house:
        confirmed = book(house, KEY, COURT_CASE)

        refused = house.reply(confirmed, "withdraw")

        assert [mail for mail in refused if mail.kind == "booking-withdrawn"] == []
        assert "time limit" in " ".join(only(refused, "not-understood").text.split())


def test_a_stream_that_changes_keeps_its_earlier_dates(tmp_path: Path) -> None:
    """Edge case 4: the row goes on with both dates, and 26 weeks are counted from issue."""
    with open_meeting(tmp_path) as house:
        confirmed = book(house, KEY, S20_CASE)
        changed = hold(
            house,
            KEY,
            f"[{confirmed.ref}]\nPresent: presenter came\n"
            f"Outcome: stream changed | new stream: proceedings | date of issue: 30 November 2026\n{MEETING}",
            over="2026-12-03T18:00:00Z",
        )

        row = only(changed, "booking-confirmed").text
        assert "Section 20 start: 5 October 2026" in row
        assert "Date of issue: 30 November 2026" in row
        assert "Stream: proceedings" in row
        digest = only(house.until("2027-05-24T08:30:00Z"), "daily-digest", at("coordinator", KEY)).text
        assert "26 weeks of proceedings, due on 30 May 2027" in " ".join(digest.split())


def test_a_hearing_without_a_result_is_asked_about_and_the_chair_told(tmp_path: Path) -> None:
    """Edge case 12: the presenter is asked; after 2 working days the chair is told that it is red."""
    with open_meeting(tmp_path) as house:
        confirmed = book(house, KEY, COURT_CASE + "\nNext hearing: 10 December 2026\nHearing type: final")
        again = only(
            hold(
                house,
                KEY,
                f"[{confirmed.ref}]\n{CAME}\nOutcome: on track | next date: 10 December 2026\n{MEETING}",
                over="2026-12-03T18:00:00Z",
            ),
            "booking-confirmed",
        )
        assert "Write what the court did" in " ".join(again.text.split())
        assert not any(
            "Red:" in mail.text for mail in house.until("2026-12-14T18:00:00Z") if mail.to == at("chair", KEY)
        )

        told = [mail for mail in house.until("2026-12-15T18:00:00Z") if mail.to == at("chair", KEY)]
        assert any("Red: result of the hearing" in " ".join(mail.text.split()) for mail in told)


def test_a_row_that_nobody_changed_is_shown_to_the_chair(tmp_path: Path) -> None:
    """Edge case 6."""
    with open_meeting(tmp_path) as house:
        row, told = book(house, KEY, COURT_CASE), []
        for over in ("2026-12-03T18:00:00Z", "2026-12-17T18:00:00Z"):
            assert not any("nothing has changed" in " ".join(mail.text.split()) for mail in house.all())
            told = hold(
                house,
                KEY,
                f"[{row.ref}]\n{CAME}\nOutcome: on track | next date: 2 February 2027\n{MEETING}",
                over=over,
            )
            row = only(told, "booking-confirmed")

        flagged = only(told, "held-notice", at("chair", KEY))
        assert "amber: nothing has changed for 2 meetings" in " ".join(flagged.text.split())


def test_a_baby_who_is_not_born_yet_goes_by_the_reference(tmp_path: Path) -> None:
    """Edge case 14: the presenter reads the name they wrote; lists and minutes do not hold it."""
    with open_meeting(tmp_path) as house:
        confirmed = book(house, KEY, S20_CASE.replace("Sample", "Quillfeather") + "\nUnborn: yes\nLinked case: 7741")
        listed = [mail for mail in house.until("2026-11-30T12:00:00Z") if mail.kind == "names-list"]
        held = hold(
            house,
            KEY,
            f"[{confirmed.ref}]\n{CAME}\nOutcome: on track | next date: 4 January 2027\n{MEETING}",
            over="2026-12-03T18:00:00Z",
        )

        assert "Quillfeather" in confirmed.text
        assert any(confirmed.ref in mail.ref for mail in listed)
        for mail in (*listed, *(mail for mail in held if mail.kind == "minutes")):
            assert "Quillfeather" not in decoded(mail)


def test_a_case_of_the_permanency_panel_has_one_action_and_two_views(tmp_path: Path) -> None:
    """Edge case 11: the link makes no action, and each chair hears of the other panel by reference and date."""
    with open_meeting(tmp_path, "permanency") as house:
        book(
            house,
            "permanency",
            "Child: Ash Example\nCase number: 7741\nDate of birth: 1 February 2024\nDate looked after: 1 October 2026\n"
            "Primary plan: adoption\nParallel plan: return home",
        )
        confirmed = book(house, KEY, COURT_CASE.replace("Example", "Ash Example") + "\nDOB: 1 February 2024")
        linked = hold(
            house,
            KEY,
            f"[{confirmed.ref}]\n{CAME}\nOutcome: linked to permanency panel | reference: 4410\n{MEETING}",
            over="2026-12-03T18:00:00Z",
        )

        assert [mail for mail in linked if mail.kind == "action"] == []
        flags = [mail.text for mail in house.all(to=at("chair", KEY)) if mail.kind == "held-notice"]
        assert any("PER-26-0001" in text for text in flags)
