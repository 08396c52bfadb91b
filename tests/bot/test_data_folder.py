"""Where everything is in the data directory, and what of it stays."""

from pathlib import Path

from bot.data_folder import DataFolder


def test_every_path_is_in_the_data_directory(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    paths = [data.index, data.documents, data.curated, data.embeddings, data.benchmark_embeddings]
    paths += [data.database, data.chat_history]
    assert {path.parent for path in paths} == {tmp_path}
    assert len(set(paths)) == len(paths)


def test_what_is_only_there_for_a_moment_is_not_lasting(tmp_path: Path) -> None:
    lasting = ["index/CURRENT", "index/versions/v/words.json", "curated/questions.yaml", "documents/a/b.md"]
    lasting += ["state.sqlite", "index/history.jsonl"]
    passing = ["index/lock", "index/switch.lock", "index/building.json", "index/building-x/words.json"]
    passing += ["index/removing-x/v/words.json", "index/CURRENT.new", "documents/arriving-x", "curated/lock"]
    passing += ["curated/.saving-x", ".backup-x", "state.sqlite-wal", "state.sqlite-shm"]
    for name in (*lasting, *passing):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    found = sorted(str(path.relative_to(tmp_path)) for path in DataFolder(tmp_path).permanent_files())
    assert found == sorted(lasting)
