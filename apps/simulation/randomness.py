"""Randomness as a keyed hash, in integers.

Every draw is BLAKE2b of (seed, concern, name, n): the n-th draw of one concern (a link's messages, a node's timers, a
client's workload). No generator is shared, so what happens in one place never shifts the draws of another: a change
alters only its own causal future.
"""

from functools import lru_cache
from hashlib import blake2b
from struct import Struct

WORD_BITS = 64
COUNT = Struct(">Q")
WORDS = Struct(">4Q")
_BYTES, _pack, _unpack = WORDS.size, COUNT.pack, WORDS.unpack

Words = tuple[int, ...]
"""One draw: four unsigned integers of 64 bits."""


class Stream:
    """The draws of one concern under one name, for example the fates of the messages on the link n1 to n2.

    A cluster has dozens: each keeps what is hashed, which is an eighth of a hash that is begun.
    """

    __slots__ = ("_key", "_prefix", "count")

    def __init__(self, seed: int, concern: str, name: str) -> None:
        self._key = _key(seed)
        self._prefix = f"{concern}\0{name}\0".encode()
        self.count = 0

    def words(self) -> Words:
        """The next draw."""
        self.count += 1
        return self.draw(self.count - 1)

    def draw(self, number: int) -> Words:
        """Return the draw of this number, from 0; the next one stays the same."""
        return _unpack(blake2b(self._prefix + _pack(number), digest_size=_BYTES, key=self._key).digest())

    def below(self, bound: int) -> int:
        """The next draw, as an integer from 0 to `bound` - 1."""
        return below(self.words()[0], bound)

    def choose(self, size: int, count: int) -> list[int]:
        """`count` different integers below `size` (all of them if there are fewer), in drawn order."""
        left = list(range(size))
        return [left.pop(self.below(len(left))) for _ in range(min(count, size))]


@lru_cache(maxsize=1)
def _key(seed: int) -> bytes:
    """Return the key of a seed: one object for the streams of a run, which are made one after the other."""
    return COUNT.pack(seed)


def below(word: int, bound: int) -> int:
    """One word of a draw scaled to 0 … `bound` - 1.

    Monotone in the word, so a wider range stretches the same fate.
    """
    return word * bound >> WORD_BITS
