"""Argon2id (RFC 9106, version 0x13, 32 bytes out): bounds that a reader accepts, and the cost that a machine bears.

Promise: parameters outside the bounds are refused before anything is derived. Refused: lowering a cost later.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from shared_schema.errors import HomewardError

KEY_BYTES = 32
SALT_BYTES = 16
M_KIB = range(19456, 1048576 + 1)
ROUNDS = range(2, 10 + 1)
LANES = range(1, 4 + 1)


@dataclass(frozen=True, slots=True, order=True)
class Cost:
    """Memory in KiB, rounds, lanes."""

    m_kib: int
    t: int
    p: int


@dataclass(frozen=True, slots=True)
class Kdf:
    """The parameters of one derivation: its cost and a salt of 16 bytes."""

    cost: Cost
    salt: bytes


Derive: TypeAlias = Callable[[bytes, Kdf], bytes]  # secret, parameters -> 32 bytes
Measure: TypeAlias = Callable[[Cost], float]  # one derivation at this cost -> seconds; raises MemoryError

FLOOR = Cost(19456, 2, 1)
_PREFERRED = (Cost(262144, 3, 1), Cost(131072, 3, 1), Cost(65536, 3, 1))
_LEAST_PREFERRED = _PREFERRED[-1]
_SMALL = Cost(32768, 3, 1)
_GOOD_SECONDS = 1.0
_BEARABLE_SECONDS = 2.0
_MEMORY_SHARE = 16


def derive(secret: bytes, kdf: Kdf) -> bytes:
    """32 bytes from `secret`; raises `vault.slots_damaged` for parameters out of bounds, before deriving."""
    require_bounds(kdf)
    cost = kdf.cost
    argon2id = Argon2id(salt=kdf.salt, length=KEY_BYTES, iterations=cost.t, lanes=cost.p, memory_cost=cost.m_kib)
    try:
        return argon2id.derive(secret)
    except MemoryError as error:
        raise HomewardError("vault.no_memory", m_kib=cost.m_kib) from error


def require_bounds(kdf: Kdf) -> None:
    """Raises `vault.slots_damaged` unless every parameter is one that a reader accepts."""
    cost = kdf.cost
    if cost.m_kib not in M_KIB or cost.t not in ROUNDS or cost.p not in LANES or len(kdf.salt) != SALT_BYTES:
        raise HomewardError("vault.slots_damaged", part="kdf")


def calibrate(*, measure: Measure, memory_kib: int) -> Cost:
    """The first cost that this machine (`memory_kib` of physical memory) bears, by the ladder of security.md 2.3.

    The better of two runs counts (the second is spared where the first is quick enough); a cost that finds no memory
    is passed over.
    """
    for cost in _PREFERRED:
        bearable = _BEARABLE_SECONDS if cost == _LEAST_PREFERRED else _GOOD_SECONDS
        if cost.m_kib * _MEMORY_SHARE <= memory_kib and _is_borne(measure, cost, bearable):
            return cost
    return _SMALL if _is_borne(measure, _SMALL, _BEARABLE_SECONDS) else FLOOR


def raised(current: Cost, measured: Cost) -> Cost:
    """The cost after a later calibration: it may only rise."""
    return max(current, measured)


def measure_on(monotonic: Callable[[], float]) -> Measure:
    """A measurement of real derivations by a monotonic clock in seconds."""

    def measure(cost: Cost) -> float:
        begun = monotonic()
        Argon2id(
            salt=bytes(SALT_BYTES), length=KEY_BYTES, iterations=cost.t, lanes=cost.p, memory_cost=cost.m_kib
        ).derive(b"calibration")
        return monotonic() - begun

    return measure


def _is_borne(measure: Measure, cost: Cost, seconds: float) -> bool:
    try:
        return measure(cost) <= seconds or measure(cost) <= seconds
    except MemoryError:
        return False
