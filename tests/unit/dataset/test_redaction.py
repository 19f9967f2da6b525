"""Credentials are removed from messages."""

import pytest

from groundwork.dataset.redaction import redacted, secrets_of


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://user:pass@host/x: not found", "http://***@host/x: not found"),
        ("http://token@host/x", "http://***@host/x"),
        ("https://user:p@ss/w#rd@host", "https://***@host"),
        ("http://user:12/34@host", "http://***@host"),
        ("https://host/x?sig=abc: no answer", "https://host/x?***: no answer"),
        ("'/a/ftp:/user:pass@host/x'", "'/a/ftp:/***@host/x'"),
        ("'/a/user:pass@host/x'", "'/a/***@host/x'"),
        ("/data/user@host/x: no such file", "/data/user@host/x: no such file"),
        ("one: http://a:b@c, two: http://d", "one: http://***@c, two: http://d"),
    ],
)
def test_secrets_in_urls_are_redacted(text: str, shown: str) -> None:
    assert redacted(text) == shown


@pytest.mark.parametrize(
    "echo", ["p%40ss", "p@ss", "user", "token=abc%2B1", "abc+1", "abc%2B1", "dXNlcjpwQHNz"], ids=lambda echo: f"{echo}"
)
def test_echoed_secrets_are_redacted(echo: str) -> None:
    secrets = secrets_of("http://user:p%40ss@host/x?token=abc%2B1")
    assert redacted(f"Forbidden: {echo}.", secrets) == "Forbidden: ***."


def test_an_address_without_secrets_has_none() -> None:
    assert secrets_of("http://host/x") == secrets_of("/a/folder") == set()


def test_short_secrets_are_not_redacted() -> None:
    assert redacted("no answer from there", secrets_of("http://n:o@host")) == "no answer from there"
