"""Bounds on what lies on the disk: for one visitor, and in all."""

LABS_A_VISITOR_MAX = 1_000
COMMANDS_A_VISITOR_MAX = 200_000
"""Copied by forks too: a lab's 50 runs of 2,000 commands are half of it."""

DATABASE_BYTES_MAX = 20 * 1024**3
FREE_BYTES_MIN = 200 * 1024**2
"""What new labs and backups leave free on the disk: commands, votes and logins still have to be stored."""

FIRST_VISIT_HOURS = 12
"""How long a browser session is kept that never came back: crawlers and scripts without cookies make one a request."""

UPLOAD_HOURS_MAX = 24
"""No job waits and runs for so long: a file that is older was left behind."""

VACUUM_PAGES_A_TURN, VACUUM_TURNS_MAX = 1_000, 250
"""How much of the database is given back at once (4 MB, while others wait), and how often in an hour."""
