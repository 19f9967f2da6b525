"""The exception for user mistakes, printed as one line without a traceback."""

import sys
from collections.abc import Callable


class UserError(Exception):
    """A mistake that the user can fix; each line names the place, the value, what is allowed and the next step."""


def run_script(main: Callable[[], None]) -> None:
    """Run a script's `main`; on UserError, print its message and exit with status 1."""
    try:
        main()
    except UserError as error:
        sys.exit(f"{error}")
