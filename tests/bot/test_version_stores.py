"""Which store of index versions the settings name."""

from pathlib import Path

from bot.settings import Settings
from bot.version_stores import server_at, version_store


def test_the_folder_unless_the_settings_name_postgresql(tmp_path: Path, postgres: str) -> None:
    folder = version_store(Settings(_env_file=None, data_dir=tmp_path, database_url=postgres))
    assert folder.place == str(tmp_path / "index")
    there = Settings(_env_file=None, data_dir=tmp_path, database_url=postgres, index_store="postgres")
    assert version_store(there).place == "PostgreSQL"
    assert version_store(there) is version_store(there.model_copy())


def test_options_of_the_other_driver_are_left_out_of_an_address(postgres: str) -> None:
    server = server_at(f"{postgres}&prepared_statement_cache_size=0&application_name=tea")
    assert server.read("SHOW application_name") == [("tea",)]
    server.close()
