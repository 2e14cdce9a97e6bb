"""The words both ends of the house share: kinds of outgoing mail, roles of readers, purposes of reply addresses."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What an outgoing message is: the value of its `Panelpost-Kind` header (design A4)."""

    BOOKING_CONFIRMED = "booking-confirmed"
    BOOKING_QUESTION = "booking-question"
    BOOKING_LATE = "booking-late"
    BOOKING_WAITING = "booking-waiting"
    BOOKING_REFUSED = "booking-refused"
    BOOKING_MOVED = "booking-moved"
    BOOKING_WITHDRAWN = "booking-withdrawn"
    BOOKING_STATUS = "booking-status"
    CONFIRM_SENDER = "confirm-sender"
    HELP = "help"
    TERMS = "terms"
    NOT_UNDERSTOOD = "not-understood"
    UNREADABLE = "unreadable"
    MEETING_INVITE = "meeting-invite"
    MEETING_UPDATE = "meeting-update"
    MEETING_CANCEL = "meeting-cancel"
    SLOT_INVITE = "slot-invite"
    SLOT_UPDATE = "slot-update"
    SLOT_CANCEL = "slot-cancel"
    NOMINATE = "nominate"
    QUORUM_WARNING = "quorum-warning"
    NAMES_LIST = "names-list"
    NAMES_LIST_ADDITION = "names-list-addition"
    AGENDA = "agenda"
    LATE_REQUEST = "late-request"
    DUPLICATE_FLAG = "duplicate-flag"
    HELD_NOTICE = "held-notice"
    DELIVERY_PROBLEM = "delivery-problem"
    DAILY_DIGEST = "daily-digest"
    MINUTES_REQUEST = "minutes-request"
    MINUTES_PROBLEMS = "minutes-problems"
    MINUTES_DRAFT = "minutes-draft"
    MINUTES = "minutes"
    OUTCOME_TO_CONFIRM = "outcome-to-confirm"
    OUTCOME_CONFIRMED = "outcome-confirmed"
    OUTCOME_LETTER = "outcome-letter"
    ACTION = "action"
    ACTION_REMINDER = "action-reminder"
    ACTION_OVERDUE = "action-overdue"
    ACTION_CLOSED = "action-closed"


class Role(StrEnum):
    """As what somebody reads a document. One person may read different documents in different roles."""

    ANYONE = "anyone"  # somebody whose only claim is that they wrote to us
    PRESENTER = "presenter"
    MEMBER = "member"
    REPRESENTATIVE = "representative"
    CHAIR = "chair"
    COORDINATOR = "coordinator"
    CONFIRMER = "confirmer"
    TEAM_MANAGER = "team_manager"
    REVIEWING_OFFICER = "reviewing_officer"
    OWNER = "owner"  # of an action
    GUEST = "guest"  # invited for one item
    SUBJECT = "subject"  # whom a letter is for: an applicant, a parent, a carer


class Purpose(StrEnum):
    """What a signed reply address is for; one letter in the token (design A3).

    The number a token carries is the id of: BOOKING, SLOT a booking; INVITE an attendance; NAMES, MINUTES, DRAFT,
    MEETING a meeting; LATE, CONFIRM a booking; ACTION an action; SENDER an inbox row; BOUNCE an outbox row; PANEL 0.
    """

    PANEL = "p"
    BOOKING = "k"
    SLOT = "s"
    INVITE = "i"
    MEETING = "g"
    NAMES = "n"
    LATE = "l"
    MINUTES = "m"
    DRAFT = "d"
    CONFIRM = "c"
    ACTION = "a"
    SENDER = "v"
    BOUNCE = "b"
