"""The people who may change a row of the database, and the rows that a request has changed.

A row of a lab belongs to the visitor of that lab; a visitor is a browser session, or a seat, or a group of a class; a
seat belongs to its learner and to the teachers of its class. Rows that no rule here names belong to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from apps.live.access import VISITOR
from tests.classroom.rights.everybody import PEOPLE

Row = Mapping[str, Any]
Tables = dict[str, dict[Any, Row]]

PARENTS = {
    "live_run": ("lab_id", "live_lab"),
    "live_command": ("run_id", "live_run"),
    "live_receipt": ("lab_id", "live_lab"),
    "live_deed": ("lab_id", "live_lab"),
    "live_reachedgoal": ("lab_id", "live_lab"),
    "live_sharedmoment": ("lab_id", "live_lab"),
    "live_sharelink": ("lab_id", "live_lab"),
    "classroom_classroom_co_teachers": ("classroom_id", "classroom_classroom"),
    "classroom_exercise": ("classroom_id", "classroom_classroom"),
    "classroom_poll": ("classroom_id", "classroom_classroom"),
    "classroom_snapshot": ("classroom_id", "classroom_classroom"),
    "classroom_vote": ("seat_id", "classroom_seat"),
}
"""Tables whose rows belong to whom another table's row belongs to, found by a column."""

VISITORS = {
    "live_lab": "owner",
    "live_judgedhistory": "owner",
    "live_storedjob": "owner",
    "tutorials_returncode": "visitor",
    "tutorials_attempt": "visitor",
}
"""Tables whose rows belong to a visitor, found by a column."""

EVERYBODYS = ("django_session", "accounts_logincount", "live_recording", "live_wantedrecording")
"""Tables that also a refused request may change, its own session and the counts of failed logins, or that the server
changes by itself meanwhile: recordings.
"""

ALL = frozenset(PEOPLE)
NOBODY: frozenset[str] = frozenset()


def tables(database: Connection) -> Tables:
    """Return every row of a database, by its table and its first column."""
    found: Tables = {}
    for (name,) in database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall():
        cursor = database.execute(f'SELECT * FROM "{name}"')
        columns = [column[0] for column in cursor.description]
        found[name] = {row[0]: dict(zip(columns, row, strict=True)) for row in cursor}
    return found


def changes(before: Tables, after: Tables) -> Iterator[tuple[str, Any]]:
    """Yield the table and the first column of each row that is new, gone or another."""
    for name in before:
        for key in before[name].keys() | after[name].keys():
            if before[name].get(key) != after[name].get(key):
                yield name, key


@dataclass(frozen=True, slots=True)
class People:
    """People by the keys of the sessions, the names of the visitors, the accounts and the seats that are theirs."""

    sessions: Mapping[str, str]
    visitors: Mapping[str, str]
    accounts: Mapping[int, str]
    seats: Mapping[str, str]


def people_in(made: Mapping[str, Any]) -> People:
    """Read the sessions of the people that `everybody.make` made."""
    sessions = {who: SessionStore(made["sessions"][who]) for who in PEOPLE}
    return People(
        {key: who for who, key in made["sessions"].items()},
        {session[VISITOR]: who for who, session in sessions.items()},
        {int(session[SESSION_KEY]): who for who, session in sessions.items() if SESSION_KEY in session},
        {made["theirs"]["seat"]: "learner", made["elsewhere"]["seat"]: "learner of another class"},
    )


def misdeeds(
    everybody: People, senders: frozenset[str], before: Tables, after: Tables, *, joined: bool
) -> Iterator[str]:
    """Yield each change between two states of a database that none of the senders was entitled to make.

    Somebody may have `joined` a class by its code: then a seat that is new is no misdeed.
    """
    entitled = [(data, Entitled(everybody, data)) for data in (before, after)]
    for table, key in changes(before, after):
        for data, rule in entitled:
            row = data[table].get(key)
            is_new_seat = joined and table == "classroom_seat" and key not in before[table]
            if row and not is_new_seat and not senders & rule.people(table, row):
                yield f"changed {table} {key}, which is not theirs"


class Entitled:
    """Finds the people who may change a row, as the database stands."""

    def __init__(self, everybody: People, data: Tables) -> None:
        self._data = data
        self._people = everybody

    def people(self, table: str, row: Row) -> frozenset[str]:
        """Return who may make, change or delete a row."""
        if table in EVERYBODYS:
            whose = self._people.sessions.get(row.get("session_key"))
            return ALL if whose is None else frozenset({whose})
        if table in PARENTS:
            column, parent = PARENTS[table]
            return self._of(parent, row[column])
        if table in VISITORS:
            return self._of_visitor(row[VISITORS[table]])
        return {"auth_user": self._of_account, "classroom_classroom": self._of_class}.get(table, self._of_place)(row)

    def _of(self, table: str, key: Any) -> frozenset[str]:
        row = self._data[table].get(key)
        return self.people(table, row) if row else NOBODY

    def _of_visitor(self, visitor: str) -> frozenset[str]:
        own = self._people.visitors.get(visitor)
        places = [row for name in ("classroom_seat", "classroom_group") for row in self._data[name].values()]
        of_place = [self._of_place(row) for row in places if row["visitor"] == visitor]
        if visitor and not own and not of_place:
            return ALL  # a browser session that was new with this request
        return frozenset({own} if own else ()).union(*of_place)

    def _of_place(self, row: Row) -> frozenset[str]:
        """Return who may change a seat or a group: its learner, and the teachers of its class."""
        if "classroom_id" not in row:
            return NOBODY
        learner = self._people.seats.get(row["id"])
        return self._of("classroom_classroom", row["classroom_id"]) | ({learner} if learner else set())

    def _of_class(self, row: Row) -> frozenset[str]:
        helpers = self._data["classroom_classroom_co_teachers"].values()
        users = {row["owner_id"], *(each["user_id"] for each in helpers if each["classroom_id"] == row["id"])}
        return frozenset(
            {"administrator", *(self._people.accounts[user] for user in users if user in self._people.accounts)}
        )

    def _of_account(self, row: Row) -> frozenset[str]:
        return frozenset({"administrator", self._people.accounts.get(row["id"], "administrator")})
