"""Secrets are blotted out in every form in which libraries write them."""

import json
from urllib.parse import quote, quote_plus

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import URL

from bot.secrecy import blot_out, forms_of

SECRETS = st.text(st.characters(codec="utf-8", exclude_characters="[]"), min_size=8, max_size=20)


@given(SECRETS)
def test_no_form_of_a_secret_stays(secret: str) -> None:
    address = URL.create("postgresql", "me", secret, "host").render_as_string(hide_password=False)
    texts = [secret, quote(secret, safe=""), quote_plus(secret), f"{secret!r}", json.dumps([secret, address]), address]
    for text in texts:
        blotted = blot_out(f"before {text} after", forms_of([secret]))
        assert "[secret]" in blotted
        assert secret not in blotted


def test_a_secret_within_another_leaves_no_rest() -> None:
    assert blot_out("open sesame", forms_of(["sesame", "open sesame"])) == "[secret]"


def test_what_is_hardly_a_secret_leaves_the_line_readable() -> None:
    assert blot_out("a cat", forms_of(["", "a"])) == "a cat"
