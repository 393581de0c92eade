"""Every bound of a run, units last in the name. Past one, the learner gets a sentence and nothing is lost."""

NODES_MAX = 9
CLIENTS_MAX = 8
KEYS_MAX = 8
NAME_CHARS_MAX = 16
KEY_CHARS_MAX = 32
VALUE_CHARS_MAX = 64
EVENTS_MAX = 20_000
STEPS_MAX = 250_000
"""Steps without an event count here alone, as those of a client of the workload that waits for an answer. It keeps a
replay short."""

MESSAGES_IN_FLIGHT_MAX = 1_000
OPERATIONS_MAX = 2_000
QUEUED_OPERATIONS_MAX = 8
REDIRECTS_MAX = 4
COMMANDS_MAX = 2_000
LATENCY_TICKS_MAX = 60_000
DELAY_TICKS_MAX = 60_000
PROCESSING_TICKS_MAX = 10_000
SKEW_TICKS_MAX = 3_600_000
DRIFT_PER_MILLE_MAX = 500
WORKLOAD_INTERVAL_TICKS_MIN = 50
WORKLOAD_INTERVAL_TICKS_MAX = 60_000
PER_MILLE_MAX = 1000
