"""Every bound on what comes into the server, goes out of it and lies on its disk, units last in the name.

Bounds of a run are in `apps.simulation.bounds`.
"""

# Connections

FILES_WANTED = 16_384
"""The limit of open files that the server asks for at its start; it gets at most the hard limit."""

FILES_RESERVED = 200
"""Files that are not connections: the database, static files, bodies on disk, pipes of jobs."""

WAITING_CONNECTIONS_AN_ADDRESS_MAX = 512
"""Connections of one address that have no whole request in hand. Beyond it the oldest of them is closed."""

HEAD_SECONDS_MAX = 20
"""From a connection's beginning to the end of its first request's head."""

BODY_SECONDS_MAX = 60
IDLE_SECONDS_MAX = 60
"""From an answer to the end of the next request's head."""

# Bodies

BODY_BYTES_MAX = 3 * 1024 * 1024
SMALL_BODY_BYTES_MAX = 64 * 1024
"""Bodies up to here are always received; what larger ones hold together is bounded."""

LARGE_BODIES_BYTES_MAX = 64 * 1024 * 1024
LARGE_BODIES_AN_ADDRESS_BYTES_MAX = 32 * 1024 * 1024

LINGER_SECONDS_MAX = 5
LINGER_BYTES_MAX = 16 * 1024 * 1024
"""So much more of a refused body is thrown away before the connection is cut, so that the refusal can be read."""

# Sockets

STANDING_BYTES_MAX = 1024 * 1024
"""Bytes that were written to a socket and that it has not read; one message may come on top of them."""

STANDING_SECONDS_MAX = 60
"""The time for which something may always be standing before a socket that reads too slowly is closed."""

QUEUED_FRAMES_MAX = 256
"""Frames of one socket that came and are not handled yet."""

COMMANDS_A_SECOND, COMMANDS_BURST = 20, 40
"""Of one participant, over all its sockets."""

SEEN_A_SECOND, SEEN_BURST = 40, 80
"""Of one socket: what it has seen. A page says it once a second."""

SNAPSHOTS_A_SECOND, SNAPSHOTS_BURST = 0.5, 3
"""Of one socket, in place of a backlog."""

WATCHERS_A_LINK_MAX = 300
SOCKETS_A_LAB_MAX = 400
"""A lecture hall that watches its teacher, and no more: a lab's frames go to each of them."""

# Work that takes long

JOBS_AT_ONCE_MAX = 1
"""Without task workers. With them it is as many as they have slots."""

JOBS_WAITING_MAX = 50
JOBS_A_VISITOR_MAX = 8
UNASKED_JOB_SECONDS_MAX = 90
"""A job whose page has not asked for it for so long is ended. Browsers let hidden pages ask once a minute."""

SILENT_JOB_SECONDS_MAX = 20
"""A task worker that has given no sign of life of a job for so long has lost it: another one begins it again, once."""

JOBS_STORED_MAX = 2_000
"""Jobs that are over, in the database: the oldest go first."""

CHECKS_AT_ONCE_MAX = 1
CHECKS_WAITING_MAX = 20
CHECKS_A_VISITOR_MAX = 2
CHECK_SECONDS_MAX = 40
"""Run files whose runs are replayed before they are opened."""

SLOW_PAGES_AT_ONCE_MAX = 2
SLOW_PAGES_WAITING_MAX = 400
SLOW_PAGES_A_VISITOR_MAX = 12
"""Pages that replay runs, or write out much. A comparison asks for its four recordings at once."""

LANE_SECONDS_MAX = 25
"""So long a page that takes long waits for its turn at most, and is then refused in words."""

PASSWORDS_AT_ONCE_MAX = 1
PASSWORDS_WAITING_MAX = 60
PASSWORDS_A_VISITOR_MAX = 4
"""Passwords are hashed slowly on purpose."""

REPLAYS_AT_ONCE_MAX = 2
REPLAYS_WAITING_MAX = 2_000
REPLAYS_A_VISITOR_MAX = 500
"""Runs that are replayed to open a lab, or to branch one."""

FILES_KEPT_BYTES_MAX = 16 * 1024 * 1024
COMPARISONS_KEPT_MAX = 16
"""Downloads, packed, and comparisons that are kept for whoever asks again."""

# Memory

GROWTH_BYTES_MAX = 64 * 1024 * 1024
"""When the server has grown by so much, it looks for garbage among what is new."""

COLLECTION_EVERY_SECONDS = 900.0
"""Then it looks at everything."""

# The disk: for one visitor, and in all

LABS_A_VISITOR_MAX = 1_000
COMMANDS_A_VISITOR_MAX = 200_000
"""Copied by forks too: a lab's 50 runs of 2,000 commands are half of it."""

RECORDING_BYTES_MAX = 8 * 1024**2
RECORDINGS_A_VISITOR_BYTES_MAX = 64 * 1024**2
"""Recordings that are kept for later versions of the simulation, packed. Beyond them a run keeps its commands only."""

DATABASE_BYTES_MAX = 20 * 1024**3
FREE_BYTES_MIN = 200 * 1024**2
"""The room that new labs and backups leave free on the disk: commands, votes and logins still have to be stored."""

FIRST_VISIT_HOURS = 12
"""A browser session that never came back is kept so long: crawlers and scripts without cookies make one a request."""

UPLOAD_HOURS_MAX = 24
"""No job waits and runs for so long: a file that is older was left behind."""

VACUUM_PAGES_A_TURN, VACUUM_TURNS_MAX = 1_000, 250
"""The part of the database that is given back at once (4 MB, while others wait), and how often in an hour."""
