"""Randomness as a keyed hash, in integers.

Every draw is BLAKE2b of (seed, concern, name, n): the n-th draw of one concern (a link's messages, a node's timers, a
client's workload). No generator is shared, so what happens in one place never shifts the draws of another: a change
alters only its own causal future.
"""

from hashlib import blake2b

WORD_BYTES = 8
WORD_BITS = 64
WORDS = 4


class Stream:
    """The draws of one concern under one name, for example the fates of the messages on the link n1 to n2."""

    __slots__ = ("_base", "count")

    def __init__(self, seed: int, concern: str, name: str) -> None:
        key = seed.to_bytes(WORD_BYTES, "big", signed=False)
        self._base = blake2b(f"{concern}\0{name}\0".encode(), digest_size=WORDS * WORD_BYTES, key=key)
        self.count = 0

    def words(self) -> bytes:
        """The next draw, as 32 bytes: four words of 64 bits, read with `below`."""
        hashed = self._base.copy()
        hashed.update(self.count.to_bytes(WORD_BYTES, "big"))
        self.count += 1
        return hashed.digest()

    def below(self, bound: int) -> int:
        """The next draw, as an integer from 0 to `bound` - 1."""
        return below(self.words(), 0, bound)

    def choose(self, size: int, count: int) -> list[int]:
        """`count` different integers below `size` (all of them if there are fewer), in drawn order."""
        left = list(range(size))
        return [left.pop(self.below(len(left))) for _ in range(min(count, size))]


def word(words: bytes, index: int) -> int:
    """Word `index` (0 to 3) of a draw, as an unsigned 64-bit integer."""
    return int.from_bytes(words[index * WORD_BYTES : (index + 1) * WORD_BYTES], "big")


def below(words: bytes, index: int, bound: int) -> int:
    """Word `index` of a draw scaled to 0 … `bound` - 1.

    Monotone in the word, so a wider range stretches the same fate.
    """
    return word(words, index) * bound >> WORD_BITS
