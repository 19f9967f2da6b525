"""Takes credentials out of what is shown."""

import base64
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote

HIDDEN = "***"
# Up to the last @ of a word: a password that was not percent-encoded may hold any sign, an @ and a / among them.
_USER_INFO = re.compile(r"""(\w[\w+.-]*:/+)[^\s'"]*@|[^\s'"/:@]*:[^\s'"@]*@""")
_QUERY = re.compile(r"""\?[^\s'"]+?(?=:?(?:[\s'"]|$))""")
_SHORTEST = 3  # letters: to hide each "a" would leave nothing to read


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """Return a text without these secrets, and without the user information and the query of any address in it."""
    for secret in sorted(set(secrets), key=len, reverse=True):
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, HIDDEN)
    text = _USER_INFO.sub(lambda found: f"{found[1] or ''}{HIDDEN}@", text)
    return _QUERY.sub(f"?{HIDDEN}", text)


def secrets_of(address: str) -> set[str]:
    """Return what an address holds that nobody is to read, as it stands there, decoded, and as it is sent."""
    before, _, _ = address.rpartition("@")
    user_info = before.partition("://")[2] or before
    query = address.partition("?")[2].partition("#")[0]
    found = {user_info, *user_info.split(":", 1), query, *(value for _, value in parse_qsl(query))}
    found |= {value for pair in query.split("&") for value in pair.split("=", 1)[1:]}
    found |= {unquote(each) for each in found}
    return {*found, base64.b64encode(unquote(user_info).encode()).decode()} - {""}
