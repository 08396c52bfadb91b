"""Blot out secrets in what is shown or logged, however they are written there."""

import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

_MIN_CHARS = 3  # A shorter one is no secret, and without its letters no line could be read.


def forms_of(secrets: Iterable[str]) -> tuple[str, ...]:
    """Return the ``secrets`` as they are written in texts, addresses, JSON and traces, the longest first."""
    forms = {form for secret in secrets if len(secret) >= _MIN_CHARS for form in _forms(secret)}
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))


def blot_out(text: str, forms: Iterable[str]) -> str:
    """Return ``text`` without any of the ``forms``."""
    for form in forms:
        text = text.replace(form, "[secret]")
    return text


def _forms(secret: str) -> Iterator[str]:
    in_addresses = {quote(secret, safe=safe) for safe in ("", "/", " +")} | {quote_plus(secret)}
    for form in {secret, *in_addresses}:
        for text in (form, repr(form)[1:-1]):
            yield text
            yield from (json.dumps(text, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False))
