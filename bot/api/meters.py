"""What is counted and measured, in Prometheus' text format."""

from collections.abc import Callable, Iterator
from contextlib import suppress

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.answering.asides import Aside
from bot.answering.assistant import Answer
from bot.answering.live import Live
from bot.answering.searches import Searches
from index.errors import StoreError
from index.store import VersionStore

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_VERDICTS = ("answered", "hedged", "refused", "aside")


class Meters(Collector):
    """The meters of one process on the index of ``live``; ``searches`` tell it of each answer.

    ``in_hand`` returns how many updates a bot has taken in and not dealt with yet; None if it is no bot.
    """

    def __init__(
        self, live: Live, searches: Searches, store: VersionStore, in_hand: Callable[[], int] | None = None
    ) -> None:
        self._live, self._searches, self._store, self._in_hand = live, searches, store, in_hand
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "springboard_answers", "Answers since the start, by verdict.", ["verdict"], registry=self._registry
        )
        self._seconds = Histogram(
            "springboard_answer_seconds",
            "Time to find an answer, without the wait for a turn.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        for verdict in _VERDICTS:
            self._answers.labels(verdict)  # so that each is there from the start, with 0
        ProcessCollector(registry=self._registry)
        self._registry.register(self)
        searches.observe = self._observe

    def written(self) -> bytes:
        """Return everything as it is now; this reads files."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Yield what is looked at only when it is asked for."""
        yield GaugeMetricFamily(
            "springboard_questions_waiting", "Questions under way or waiting for a turn.", self._searches.waiting
        )
        if self._in_hand is not None:
            yield GaugeMetricFamily(
                "springboard_updates_in_hand",
                "Updates taken in and not dealt with, those that wait for the person's turn included.",
                self._in_hand(),
            )
        with suppress(StoreError):  # while its database is away nothing is known of builds
            running = int(self._store.builder_now() is not None)
            yield GaugeMetricFamily("springboard_builds_running", "Index builds under way, in any process.", running)
        manifest = self._live.assistant.snapshot.index.manifest
        index = {"version": manifest.version, "passages": str(manifest.passages)}
        yield InfoMetricFamily("springboard_index", "The index version that answers.", index)

    def _observe(self, found: object, seconds: float) -> None:
        if isinstance(found, Answer | Aside):
            self._answers.labels("aside" if isinstance(found, Aside) else found.status).inc()
            self._seconds.observe(seconds)
