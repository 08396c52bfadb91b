"""The systemd units keep their doors shut and restart only what a restart can help."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.__main__ import EXIT_FAILED
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
BOT, SERVE, EQUAL = (ROOT / "deploy" / f"springboard-{name}.service" for name in ("assistant", "serve", "assistant@"))
_MOST_EXPOSED = 3.0  # of 10, as systemd-analyze counts

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


@pytest.fixture(params=[BOT, SERVE, EQUAL], ids=["bot", "serve", "equal"])
def unit(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture
def service(unit: Path) -> dict[str, str]:
    """The service's settings; of one that is there several times, the last."""
    return settings_in(unit)


def settings_in(path: Path) -> dict[str, str]:
    unit = configparser.ConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(path.read_text("utf-8"))
    return dict(unit["Service"])


def analyzed(unit: Path, *arguments: str) -> str:
    done = subprocess.run(["systemd-analyze", *arguments, unit], capture_output=True, text=True)
    return done.stdout + done.stderr


@needs_systemd
def test_the_unit_exposes_little(unit: Path) -> None:
    told = analyzed(unit, "security", "--offline=true")
    exposed = re.search(r"exposure level for \S+: ([\d.]+)", told)
    assert exposed, told
    assert float(exposed[1]) < _MOST_EXPOSED


@needs_systemd
def test_the_unit_has_no_line_that_systemd_does_not_know(unit: Path) -> None:
    assert not re.findall(r".*(?:Unknown|Failed to parse|Invalid|ignoring).*", analyzed(unit, "verify"))


def test_what_has_to_be_mended_first_is_not_started_again(service: dict[str, str]) -> None:
    assert service["Restart"] == "on-failure"
    assert service["RestartPreventExitStatus"] == str(EXIT_FAILED)


def test_the_end_of_one_process_that_reads_does_not_stop_the_bot() -> None:
    assert settings_in(BOT)["OOMPolicy"] == "continue"


def test_what_the_service_keeps_is_its_users_alone(service: dict[str, str]) -> None:
    assert service["StateDirectoryMode"] == "0700"
    assert service["UMask"] == "0077"


def test_equal_bots_differ_from_a_single_one_only_by_their_port() -> None:
    single, equal = (unit.read_text("utf-8").partition("[Service]")[2].splitlines() for unit in (BOT, EQUAL))
    more = [line for line in equal if line not in single and not line.startswith("#")]
    assert more == ["Environment=WEBHOOK_PORT=%i"]
    assert [line for line in single if line not in equal and not line.startswith("#")] == []


def test_the_bots_of_the_compose_file_are_equal_and_each_is_behind_the_balancer() -> None:
    composed = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))
    bots = {name: service for name, service in composed["services"].items() if name.startswith("bot")}
    first, second = bots.values()
    assert first == second
    settings = {name.lower() for name in first["environment"]}
    assert settings <= Settings.model_fields.keys()
    assert {"database_url", "webhook_url"} <= settings
    assert first["environment"]["INDEX_STORE"] == "postgres"  # they have no folder in common
    assert "volumes" not in first
    balancer = (ROOT / "deploy" / "Caddyfile").read_text("utf-8")
    for name in bots:
        assert f"{name}:{first['environment']['WEBHOOK_PORT']}" in balancer
    assert first["environment"]["WEBHOOK_URL"].endswith("/telegram")
    assert "path /telegram" in balancer
    assert "\tlb_try_duration" not in balancer  # one bot that is gone would shut out the others, too


def test_the_token_may_come_as_a_credential_or_in_the_environment() -> None:
    service = settings_in(BOT)
    name, _, file = service["LoadCredential"].partition(":")
    assert name == "telegram_token"
    assert name in Settings.model_fields
    assert not file.startswith("/")  # systemd would not start the service without a file at an absolute path
    assert service["EnvironmentFile"].startswith("-/")
