"""A history for each format that can be read, in the form in which its tool writes it."""

from apps.live.examples.example import Example

OPERATIONS = """{"ops": [
  {"process": 0, "f": "write", "key": "x", "value": 1, "start": 0, "end": 8},
  {"process": 1, "f": "cas", "key": "x", "value": [1, 2], "start": 4, "end": null},
  {"process": 2, "f": "read", "key": "x", "value": 2, "start": 10, "end": 14},
  {"process": 0, "f": "read", "key": "x", "value": 1, "start": 16, "end": 19, "status": "ok"}
]}
"""

EVENTS = """[{"process": 0, "type": "invoke", "f": "write", "value": 1},
 {"process": 0, "type": "ok", "f": "write", "value": 1},
 {"process": 1, "type": "invoke", "f": "write", "value": 2},
 {"process": 2, "type": "invoke", "f": "read", "value": null},
 {"process": 2, "type": "ok", "f": "read", "value": 2},
 {"process": 1, "type": "info", "f": "write", "value": 2},
 {"process": 0, "type": "invoke", "f": "read", "value": null},
 {"process": 0, "type": "ok", "f": "read", "value": 1}]
"""

KEYED = """[{:process 0, :type :invoke, :f :write, :value [:a 1]}
 {:process 0, :type :ok, :f :write, :value [:a 1]}
 {:process 1, :type :invoke, :f :write, :value [:b 1]}
 {:process 1, :type :ok, :f :write, :value [:b 1]}
 {:process :nemesis, :type :info, :f :start-partition, :value nil}
 {:process 0, :type :invoke, :f :write, :value [:a 2]}
 {:process 0, :type :ok, :f :write, :value [:a 2]}
 {:process 1, :type :invoke, :f :read, :value [:a nil]}
 {:process 1, :type :ok, :f :read, :value [:a 1]}
 {:process :nemesis, :type :info, :f :stop-partition, :value nil}
 {:process 2, :type :invoke, :f :read, :value [:b nil]}
 {:process 2, :type :ok, :f :read, :value [:b 1]}]
"""

OLD_LOG = """INFO  jepsen.util - 0 :invoke :write 1
INFO  jepsen.util - 0 :ok :write 1
INFO  jepsen.util - 1 :invoke :cas [1 2]
INFO  jepsen.util - 2 :invoke :read nil
INFO  jepsen.util - 2 :ok :read 1
INFO  jepsen.util - 1 :fail :cas [1 2]
INFO  jepsen.util - 3 :invoke :write 3
INFO  jepsen.util - 3 :info :write :timed-out
INFO  jepsen.util - 0 :invoke :read nil
INFO  jepsen.util - 0 :ok :read 1
"""

NEW_LOG = """2026-03-01 09:15:00,000{GMT}\tINFO\t[jepsen worker 0] jepsen.util: 0\t:invoke\t:write\t6
2026-03-01 09:15:00,420{GMT}\tINFO\t[jepsen worker 0] jepsen.util: 0\t:ok\t:write\t6
2026-03-01 09:15:00,500{GMT}\tINFO\t[jepsen worker 1] jepsen.util: 1\t:invoke\t:read\tnil
2026-03-01 09:15:00,730{GMT}\tINFO\t[jepsen worker 1] jepsen.util: 1\t:ok\t:read\t6
2026-03-01 09:15:00,900{GMT}\tINFO\t[jepsen worker 2] jepsen.util: 2\t:invoke\t:read\tnil
2026-03-01 09:15:01,100{GMT}\tINFO\t[jepsen worker 2] jepsen.util: 2\t:ok\t:read\tnil
"""

MAELSTROM = """{:process 0, :type :invoke, :f :write, :value [0 3], :index 0, :time 11000000}
{:process 0, :type :ok, :f :write, :value [0 3], :index 1, :time 14000000}
{:process 1, :type :invoke, :f :cas, :value [0 [3 4]], :index 2, :time 21000000}
{:process 2, :type :invoke, :f :write, :value [1 7], :index 3, :time 22000000}
{:process 1, :type :ok, :f :cas, :value [0 [3 4]], :index 4, :time 25000000}
{:process 2, :type :ok, :f :write, :value [1 7], :index 5, :time 26000000}
{:process 0, :type :invoke, :f :read, :value [0 nil], :index 6, :time 31000000}
{:process 0, :type :ok, :f :read, :value [0 3], :index 7, :time 33000000}
{:process 1, :type :invoke, :f :read, :value [1 nil], :index 8, :time 34000000}
{:process 1, :type :ok, :f :read, :value [1 7], :index 9, :time 36000000}
"""

PORCUPINE = """{:process 0, :type :invoke, :f :append, :key "4", :value "x 0 0 y"}
{:process 1, :type :invoke, :f :append, :key "4", :value "x 1 0 y"}
{:process 0, :type :ok, :f :append, :key "4", :value "x 0 0 y"}
{:process 2, :type :invoke, :f :get, :key "4", :value nil}
{:process 2, :type :ok, :f :get, :key "4", :value "x 0 0 yx 1 0 y"}
{:process 1, :type :ok, :f :append, :key "4", :value "x 1 0 y"}
{:process 3, :type :invoke, :f :get, :key "4", :value nil}
{:process 3, :type :ok, :f :get, :key "4", :value "x 1 0 yx 0 0 y"}
"""

MUTEX = """{:process 0, :type :invoke, :f :acquire, :value nil}
{:process 0, :type :ok, :f :acquire, :value nil}
{:process 1, :type :invoke, :f :acquire, :value nil}
{:process 2, :type :invoke, :f :release, :value nil}
{:process 2, :type :fail, :f :release, :value nil, :error :not-held}
{:process 1, :type :ok, :f :acquire, :value nil}
{:process 0, :type :invoke, :f :release, :value nil}
{:process 0, :type :ok, :f :release, :value nil}
"""

FORMATS = (
    Example(
        slug="json-operations",
        title="JSON, an operation a line",
        see="A compare-and-set of unknown outcome: its bar has no end. It took effect, and then it did not.",
        source="Lightcone’s own form",
        breaks=("linearizable",),
        text=OPERATIONS,
    ),
    Example(
        slug="json-events",
        title="JSON, Jepsen’s events",
        see="A write that timed out was read, and later the older value again.",
        source="As elle-cli and Jepsen write events",
        breaks=("linearizable",),
        text=EVENTS,
    ),
    Example(
        slug="jepsen-edn",
        title="Jepsen EDN with keys and a nemesis",
        see="Values are pairs of a key and a value. The nemesis has a lane of its own: the stale read is in it.",
        source="As jepsen.independent writes it",
        breaks=("linearizable",),
        keeps=("sequential",),
        text=KEYED,
    ),
    Example(
        slug="old-log",
        title="Jepsen’s log lines of 2014",
        see="A compare-and-set from 1 failed where the value was 1. Read as “it did not happen”, the history holds.",
        source="As in Knossos’ and Porcupine’s etcd logs",
        breaks=("linearizable",),
        text=OLD_LOG,
    ),
    Example(
        slug="new-log",
        title="Jepsen’s and Maelstrom’s log lines of today",
        see="A read of nil after a write had finished and had been read.",
        source="As a worker of Jepsen logs it",
        breaks=("linearizable",),
        text=NEW_LOG,
    ),
    Example(
        slug="maelstrom",
        title="Maelstrom’s lin-kv",
        see="A read returns what a compare-and-set had replaced before it began; the other key is fine.",
        source="As Maelstrom’s history.edn",
        breaks=("linearizable",),
        keeps=("sequential",),
        text=MAELSTROM,
    ),
    Example(
        slug="porcupine",
        title="Porcupine’s key-value appends",
        see="Two reads have the same appends in opposite orders. No order of the appends explains both.",
        source="As Porcupine’s test data for MIT 6.5840",
        breaks=("linearizable", "sequential"),
        text=PORCUPINE,
    ),
    Example(
        slug="mutex",
        title="Knossos’ mutex",
        see="Two processes hold one lock at the same time.",
        source="As Knossos’ data/mutex",
        breaks=("linearizable",),
        text=MUTEX,
    ),
)
