"""The mail at hand: what a handler knows about who wrote, and how it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core import barriers, meetings, outbox, people
from core import booking as bookings
from core.disclosure import Document, Item
from core.errors import Held, Refused
from core.kinds import Kind, Purpose, Role
from core.schedule import Found, wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.booking import Booking
    from core.desk import Desk
    from core.intents import AboutBooking, DateWish, Heard
    from core.meetings import Meeting
    from core.people import Known
    from core.sites import Panel

NOT_YOURS = "We cannot find a booking of yours with that reference. Reply to the mail that confirmed it."
"""What is said of a reference that is somebody else's, and of one that never was: the same words."""

_ABOUT_BOOKING = (Purpose.BOOKING, Purpose.SLOT, Purpose.LATE, Purpose.CONFIRM)


@dataclass(frozen=True)
class Mail:
    """One understood mail, its sender let in. `token_holds`: the reply address was given to this sender."""

    desk: Desk
    panel: Panel
    heard: Heard
    person: Known
    roles: frozenset[Role]
    token_holds: bool

    def about(self, *purposes: Purpose) -> int | None:
        """Return the id the reply address is bound to, if it is for one of these purposes and the sender's own."""
        token = self.heard.token
        return token.object_id if token and self.token_holds and token.purpose in purposes else None

    def must_be(self, *roles: Role) -> None:
        """Refuse a command from somebody whose role does not allow it, without saying what exists."""
        if not self.roles.intersection(roles):
            message = "Your role at this panel does not let you do that by email. Ask the coordinator."
            raise Refused(message)

    def booking(
        self, intent: AboutBooking | None = None, *, offices: tuple[Role, ...] = (Role.COORDINATOR, Role.CHAIR)
    ) -> Booking:
        """Return the booking an intent is about.

        By the reference in its words, else by reply address, else by another reference in the mail, else the sender's
        only open one. Refused in the same words whether it does not exist or is not theirs.
        """
        named = self._named(intent.reference if intent else "")
        allowed = [
            booking
            for booking in named
            if self.roles.intersection(offices) or self.person in bookings.presenters(self.desk, booking)
        ]
        if any(barriers.must_not_learn(self.panel, self._who, booking.values) for booking in named):
            message = "The sender is one of those whom the case says must not learn of it. Do not answer."
            raise Held(message)
        if len(allowed) == 1:
            return allowed[0]
        token = self.heard.token
        if not allowed and (self.heard.references or (token and token.purpose in _ABOUT_BOOKING)):
            raise Refused(NOT_YOURS)
        own = tuple(allowed) or bookings.open_of(self.desk, self.panel, self.person.id)
        if len(own) == 1:
            return own[0]
        if not own:
            message = "You have no open booking with this panel."
            raise Refused(message)
        message = f"You have more than one booking. Write the reference of the one you mean, like {own[0].reference}."
        raise Refused(message)

    @property
    def _who(self) -> tuple[str, str]:
        return self.person.address, self.person.name

    def _named(self, reference: str) -> list[Booking]:
        """Return the bookings that the surest sign in the mail points to."""
        token = self.heard.token
        if not reference and token and token.purpose in _ABOUT_BOOKING:
            found = [bookings.find(self.desk, token.object_id)]
        else:
            references = (reference,) if reference else self.heard.references
            found = [bookings.by_reference(self.desk, self.panel, each) for each in references]
        return [booking for booking in found if booking and booking.panel == self.panel.key]

    def meeting_wanted(self, wish: DateWish, after: Meeting | None = None) -> Any:
        """Resolve a wish to a meeting; with `after`, "next" is the one after that."""
        ahead = meetings.upcoming(self.desk, self.panel)
        if after is not None and wish.wish.value in ("next", "none", "after next"):
            later = [meeting for meeting in ahead if meeting.starts > after.starts]
            place = 1 if wish.wish.value == "after next" else 0
            if len(later) > place:
                return Found(later[place])
        return wanted(wish, ahead, self.desk.today(self.panel))

    def answer(
        self,
        kind: Kind,
        facts: Mapping[str, Any],
        *,
        role: Role = Role.ANYONE,
        items: tuple[Item, ...] = (),
        meeting: Meeting | None = None,
        purpose: Purpose = Purpose.PANEL,
        about: int = 0,
    ) -> None:
        """Answer the sender in their thread."""
        document = Document(
            kind=kind,
            items=items,
            facts=facts,
            meeting=meeting.facts if meeting else None,
            purpose=purpose,
            about=about,
            thread=self.desk.thread,
            is_answer=True,
        )
        own = {item.ref for item in items}
        outbox.post(self.desk, self.panel, document, (people.reader(self.person, role, own),))

    def say_no(self, reason: str) -> None:
        """Tell the sender what was not possible and what can be written."""
        booking_id = self.about(Purpose.BOOKING, Purpose.SLOT, Purpose.CONFIRM)
        booking = bookings.find(self.desk, booking_id) if booking_id else None
        unused = {"unused": list(self.heard.unused)} if self.heard.unused else {}
        items = (Item(booking.reference if booking else "", unused),) if booking or unused else ()
        facts = {"commands": commands(self.panel, self.roles), "reason": reason}
        if booking:  # a second try, in reply to this, is still about that booking
            token = self.heard.token
            again = Purpose.CONFIRM if token and token.purpose is Purpose.CONFIRM else Purpose.BOOKING
            self.answer(Kind.NOT_UNDERSTOOD, facts, items=items, purpose=again, about=booking.id)
        else:
            self.answer(Kind.NOT_UNDERSTOOD, facts, items=items)


_FOR_ALL = (
    ("terms of reference", "the panel's terms of reference come back"),
    ("dates", "the dates of the meetings come back"),
    ("help", "this list comes back"),
)
_FOR_WORKERS = (
    ("book (the {noun}'s name) into the next panel", "the {noun} is booked, and you are told when and where"),
    ("status", "you are told where your booking stands (reply to its mail, or give the reference)"),
    ("move to next, or move to 12 January", "your booking moves to that meeting"),
    ("withdraw", "your booking is taken off"),
    ("Date of birth: 3 April 2010", "that line of your booking is set; any other field works the same way"),
)
_BY_ROLE = {
    Role.MEMBER: (
        ("accept, decline or tentative", "your answer to the invitation is noted"),
        ("(name) (email address) will come instead", "they are invited in your place for that date"),
        ("nothing known", "your answer to the names list is noted"),
    ),
    Role.REPRESENTATIVE: (
        ("accept, decline or tentative", "your answer to the invitation is noted"),
        ("nothing known", "your answer to the names list is noted"),
    ),
    Role.CHAIR: (
        ("late yes, or late no", "a late booking is let in, or goes to the next meeting"),
        ("approve", "the draft minutes are final"),
    ),
    Role.COORDINATOR: (
        ("list", "the bookings of the next meeting come back"),
        ("cancel meeting 8 December", "the meeting is cancelled and its bookings move to the next one"),
        ("rearrange 8 December to 10 December 10:00", "the meeting moves, and all that hangs on its date"),
        ("add extraordinary 3 December 14:00", "a meeting is added and the members are invited"),
    ),
    Role.CONFIRMER: (("confirm, or not agreed: (reason)", "the outcomes are final, or go back to the chair"),),
    Role.OWNER: (
        ("done, or not possible: (reason)", "your action is closed"),
        ("more time until 12 January: (reason)", "your action gets a new date"),
    ),
}


def commands(panel: Panel, roles: frozenset[Role]) -> list[list[str]]:
    """Return what somebody with these roles can write to a panel, as [words, what happens]."""
    noun = panel.type.subject.noun
    found = [(words.format(noun=noun), effect.format(noun=noun)) for words, effect in _FOR_WORKERS]
    for role, words in _BY_ROLE.items():
        if role in roles:
            found += [each for each in words if each not in found]
    return [list(pair) for pair in (*found, *_FOR_ALL)]
