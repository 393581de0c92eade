"""The kinds of data, one operation at a time: the sequential specifications by which histories are judged.

| data | operations | state | initially |
|---|---|---|---|
| register, cas-register | read, write, cas (expected, new) | a value | null |
| append | read, write, append | a string, or a list | empty |
| counter | read, increment by | a number | 0 |
| set | read, add, remove | a set | empty |
| queue | enqueue, dequeue | a queue, first in first out | empty |
| mutex | acquire, release | free or held | free |
"""

from collections.abc import Mapping

from apps.consistency.datatypes import append, counter, elements, mutex, queue, register
from apps.consistency.datatypes.datatype import ILLEGAL, DataType, Semantics, Step, same, token

__all__ = ["DATA", "ILLEGAL", "REGISTERS", "DataType", "Semantics", "Step", "same", "token"]

DATA: Mapping[str, DataType] = {
    data.name: data
    for data in (
        register.REGISTER,
        register.CAS_REGISTER,
        append.APPEND,
        counter.COUNTER,
        elements.SET,
        queue.QUEUE,
        mutex.MUTEX,
    )
}

REGISTERS = ("register", "cas-register")
"""The kinds of data whose reads return what one write wrote."""
