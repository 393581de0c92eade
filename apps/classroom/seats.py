"""Taking a seat: by a class's code and a nickname, or by the personal code of a seat that one has already."""

from __future__ import annotations

from datetime import timedelta
from secrets import choice, randbelow

from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.classroom.door import SEATS_MAX, here, is_crowded, is_full
from apps.classroom.models import CODE_LETTERS_COUNT, Classroom, Seat, held_seats
from apps.tutorials.models import ALPHABET, CODE_CHARS, Attempt

NICKNAME_CHARS_MAX, STUDENT_ID_CHARS_MAX = 24, 64
FULL = f"This class has {SEATS_MAX} learners, its bound. Tell your teacher: whoever is not of the class can be removed."
DOOR_FULL = f"{SEATS_MAX} wait at the door of this class already. Try again when your teacher has let them in."

OFFERED = 6
ARRIVAL_SECONDS_MAX = 10
"""After sitting down a browser asks for its seat at once."""

# fmt: off
ANIMALS = (
    "otter", "heron", "lynx", "gecko", "raven", "bison", "koala", "ibex", "tapir", "finch", "moose", "newt", "orca",
    "panda", "quail", "robin", "seal", "stork", "trout", "viper", "whale", "yak", "zebra", "crane", "badger", "beaver",
    "bee", "camel", "carp", "cicada", "cobra", "condor", "coyote", "crab", "cricket", "dingo", "dolphin", "dove",
    "eagle", "eel", "egret", "elk", "emu", "falcon", "ferret", "fox", "gazelle", "gibbon", "goose", "grouse", "hare",
    "hawk", "hornet", "hyena", "ibis", "iguana", "jackal", "jaguar", "jay", "kestrel", "kiwi", "lemur", "leopard",
    "llama", "lobster", "macaw", "magpie", "manatee", "marmot", "marten", "mink", "mole", "moth", "mule", "narwhal",
    "ocelot", "octopus", "oryx", "osprey", "ostrich", "owl", "oyster", "parrot", "pelican", "penguin", "perch",
    "pigeon", "pike", "plover", "puffin", "puma", "python", "rabbit", "raccoon", "salmon", "shark", "shrew", "shrike",
    "skunk", "sloth", "snail", "snipe", "sparrow", "squid", "swan", "swift", "tern", "thrush", "tiger", "toad",
    "toucan", "turtle", "vole", "walrus", "wasp", "weasel", "wolf", "wombat", "wren",
)
# fmt: on


class SeatRefused(Exception):
    """Why somebody cannot sit down, in a sentence."""


def open_class(code: str) -> Classroom | None:
    """The class that a code opens now; capitals, spaces and a missing dash do not matter."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    written = f"{letters[:-CODE_LETTERS_COUNT]}-{letters[-CODE_LETTERS_COUNT:]}"
    return Classroom.objects.filter(code=written, code_expires__gt=timezone.now(), deleted=None).first()


def nicknames(classroom: Classroom) -> list[str]:
    """A few names that are free: animals, numbered once they run out."""
    taken = set(classroom.seats.filter(removed=None, preview=False).values_list("nickname", flat=True))
    free = [name for name in ANIMALS if name not in taken]
    offered: list[str] = []
    while len(offered) < OFFERED:
        name = choice(free) if len(free) > OFFERED else f"{choice(ANIMALS)} {2 + randbelow(98)}"
        if name not in taken and name not in offered:
            offered.append(name)
    return offered


def sit_down(classroom: Classroom, nickname: str, student_id: str = "") -> Seat:
    """Return a seat of one's own, admitted at once unless the teacher has to do that; raises SeatRefused."""
    name = " ".join(nickname.split())
    if not 0 < len(name) <= NICKNAME_CHARS_MAX or not name.isprintable():
        raise SeatRefused(
            f"A nickname has 1 to {NICKNAME_CHARS_MAX} characters. Choose one of those offered, if you like."
        )
    if len(student_id) > STUDENT_ID_CHARS_MAX:
        raise SeatRefused(f"A student number has at most {STUDENT_ID_CHARS_MAX} characters.")
    now = timezone.now()
    if here(classroom).filter(nickname__iexact=name).exists() and not _free_unheld(classroom, name):
        raise SeatRefused(_taken(name))
    waits = classroom.admits or is_crowded(classroom, now)
    if is_full(classroom, waits=waits):
        raise SeatRefused(DOOR_FULL if waits else FULL)
    try:
        with transaction.atomic():
            return Seat.objects.create(
                classroom=classroom,
                nickname=name,
                student_id=student_id.strip(),
                admitted=None if waits else now,
            )
    except IntegrityError:
        raise SeatRefused(_taken(name)) from None


def _free_unheld(classroom: Classroom, name: str) -> bool:
    """Delete a seat of this name whose learner never arrived: the answer that gave it to them was lost on the way.

    Return whether there was one.
    """
    lost = timezone.now() - timedelta(seconds=ARRIVAL_SECONDS_MAX)
    unheld = classroom.seats.filter(removed=None, preview=False, arrived=None, created__lt=lost)
    found = unheld.filter(nickname__iexact=name).exclude(visitor__in=Attempt.objects.values("visitor"))
    return found.delete()[0] > 0


def _taken(name: str) -> str:
    return (
        f"Somebody here is called {name} already. Choose another nickname; if it was you, just now, try this one again"
        f" in {ARRIVAL_SECONDS_MAX} seconds."
    )


def seat_by_code(typed: str) -> Seat | None:
    """The seat whose personal code this is; capitals, spaces and dashes do not matter."""
    letters = "".join(letter for letter in typed.upper() if letter in ALPHABET)
    if len(letters) != CODE_CHARS:
        return None
    code = "-".join(letters[at : at + 4] for at in range(0, CODE_CHARS, 4))
    return held_seats().filter(code=code, preview=False).select_related("classroom").first()
