"""Sets Decorum up and runs it, from a clean clone. Needs nothing but Python 3.11 or newer."""

import signal
import sys

# Until the launcher takes over, Ctrl-C just ends this, without a traceback.
signal.signal(signal.SIGINT, signal.SIG_DFL)

# Before the imports, which an older Python could not even read.
if sys.version_info < (3, 11):  # noqa: UP036  # This is the check.
    sys.exit("Decorum needs Python 3.11 or newer. This is Python " + sys.version.split()[0])

from launcher.commands import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
