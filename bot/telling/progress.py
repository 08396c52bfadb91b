"""How far the telling of news is in this process."""

from dataclasses import dataclass


@dataclass(slots=True)
class Progress:
    """``done`` is the state of the index (`bot.answering.live.Live.edition`) of which all were told; empty: look anew.

    While it is ``running``, it does not begin again; after a failure it waits until ``again_at``, a time that
    `time.monotonic` counts. ``stopped`` says that the program ends.
    """

    done: str = ""
    running: bool = False
    again_at: float = 0.0
    stopped: bool = False
