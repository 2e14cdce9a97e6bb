"""What understanding costs: CPU milliseconds a mail over the corpus of bookings, and for a few mails of known shape.

    python tests/benchmarks/understanding.py [--rounds 5]

Every mail is read once before anything is measured, and understood in turn with all others, so that nothing kept from
the same mail's last turn helps it. A mail's figure is the median of its rounds. There is no reference to compare with:
the goal is what performance.md leaves for understanding when the whole job is to be done in 5 ms.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
import tomllib
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[2]))  # runnable by its path, too

from core.intents import Sender, Standing
from mail.incoming import Incoming
from mail.reading import read
from mail.sorting import Sort
from mail.understanding.context import Context
from mail.understanding.understand import understand
from plugins.missing_from_care import PANEL

GOAL = 2.0  # milliseconds
CORPUS = Path(__file__).parents[1] / "corpus" / "bookings"
TODAY = date(2026, 11, 24)
_HEAD = "Subject: Next panel\r\nFrom: Jo Bright <jo@anytown.example>\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\n\r\n"
_BOOKING = (
    "Hi,\r\n\r\nPlease can you book {name} (dob 3/4/2010) into the next panel? Legal status: s31.\r\n"
    "He is high risk.\r\n\r\nThanks\r\nJo Bright\r\nSocial worker\r\n"
)
_SIGNATURE = "filler line of a signature 020 7946 0000\r\n"
_DISCLAIMER = "This email and any attachments are confidential and intended for the addressee only.\r\n"


def shapes() -> dict[str, list[bytes]]:
    """Return mails by their shape; a child's name of its own in each, so that no two are the same."""
    names = [f"Al{first}{second} Ex{second}{first}mple" for first in "abcde" for second in "abcde"]
    many = [f"{number % 28 + 1}/{number % 12 + 1}/2026 and " for number in range(4500)]
    labels = [f"Label {number}: value {number}\r\n" for number in range(2500)]
    bodies = {
        "a booking, 0.2 kB": [_BOOKING.format(name=name) for name in names],
        "a booking over a signature, 4 kB": [_BOOKING.format(name=name) + _SIGNATURE * 90 for name in names],
        "a booking over a disclaimer, 4 kB": [_BOOKING.format(name=name) + _DISCLAIMER * 45 for name in names],
        "nothing but dates, 54 kB": [name + "".join(many) for name in names[:2]],
        "nothing but `Label: value`, 54 kB": [name + "\r\n" + "".join(labels) for name in names[:2]],
        "a booking over 100 kB of prose": [
            _BOOKING.format(name=name) + "He met a man.\r\n" * 7000 for name in names[:2]
        ],
    }
    return {what: [(_HEAD + body).encode() for body in texts] for what, texts in bodies.items()}


def opened(raw: bytes, today: date) -> tuple[Incoming, Context]:
    """Return a mail as it is read, and what the house knows of it."""
    incoming = read(raw)
    name, address = incoming.from_addresses[0] if incoming.from_addresses else ("", "")
    return incoming, Context(PANEL, today, sender=Sender(address, name, Standing.IDENTIFIED))


def corpus() -> list[tuple[Incoming, Context]]:
    """Return every mail of the corpus, on its own day."""
    mails = []
    for path in sorted(CORPUS.glob("*.eml")):
        now = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))["now"]
        moment = now if isinstance(now, datetime) else datetime.fromisoformat(now)
        mails.append(opened(path.read_bytes(), moment.astimezone(ZoneInfo("Europe/London")).date()))
    return mails


def measured(mails: list[tuple[Incoming, Context]], rounds: int) -> list[float]:
    """Return the milliseconds of each mail."""
    taken: list[list[float]] = [[] for _ in mails]
    for _ in range(rounds + 1):  # the first finds nothing compiled
        for (incoming, context), times in zip(mails, taken, strict=True):
            began = time.process_time()
            understand(incoming, Sort.PERSON, context)
            times.append((time.process_time() - began) * 1000)
    return [statistics.median(times[1:]) for times in taken]


def show(what: str, milliseconds: list[float]) -> None:
    """Print one line."""
    ordered = sorted(milliseconds)
    high = ordered[int(len(ordered) * 0.95)]
    print(
        f"{what:40} median {statistics.median(ordered):8.2f} ms   p95 {high:8.2f} ms   worst {ordered[-1]:8.2f} ms"
        f"   goal {GOAL:g} ms"
    )
    sys.stdout.flush()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="CPU milliseconds of understanding a mail.")
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    show("the corpus of bookings", measured(corpus(), rounds))
    for what, raws in shapes().items():
        show(what, measured([opened(raw, TODAY) for raw in raws], rounds))


if __name__ == "__main__":
    main()
