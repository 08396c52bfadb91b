"""What a store of versions in PostgreSQL keeps, which one is live, and what it says of damage."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from index.dense import held
from index.encoder import Encoder
from index.errors import (
    IndexDamagedError,
    IndexMismatchError,
    IndexUnreachableError,
    NoEarlierVersionError,
    NoIndexError,
    NoSuchVersionError,
    OvertakenError,
    StoreError,
)
from index.extension import with_samples, with_unanswered
from index.postgres.examining import examine, is_pooled
from index.postgres.layout import SHARED, schema_of
from index.postgres.server import Server
from index.postgres.store import PostgresStore
from index.publishing import publish, rollback
from index.search import SearchIndex
from index.types import Sample, Unanswered
from knowledge.samples import read_samples
from tests.conftest import TEA_QUESTIONS
from tests.index.postgres.kept import FIRST, SECOND, THIRD, asked, keep
from tests.index.published import renamed


def count(server: Server, table: str) -> int:
    ((found,),) = server.read(f"SELECT count(*) FROM {table}")
    return int(found)


def vectors(server: Server, kind: str) -> int:
    ((table,),) = server.read(
        "SELECT table_name FROM information_schema.tables WHERE table_name LIKE %s", (f"{kind}\\_vector\\_%",)
    )
    return count(server, f"{SHARED}.{table}")


def run(server: Server, statement: str) -> None:
    with server.changing() as connection:
        connection.execute(statement)


def test_an_empty_database_has_no_versions(store: PostgresStore, server: Server) -> None:
    assert examine(server).layout is None
    assert (store.current(), store.versions(), store.history(), store.builder_now()) == (None, [], [], None)
    with pytest.raises(NoIndexError):
        store.load_current("bundled")
    with pytest.raises(NoEarlierVersionError):
        store.before()
    with pytest.raises(NoSuchVersionError):
        store.manifest(FIRST)
    state = examine(server)
    assert (state.layout, state.pooled, state.pgvector is not None) == (1, False, True)


def test_a_version_is_read_as_it_was_added_and_is_live_only_when_it_is_switched_to(
    store: PostgresStore, tea_index: SearchIndex
) -> None:
    places = read_samples(TEA_QUESTIONS)
    opened = store.add(renamed(tea_index, FIRST), places, lambda loaded: {"checked": loaded.manifest.version})
    assert store.current() is None
    assert list(opened.passages) == list(tea_index.passages)
    assert opened.passages[-1] == tea_index.passages[-1]
    assert opened.passages[2:4] == tuple(tea_index.passages)[2:4]
    assert (opened.places, opened.unanswered.questions) == (tea_index.places, tea_index.unanswered.questions)
    assert store.passages(FIRST) == list(tea_index.passages)
    assert store.places(FIRST) == places
    assert store.documents(FIRST) == tea_index.manifest.documents
    assert (store.beside(FIRST, "checked"), store.beside(FIRST, "drafted")) == (FIRST, None)
    store.check(FIRST)
    publish(store, FIRST, "bundled", "Ada", "the first")
    event = store.current_event()
    assert event is not None
    assert (store.current(), event.by, event.why) == (FIRST, "Ada", "the first")


def test_a_version_goes_live_in_place_of_another_and_back(store: PostgresStore, tea_index: SearchIndex) -> None:
    keep(store, tea_index, FIRST)
    store.add(renamed(tea_index, SECOND))
    with pytest.raises(OvertakenError) as overtaken:
        store.switch_to(SECOND, "Ben", "", instead_of=THIRD)
    assert overtaken.value.details["live"] == FIRST
    with pytest.raises(NoSuchVersionError):
        store.switch_to(THIRD, "Ben", "")
    assert store.current() == FIRST
    store.switch_to(SECOND, "Ben", "", instead_of=FIRST)
    assert (store.current(), store.before(), store.earlier(), store.once_live()) == (
        SECOND,
        FIRST,
        [FIRST],
        [SECOND, FIRST],
    )
    assert rollback(store, "bundled", "Ada", "worse").manifest.version == FIRST
    assert [event.version for event in store.history()] == [FIRST, SECOND, FIRST]
    assert store.earlier() == []


def test_vectors_are_kept_once_and_go_with_the_last_version_that_has_them(
    server: Server, tea_index: SearchIndex, plain_index: SearchIndex
) -> None:
    store = PostgresStore(server, grace_s=0)
    keep(store, tea_index, FIRST)
    passages, sentences = vectors(server, "passage"), vectors(server, "sentence")
    assert passages == len(tea_index.passages)
    opened = keep(store, plain_index, SECOND)
    assert (vectors(server, "passage"), vectors(server, "sentence")) == (passages, sentences)
    dense = held(plain_index.vectors)
    turned = replace(plain_index, vectors=replace(dense, vectors=-dense.vectors))
    keep(store, turned, THIRD)
    assert vectors(server, "passage") == 2 * passages
    assert store.prune(2) == [FIRST]
    assert store.versions() == [SECOND, THIRD]
    store.switch_to(SECOND, "Ada", "")
    store.switch_to(THIRD, "Ada", "")
    assert store.prune(2) == []
    with store.building("Ada"):
        assert count(server, "information_schema.schemata WHERE schema_name LIKE 'springboard\\_2%%'") == 2
    assert opened.passages[0] == plain_index.passages[0]


def test_a_version_that_was_pruned_can_be_read_for_a_while_by_who_has_it_open(
    server: Server, tea_index: SearchIndex, encoder: Encoder
) -> None:
    store = PostgresStore(server, grace_s=3600)
    opened = keep(store, tea_index, FIRST)
    for version in (SECOND, THIRD):
        keep(store, tea_index, version)
    assert store.prune(2) == [FIRST]
    assert store.new_version("abcdef")[0] not in (FIRST, SECOND, THIRD)
    with store.building("Ben"):
        pass
    (question,) = asked(encoder, ["茶叶怎么存？"])
    assert opened.hits(opened.rank(question), 1)
    with pytest.raises(NoSuchVersionError):
        store.load(FIRST, "bundled")
    with PostgresStore(server, grace_s=0).building("Ben"):
        pass
    with pytest.raises(StoreError):
        opened.rank(question)


DAMAGE: dict[str, str] = {
    "a passage": "UPDATE {0}.passage SET record = record || '\\x20' WHERE number = 3",
    "a missing passage": "DELETE FROM {0}.passage WHERE number = 3",
    "a sentence": "UPDATE {0}.sentence SET vector = vector + 1 WHERE passage = 7 AND position = 0",
    "a word": "UPDATE {0}.token SET token = token || 'x' WHERE token = (SELECT min(token) FROM {0}.token)",
    "how often a word stands": "UPDATE {0}.token SET entries = set_byte(entries, 4, 9) WHERE passages > 2",
    "the samples": "UPDATE {1}.file SET content = content || '\\x0a' WHERE name = 'samples' AND version = '{2}'",
    "no arrays": "DELETE FROM {1}.file WHERE name = 'arrays' AND version = '{2}'",
    "the manifest": "UPDATE {1}.file SET content = content || '\\x20' WHERE name = 'manifest' AND version = '{2}'",
    # The last, since all versions have it.
    "a vector": "DO $$ DECLARE name text; BEGIN SELECT table_name INTO name FROM information_schema.tables"
    " WHERE table_name LIKE 'sentence\\_vector%'; EXECUTE 'UPDATE {1}.' || name || ' SET embedding = (SELECT embedding"
    " FROM {1}.' || name || ' WHERE id = 2) WHERE id = 1'; END $$",
}


@pytest.mark.slow
def test_damage_of_any_part_is_found(store: PostgresStore, server: Server, tea_index: SearchIndex) -> None:
    unnoticed = []
    for number, (what, statement) in enumerate(DAMAGE.items()):
        version = f"20260101-00000{number}-abcdef"
        keep(store, tea_index, version)
        run(server, statement.format(schema_of(version), SHARED, version))
        for look in (store.check, partial(store.load, model="bundled")):
            try:
                look(version)
                unnoticed.append(what)
            except IndexDamagedError:
                continue
    assert unnoticed == []


def test_vectors_are_compared_once_by_a_program_that_opens_one_version_after_another(
    store: PostgresStore, server: Server, plain_index: SearchIndex
) -> None:
    dense = held(plain_index.vectors)
    turned = dense.vectors.copy()
    turned[0] *= -1
    keep(store, plain_index, FIRST)
    keep(store, replace(plain_index, vectors=replace(dense, vectors=turned)), SECOND)
    ((table,),) = server.read(
        "SELECT table_name FROM information_schema.tables WHERE table_name LIKE %s", ("passage\\_vector%",)
    )
    of_both = f"SELECT vector FROM {schema_of(FIRST)}.passage INTERSECT SELECT vector FROM {schema_of(SECOND)}.passage"
    of_second = f"SELECT vector FROM {schema_of(SECOND)}.passage EXCEPT SELECT vector FROM {schema_of(FIRST)}.passage"
    damage = f"UPDATE {SHARED}.{table} SET content = sha256(content) WHERE id IN"
    program = PostgresStore(server)
    program.load(FIRST, "bundled")
    run(server, f"{damage} ({of_both})")
    program.load(SECOND, "bundled")
    for version in (FIRST, SECOND):
        with pytest.raises(IndexDamagedError):
            PostgresStore(server).load(version, "bundled")
    program.load(FIRST, "bundled")
    run(server, f"{damage} ({of_second})")
    with pytest.raises(IndexDamagedError):
        program.load(SECOND, "bundled")


def test_a_damaged_text_beside_a_version_is_told_from_none(
    store: PostgresStore, server: Server, tea_index: SearchIndex
) -> None:
    store.add(renamed(tea_index, FIRST), (), lambda _: {"checked": "{}"})
    run(server, f"UPDATE {SHARED}.file SET content = '\\x00' WHERE name = 'beside/checked'")
    assert store.beside(FIRST, "checked") == ""


def test_another_model_or_program_is_told(store: PostgresStore, server: Server, tea_index: SearchIndex) -> None:
    keep(store, tea_index, FIRST)
    with pytest.raises(IndexMismatchError):
        store.load(FIRST, "another/model")
    run(server, f"UPDATE {SHARED}.layout SET number = 99")
    with pytest.raises(StoreError, match="index-store-newer"):
        PostgresStore(server).current()


def test_what_cannot_be_added_leaves_nothing(store: PostgresStore, server: Server, tea_index: SearchIndex) -> None:
    def fail(_: SearchIndex) -> dict[str, str]:
        raise ValueError

    with store.building("Ada"):
        with pytest.raises(ValueError):  # noqa: PT011
            store.add(renamed(tea_index, FIRST), (), fail)
        assert store.versions() == []
    assert count(server, f"{SHARED}.version") == 0
    assert count(server, "information_schema.schemata WHERE schema_name LIKE 'springboard\\_2%%'") == 0
    keep(store, tea_index, FIRST)


@pytest.mark.parametrize("which", ["tea_index", "plain_index"])
def test_words_are_scored_as_in_memory_with_questions_added_later_too(
    store: PostgresStore, which: str, request: pytest.FixtureRequest, encoder: Encoder
) -> None:
    index: SearchIndex = request.getfixturevalue(which)
    opened = keep(store, index, FIRST)
    more = [Sample("陈年茶饼怎么存？", (1,)), Sample("存茶要看什么？", (1,)), Sample("纸箱几层？", (3,))]
    unanswered = [Unanswered("茶叶出口哪些国家？", "国家", 2)]
    here, there = (with_unanswered(with_samples(each, more, encoder), unanswered, encoder) for each in (index, opened))
    for question in asked(encoder, ["陈年茶饼怎么存？", "纸箱有几层", "How are hosts trained?", "zzz 龘"]):
        for memory, stored in ((index, opened), (here, there)):
            rankings = [each.rank(question) for each in (memory, stored)]
            np.testing.assert_allclose(rankings[0].scores, rankings[1].scores, atol=1e-4)
            np.testing.assert_allclose(memory.text.share(question.tokens), stored.text.share(question.tokens))
            assert memory.text.weights(question.words) == stored.text.weights(question.words)
            assert ["茶" in each.text.vocabulary for each in (memory, stored)] == [True, True]
            assert ["龘" in each.text.vocabulary for each in (memory, stored)] == [False, False]
            hits = [each.hits(ranking, 5) for each, ranking in zip((memory, stored), rankings, strict=True)]
            # Two sentences that are as good may come in either order.
            shown = [[(hit.passage, hit.number, set(hit.key_sentences)) for hit in each] for each in hits]
            assert shown[0] == shown[1]


def test_a_server_that_is_not_there_is_told_without_its_address() -> None:
    store = PostgresStore(Server("postgresql://me:hidden@127.0.0.1:9/x", "PostgreSQL"))
    with pytest.raises(IndexUnreachableError) as told:
        store.current()
    assert "hidden" not in str(told.value)
    assert told.value.details["server"] == "PostgreSQL"


def test_connections_that_are_shared_out_by_transaction_are_noticed(server: Server) -> None:
    with server.connect() as one:

        class Shared:
            """What a pooler gives: every client's statements on one connection to the server."""

            def __enter__(self) -> "Shared":
                return self

            def __exit__(self, *_: object) -> None:
                """Leave the connection open."""

            def execute(self, *given: object) -> object:
                return one.execute(*given)  # type: ignore[call-overload]

        assert is_pooled(Shared)  # type: ignore[arg-type]
    assert not is_pooled(server.connect)
