"""Why a source does not have a file, in one short line that shows no credentials."""

import errno
import http.client
import textwrap
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.request import getproxies

from groundwork.dataset.redaction import redacted, secrets_of

# What the disk here says and no source does.
OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG)
_FAILURES = (OSError, EOFError, RuntimeError, ImportError, ValueError, http.client.HTTPException, zlib.error)


class UnavailableError(Exception):
    """A source does not have a file or did not answer; the message is one short line."""


@contextmanager
def failures_as_unavailable(
    place: str, secrets: Iterable[str] = (), failures: tuple[type[Exception], ...] = _FAILURES
) -> Iterator[None]:
    """Turn what goes wrong inside into UnavailableError, save for what the disk here refuses: that stays an OSError."""
    try:
        yield
    except UnavailableError:
        raise
    except failures as error:
        refused = _refused_by_disk(error)
        if refused:
            raise refused from None
        # The error itself may show an address with a password, so it is not kept.
        raise UnavailableError(reason(place, error, secrets)) from None


def reason(place: str, error: BaseException, secrets: Iterable[str] = ()) -> str:
    """Return one short line that says what went wrong where, without these secrets and those of the proxies."""
    hidden = {*secrets, *(each for proxy in getproxies().values() for each in secrets_of(proxy))}
    line = redacted(f"{place}: {error or type(error).__name__}", hidden)
    return textwrap.shorten(line, 240, placeholder=" ...")


def _refused_by_disk(error: BaseException | None) -> OSError | None:
    """Return the refusal of the disk that an error is or was caused by."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in OF_THE_DISK:
            return error
        error = error.__cause__ or error.__context__
    return None
