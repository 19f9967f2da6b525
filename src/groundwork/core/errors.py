"""The one exception for user mistakes, printed as one line without a traceback."""

import sys
from collections.abc import Callable


class UserError(Exception):
    """A mistake that the user can mend; each line names the place, the value, what is allowed and the next step."""


def run_script(main: Callable[[], None]) -> None:
    """Run a script's `main` and end the process with status 1 and the bare message where the user made a mistake."""
    try:
        main()
    except UserError as error:
        sys.exit(f"{error}")
