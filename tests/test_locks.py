"""What is installed is what is locked, and what is locked is what pyproject.toml asks for; no network is needed."""

import re
import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
FILES = ("bot.txt", "dev.txt", "torch.txt", "torch-cpu.txt")
# The first versions without the holes that these packages had.
FIRST_SAFE = {"pdfplumber": "0.11.9", "pdfminer-six": "20251230", "filelock": "3.20.3", "torch": "2.8"}

Pins = dict[str, list[tuple[Requirement, list[str]]]]


@cache
def locked(file: str) -> Pins:
    """By name, the requirements in a lock file with their checksums; those with different markers are one each."""
    text = re.sub(r"\\\n|^ *#.*$", "", (ROOT / "locks" / file).read_text("utf-8"), flags=re.M)
    found: Pins = {}
    for line in filter(str.strip, text.splitlines()):
        requirement, *hashes = line.split(" --hash=")
        parsed = Requirement(requirement.strip())
        found.setdefault(canonicalize_name(parsed.name), []).append((parsed, [each.strip() for each in hashes]))
    return found


def version(requirement: Requirement) -> str:
    (pin,) = requirement.specifier
    assert pin.operator == "=="
    return pin.version


def here(file: str) -> dict[str, str]:
    """By name, the versions that a lock file names for this machine."""
    return {
        name: version(requirement)
        for name, pins in locked(file).items()
        for requirement, _ in pins
        if requirement.marker is None or requirement.marker.evaluate()
    }


def asked_for() -> dict[str, list[Requirement]]:
    """The requirements in pyproject.toml by the lock file that must have them."""
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    own = project["project"]["name"]
    needed = [
        *project["project"]["dependencies"],
        *project["build-system"]["requires"],
        *extras["api"],
        *extras["postgres"],
    ]
    wanted = {"bot.txt": needed, "dev.txt": [*needed, *extras["ocr"], *extras["plot"], *extras["dev"]]}
    return {file: [r for r in map(Requirement, lines) if r.name != own] for file, lines in wanted.items()}


@pytest.mark.parametrize("file", FILES)
def test_each_version_is_held_and_each_file_of_it_by_its_checksum(file: str) -> None:
    assert locked(file)
    for pins in locked(file).values():
        for requirement, hashes in pins:
            assert version(requirement)
            assert hashes
            assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes)


@pytest.mark.parametrize("file", ["bot.txt", "dev.txt"])
def test_what_is_asked_for_is_locked_in_a_version_that_fits(file: str) -> None:
    held = here(file) | {"torch": here("torch.txt")["torch"]}
    wrong = [
        str(requirement)
        for requirement in asked_for()[file]
        if not requirement.specifier.contains(held.get(canonicalize_name(requirement.name), "0"))
    ]
    assert not wrong, "run locks/make"


def test_what_needs_another_package_has_it_locked() -> None:
    held = here("dev.txt") | here("torch.txt")
    missing = []
    for name in ("torch", *here("dev.txt")):
        for needed in map(Requirement, distribution(name).requires or ()):
            fits = needed.specifier.contains(held.get(canonicalize_name(needed.name), "0"), prereleases=True)
            if not fits and (needed.marker is None or needed.marker.evaluate({"extra": ""})):
                missing.append(f"{name} needs {needed}")
    assert not missing, "run locks/make"


def test_the_same_version_is_locked_everywhere() -> None:
    whole = here("dev.txt")
    for file in ("bot.txt", "torch.txt"):
        assert not {name for name, pin in here(file).items() if name in whole and whole[name] != pin}
    assert here("torch-cpu.txt") == {"torch": f"{here('torch.txt')['torch']}+cpu"}


def test_what_is_tested_is_what_is_locked() -> None:
    different = {}
    for name, pin in here("dev.txt").items():
        try:
            installed = distribution(name).version
        except PackageNotFoundError:
            installed = "not installed"
        if installed != pin:
            different[name] = (pin, installed)
    assert not different, "run make clean and make test"


@pytest.mark.parametrize(("name", "first"), FIRST_SAFE.items())
def test_no_version_with_a_known_hole_is_asked_for(name: str, first: str) -> None:
    for requirement in asked_for()["dev.txt"]:
        if canonicalize_name(requirement.name) == name:
            assert f">={first}" in str(requirement.specifier)
    held = here("bot.txt") | here("torch.txt")
    assert Requirement(f"{name}>={first}").specifier.contains(held[name])


@pytest.mark.parametrize("file", ["Makefile", "Dockerfile"])
def test_nothing_is_installed_but_what_is_locked(file: str) -> None:
    text = (ROOT / file).read_text("utf-8").replace("\\\n", " ").replace("$(LOCKED)", "pip install --require-hashes")
    own = re.compile(r"--no-deps --no-build-isolation .*-e \.\s*$")
    commands = re.findall(r"pip install\b[^&|)\n]*", text)
    assert commands
    assert not [command for command in commands if "--require-hashes" not in command and not own.search(command)]


def test_no_file_names_where_packages_come_from() -> None:
    named = re.compile(r"^\s*(--(extra-)?index-url|--find-links|-i\b|-f\b)|https?://", re.M)
    assert not [file for file in FILES if named.search((ROOT / "locks" / file).read_text("utf-8"))]


def test_the_image_begins_with_one_that_is_held_by_its_digest() -> None:
    begins = [
        line for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines() if line.startswith(("ARG P", "FROM"))
    ]
    assert begins[1] == "FROM ${PYTHON_IMAGE}"
    assert re.fullmatch(r"ARG PYTHON_IMAGE=python:3\.11\.\d+-slim-\w+@sha256:[0-9a-f]{64}", begins[0])
