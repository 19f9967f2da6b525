"""One-line reasons why a source does not have a file, without credentials."""

import errno
import http.client
import textwrap
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.request import getproxies

from groundwork.dataset.redaction import redacted, secrets_of

# Errors of the local disk, never of a source.
OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG)
_FAILURES = (OSError, EOFError, RuntimeError, ImportError, ValueError, http.client.HTTPException, zlib.error)


class UnavailableError(Exception):
    """A source does not have a file or did not answer; the message is one short line."""


@contextmanager
def failures_as_unavailable(
    place: str, secrets: Iterable[str] = (), failures: tuple[type[Exception], ...] = _FAILURES
) -> Iterator[None]:
    """Convert exceptions to UnavailableError, except errors of the local disk, which stay OSError."""
    try:
        yield
    except UnavailableError:
        raise
    except failures as error:
        refused = _refused_by_disk(error)
        if refused:
            raise refused from None
        # The original error may contain a URL with a password, so it is not chained.
        raise UnavailableError(reason(place, error, secrets)) from None


def reason(place: str, error: BaseException, secrets: Iterable[str] = ()) -> str:
    """Return a short line of place and error, with these secrets and those of the proxies removed."""
    hidden = {*secrets, *(each for proxy in getproxies().values() for each in secrets_of(proxy))}
    line = redacted(f"{place}: {error or type(error).__name__}", hidden)
    return textwrap.shorten(line, 240, placeholder=" ...")


def _refused_by_disk(error: BaseException | None) -> OSError | None:
    """Return the local disk error that an error is or was caused by."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in OF_THE_DISK:
            return error
        error = error.__cause__ or error.__context__
    return None
