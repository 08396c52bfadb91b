"""A database's address is taken apart without a doubt or refused, and what is refused shows none of it."""

import pytest

from bot.database_address import AddressError, parse_address, secrets_in

# Passwords as people type them: each has a character that means something in an address.
TYPED = [*(f"pass{character}word" for character in "@:/#?%"), "p@ss:w@rd/q?r#s%t", "password@", "@password"]
RESTS = ["host/db", "host:5432/db", "host:port/db", "[::1]/db", "/db?host=/run", "host", "/db"]


@pytest.mark.parametrize("password", TYPED)
@pytest.mark.parametrize("rest", RESTS)
def test_a_password_is_read_whole_or_the_address_is_refused(password: str, rest: str) -> None:
    text = f"postgresql://me:{password}@{rest}"
    if "@" in password or rest == "host:port/db":
        with pytest.raises(AddressError, match=r"^database-parts$") as caught:
            parse_address(text)
        assert caught.value.__context__ is None  # whose message could hold a part of it
        return
    address = parse_address(text)
    assert (address.user, address.password) == ("me", password)
    assert password not in repr(address)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://me:secret@word@host/db",
        "postgresql://me@server:secret@host/db",
        "postgresql://me:secret@host:secret/db",
        "postgresql://me:secret@host:99999/db",
        "postgresql://me:secret@host:0/db",
        "postgresql://me:secret",
        "postgresql://me/secret@host/db",
        "postgresql://me:1234@host/db?sslmode=require@",
        "postgresql://me:1234@ho st/db",
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(address: str) -> None:
    with pytest.raises(AddressError, match=r"^database-parts$"):
        parse_address(address)


def test_parts_are_decoded_and_other_names_of_the_kind_known() -> None:
    address = parse_address(
        "postgres+asyncpg://m%C3%A9:p%40ss%2F%25@[::1]:5433/d%20b?sslmode=disable&application_name=a+b"
    )
    assert (address.kind, address.user, address.password) == ("postgresql", "mé", "p@ss/%")
    assert (address.host, address.port, address.database) == ("::1", 5433, "d b")
    assert address.query == (("sslmode", "disable"), ("application_name", "a b"))


def test_the_address_of_a_file_has_no_options() -> None:
    with pytest.raises(AddressError, match=r"^database-options$"):
        parse_address("sqlite:///var/state.sqlite?mode=ro")


@pytest.mark.parametrize(
    ("address", "file"),
    [("sqlite:///var/a@b.sqlite", "var/a@b.sqlite"), ("sqlite+aiosqlite:////a/b.sqlite", "/a/b.sqlite")],
)
def test_a_file_may_have_any_name(address: str, file: str) -> None:
    assert parse_address(address).database == file


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("secret", "database-no-address"),
        ("//me:secret@host/db", "database-no-address"),
        ("mysql://me:secret@host/db", "database-kind"),
        ("sqlite://", "database-no-file"),
        ("sqlite:///", "database-no-file"),
        ("sqlite://me:secret@host/db", "database-no-file"),
    ],
)
def test_what_is_no_address_of_a_known_kind_is_refused(address: str, code: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(address)
    assert (str(caught.value), caught.value.code) == (code, code)


def test_all_passwords_are_secrets_as_written_and_decoded() -> None:
    found = set(secrets_in("postgresql://me:s%c3%a9cret@host/db?password=ot+her&sslpassword=th%20ird&user=you"))
    assert found == {"s%c3%a9cret", "sécret", "ot+her", "ot her", "th%20ird", "th ird"}
