"""Removes credentials from messages."""

import base64
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote

HIDDEN = "***"
# Up to the last @ of a word: a password that is not percent-encoded may contain any character, even @ and /.
_USER_INFO = re.compile(r"""(\w[\w+.-]*:/+)[^\s'"]*@|[^\s'"/:@]*:[^\s'"@]*@""")
_QUERY = re.compile(r"""\?[^\s'"]+?(?=:?(?:[\s'"]|$))""")
_SHORTEST = 3  # characters: replacing every "a" would make the text unreadable


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """Return a text without these secrets and without the user information and query of any URL in it."""
    for secret in sorted(set(secrets), key=len, reverse=True):
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, HIDDEN)
    text = _USER_INFO.sub(lambda found: f"{found[1] or ''}{HIDDEN}@", text)
    return _QUERY.sub(f"?{HIDDEN}", text)


def secrets_of(address: str) -> set[str]:
    """Return the secrets in a URL: as written, decoded, and as sent."""
    before, _, _ = address.rpartition("@")
    user_info = before.partition("://")[2] or before
    query = address.partition("?")[2].partition("#")[0]
    found = {user_info, *user_info.split(":", 1), query, *(value for _, value in parse_qsl(query))}
    found |= {value for pair in query.split("&") for value in pair.split("=", 1)[1:]}
    found |= {unquote(each) for each in found}
    return {*found, base64.b64encode(unquote(user_info).encode()).decode()} - {""}
