"""How the time of a call grows with its input: by processor time, which other programs do not lengthen."""

import gc
import time
from collections.abc import Callable

_TRIES = 3
_TIMES = 4  # as much input
_LINEAR = 2 * _TIMES  # more than twice as much as by the input alone is not linear; quadratic is _TIMES ** 2
_LEAST = 1e-3  # seconds that can be told apart


def grows_linearly(call: Callable[[int], object], size: int) -> bool:
    """Whether ``call`` of ``size`` takes no more than linear growth explains beside ``call`` of a quarter of it."""
    small = min(_processor_seconds(call, size // _TIMES) for _ in range(_TRIES))
    # As soon as one try is quick enough, the others cannot change that.
    return any(_processor_seconds(call, size) <= _LINEAR * max(small, _LEAST) for _ in range(_TRIES))


def _processor_seconds(call: Callable[[int], object], size: int) -> float:
    gc.disable()  # its work grows with all that the tests before have left
    try:
        started = time.process_time()
        call(size)
        return time.process_time() - started
    finally:
        gc.enable()
