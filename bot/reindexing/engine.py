"""Work out what a request would change, and carry it out: build, check, and make live or hold back."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from bot.blobs.chosen import curated_files, document_files
from bot.curation.questions import read_curated
from bot.reindexing.collection import Alike, Collection, Request, collect, read_again
from bot.reindexing.gate import GateResult, check_version, draft_unjudged, suites_for
from bot.reindexing.known_before import as_known_before
from bot.reindexing.lost import Lost, lost_places
from bot.reindexing.redrafting import drafts_text
from bot.reindexing.standby import base_for
from bot.reindexing.store import keep
from bot.settings import Settings
from bot.suites.drafting import DRAFTED
from bot.version_stores import version_store
from index.build import Advance, Contents, build, documents_of, gather
from index.encoder import Encoder
from index.errors import NoIndexError, OvertakenError, SearchIndexError
from index.search import SearchIndex
from index.versions import CHECKED
from knowledge.changes import Changes, compare_passages
from knowledge.documents import SHIPPED_QUESTIONS
from knowledge.samples import SamplePlace, read_samples, renumbered
from knowledge.types import Document, Passage

Stage = Callable[[str], None]

_UNUSED_FILE_S = 24 * 3600  # A file that no version has is kept for this time, since somebody may be about to index it.

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The result of a request: the contents of the next version, and their changes against the ``live`` version.

    ``live`` is None if there is no live version that can be used; ``base`` names it even if it cannot be used. Sample
    questions without a place in the new documents, curated ones included, are in ``contents.unplaced``.
    """

    request: Request
    base: str | None
    live: SearchIndex | None
    collection: Collection
    contents: Contents
    digest: str
    changes: Changes

    @property
    def nothing_new(self) -> bool:
        return self.live is not None and self.live.manifest.content == self.digest

    @property
    def lost(self) -> Lost:
        """The sample questions whose places the new documents lack.

        If the request builds on the live version and gives no sample questions, only those that had a place there.
        """
        passages = self.live.passages if self.live else ()
        only_new = self.live is not None and not self.request.sample_questions and self.request.whole is None
        return lost_places(self.contents.unplaced, passages, only_new=only_new)

    @property
    def read(self) -> tuple[Document, ...]:
        """The documents that were read for the proposal."""
        return tuple(document for document, _ in self.collection.files)

    @property
    def alike(self) -> tuple[Alike, ...]:
        return self.collection.alike


@dataclass(frozen=True, slots=True)
class Summary:
    """What a re-indexing did, with counts of passages compared with the version before, and the documents as read.

    ``state`` is "live"; "held" if the version is held back because the suites find it worse; or "same" if there was
    nothing to do and the live version stays. ``pruned`` are the old versions that were deleted.
    """

    version: str
    state: str
    passages: int
    new: int
    unchanged: int
    removed: int
    samples: int
    lost: Lost
    documents: tuple[Document, ...]
    changes: Changes
    gate: GateResult | None
    pruned: tuple[str, ...]
    seconds: float

    @property
    def published(self) -> bool:
        return self.state == "live"


def reindex(settings: Settings, request: Request, stage: Stage, advance: Advance) -> Summary:
    """Carry out ``request`` on what is live; see `propose` and `carry_out`."""
    started = time.perf_counter()
    stage("reading")
    summary = carry_out(settings, propose(settings, request), stage, advance)
    return replace(summary, seconds=time.perf_counter() - started)


def propose(settings: Settings, request: Request) -> Proposal:
    """Read what ``request`` names and compare it with the live version, without writing anything.

    Raises `DocumentError`, `CollectionError`, `LiveUnknownError`, and other `SearchIndexError` if the request builds on
    a live version that cannot be used.
    """
    settings.data_folder.check_finished()
    base = base_for(settings, request)
    limit = settings.max_document_mb * 2**20
    with ThreadPoolExecutor(1) as pool:  # The index loads while other processes read the files.
        loading = pool.submit(_live, settings, needed=request.whole is None and not request.again)
        if request.again:
            collection = Collection(tuple(_documents_again(settings, base)), (), ())
        else:
            collection = collect(request, lambda: _documents_of(loading.result()), limit)
        live = loading.result()
    if request.remove and not request.why:
        gone = [document.title for document in _documents_of(live) if document not in collection.documents]
        request = replace(request, why=f"− {', '.join(gone)}")
    curated = read_curated(curated_files(settings))
    documents = as_known_before(collection.documents, version_store(settings), base)
    contents = gather(documents, _places(settings, request, base, live), curated)
    return Proposal(
        request=request,
        base=base,
        live=live,
        collection=collection,
        contents=contents,
        digest=contents.digest(Encoder(settings.encoder).identity),
        changes=compare_passages(live.passages if live else (), contents.passages),
    )


def carry_out(settings: Settings, proposal: Proposal, stage: Stage, advance: Advance) -> Summary:
    """Build what was proposed, check it, and make it live if it passes the gate.

    ``stage`` is called with "encoding", "checking", "asking", "comparing", "drafting" and "publishing", and ``advance``
    with how much of a stage is done and the total. Raises `SearchIndexError`, `SuiteError`, OSError; after any error
    the live version is the same as before.
    """
    started = time.perf_counter()
    store, request = version_store(settings), proposal.request
    if proposal.nothing_new:
        assert proposal.live is not None
        _keep_files(settings, proposal)  # the copies that were kept may be gone or damaged
        return _summary(proposal, proposal.live.manifest.version, "same", None, (), started)
    with store.building(request.by) as interrupted:
        if interrupted:
            _log.warning("a build by %s from %s was interrupted; cleared away", interrupted.by, interrupted.since)
        _check_base(settings, proposal)
        if not request.trust_clock:
            store.check_clock()
        suites = suites_for(settings, proposal.contents.documents) if request.gate else []
        _keep_files(settings, proposal)
        encoder = Encoder(settings.encoder)
        version, created = store.new_version(proposal.digest)
        stage("encoding")
        cache = settings.data_folder.embeddings
        index = build(proposal.contents, version, created, encoder, cache, advance)
        manifest = index.manifest.model_copy(update={"base": proposal.base, "by": request.by, "why": request.why})
        stage("checking")
        results: list[GateResult] = []

        def check(loaded: SearchIndex) -> dict[str, str]:
            if request.gate:
                result, drafts = check_version(settings, loaded, proposal.live, suites, encoder, stage, advance)
                results.append(result)
            else:
                drafts = draft_unjudged(settings, loaded, proposal.live, encoder, stage, advance)
            texts = {DRAFTED: drafts_text(drafts)} if settings.drafted_cases else {}
            return ({CHECKED: results[0].model_dump_json()} if results else {}) | texts

        asked = (request.gate and suites) or settings.drafted_cases
        store.add(replace(index, manifest=manifest), proposal.contents.places, check if asked else None)
        gate = results[0] if results else None
        if gate and not gate.good:
            return _summary(proposal, version, "held", gate, (), started)
        stage("publishing")
        # It was opened and found whole when it was added: to compare all of a large one once more takes a minute.
        store.switch_to(version, request.by, request.why, instead_of=proposal.base)
        pruned = clean_up(settings)
    return _summary(proposal, version, "live", gate, pruned, started)


def clean_up(settings: Settings) -> tuple[str, ...]:
    """Delete surplus old versions, as the settings say, and files that no version has; return the deleted versions."""
    store = version_store(settings)
    pruned = store.prune(settings.keep_versions)
    needed: set[str] = set()
    for version in store.versions():
        try:
            needed |= {document.sha256 for document in store.documents(version)}
        except SearchIndexError as error:
            _log.warning("files are kept, since what a version needs cannot be told: %s", error)
            return tuple(pruned)
    document_files(settings).clear(needed, _UNUSED_FILE_S)
    return tuple(pruned)


def _live(settings: Settings, needed: bool) -> SearchIndex | None:
    """Load the live index; return None if there is none or, unless it is ``needed``, if it cannot be used."""
    try:
        return version_store(settings).load_current(settings.encoder)
    except NoIndexError:
        return None
    except SearchIndexError as error:
        if needed:
            raise
        _log.info("no live index to compare with: %s", error)
        return None


def _documents_of(live: SearchIndex | None) -> tuple[Document, ...]:
    return documents_of(live) if live else ()


def _documents_again(settings: Settings, base: str | None) -> list[Document]:
    if base is None:
        raise NoIndexError("index-none")
    held = version_store(settings).documents(base)
    names = [(document.title, document.name, document.sha256) for document in held]
    return read_again(names, document_files(settings), settings.max_document_mb * 2**20)


def _places(settings: Settings, request: Request, base: str | None, live: SearchIndex | None) -> list[SamplePlace]:
    """Return the sample questions that come with the documents.

    These are those of the live version and of the request, or, if the request replaces all documents, its own only
    (for the shipped edition, the shipped ones if it gives none).
    """
    given = read_samples(request.sample_questions) if request.sample_questions else []
    if request.whole is not None:
        return given or (read_samples(SHIPPED_QUESTIONS) if not request.whole and not given else [])
    kept = version_store(settings).places(base) if base else []
    # An older program kept no text of points, by which one is told from another that takes its number.
    return [*(renumbered(kept, live.passages) if live else kept), *given]


def _check_base(settings: Settings, proposal: Proposal) -> None:
    live = base_for(settings, proposal.request)
    if live != proposal.base:
        raise OvertakenError(
            "index-overtaken", version=proposal.digest[:6], base=proposal.base or "–", live=live or "–"
        )


def _keep_files(settings: Settings, proposal: Proposal) -> None:
    for document, path in proposal.collection.files:
        keep(document_files(settings), path, document.name)


def _summary(
    proposal: Proposal, version: str, state: str, gate: GateResult | None, pruned: tuple[str, ...], started: float
) -> Summary:
    before = _texts(proposal.live.passages if proposal.live else ())
    now = _texts(proposal.contents.passages)
    return Summary(
        version=version,
        state=state,
        passages=now.total(),
        new=(now - before).total(),
        unchanged=(now & before).total(),
        removed=(before - now).total(),
        samples=len(proposal.contents.samples),
        lost=proposal.lost,
        documents=proposal.contents.documents,
        changes=proposal.changes,
        gate=gate,
        pruned=pruned,
        seconds=time.perf_counter() - started,
    )


def _texts(passages: Sequence[Passage]) -> Counter[str]:
    return Counter(passage.text for passage in passages)
