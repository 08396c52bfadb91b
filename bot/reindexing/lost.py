"""The sample questions whose places the new documents lack, for people to look after."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.samples import SamplePlace, place_labels, place_samples, place_title
from knowledge.types import Passage


@dataclass(frozen=True, slots=True)
class Lost:
    """How many sample questions have no place any more, and the ``labels`` of the places they had."""

    questions: int
    labels: tuple[str, ...]


def lost_places(unplaced: Sequence[SamplePlace], live: Sequence[Passage], *, only_new: bool) -> Lost:
    """Return what is lost with the ``unplaced``, named as the ``live`` passages write it.

    If ``only_new``, leave out those that the live version lacks too.
    """
    before = place_samples(unplaced, live)[1] if only_new else []
    places = [place for place in unplaced if place.questions and place not in before]
    named = zip(place_labels(places, live), places, strict=True)
    labels = dict.fromkeys(_named(label, place) for label, place in named)
    return Lost(sum(len(place.questions) for place in places), tuple(labels))


def _named(label: str, place: SamplePlace) -> str:
    if not label:
        return f"{place.ref} {place_title(place)}"  # the live version lacks it too
    # The label of a chapter or section alone says little, and may be no more than 五、
    return label if place.place.is_point else f"{label} {place.headings[-1]}"
