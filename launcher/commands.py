"""The command line of run.py."""

import argparse
from pathlib import Path

from launcher import checks, faults, servers, testing, up
from launcher.terminal import Problem, Stopped, say, stop_on_signals

COMMANDS = ("up", "test", "lint", "screenshots", "servers")
DESCRIPTION = """\
Sets up and runs Decorum. The first start installs everything into .venv and takes a minute or
two; what Decorum stores is in var/. Each command may be run again at any time.

  python3 run.py [up] [--port N]     run Decorum with sample articles, at port 8000
  python3 run.py test [ARGUMENT ...] all tests, on SQLite and on PostgreSQL
  python3 run.py test --faults       the long tests: kills at random, minutes of load; with figures
  python3 run.py lint                style, types, templates, migrations, deployment checks
  python3 run.py screenshots         make docs/screenshots/ anew
  python3 run.py servers             a Valkey and a PostgreSQL to try things on, until Ctrl-D
"""
EPILOG = """\
test: --only sqlite or --only postgres runs them on one database alone. All other arguments go
  to pytest: python3 run.py test --only sqlite tests/comments -k vote
  --faults takes --rounds N (kills, 50), --minutes N (of load, 5), --rate N (posts per second, 50)
  and --seed N, which does a run again that failed.
servers: --only valkey or --only postgres starts one alone; --keep FOLDER keeps PostgreSQL's data.

environment:
  DECORUM_VENV   a virtual environment to use as it is, in place of making .venv
  DECORUM_VAR    the folder for everything that is stored, in place of var/
  up also passes on what config/settings.py reads, and starts its own Valkey only
  if REDIS_URL is not set. The README has the table.
"""


def main(arguments: list[str]) -> int:
    """Do what the command line says. Returns the exit code."""
    options = _parse(arguments)
    stop_on_signals()
    try:
        return _do(options)
    except Problem as problem:
        say(str(problem))
        return 1
    except OSError as error:
        # A full disk, a folder that belongs to someone else.
        say(f"That did not work: {error.strerror}: {error.filename}")
        return 1
    except Stopped as stopped:
        return stopped.exit_code


def _do(options: argparse.Namespace) -> int:
    match options.command:
        case "test":
            long = faults.for_pytest(options) if options.faults else []
            return testing.test(options.only, [*long, *options.rest])
        case "lint":
            return checks.lint()
        case "screenshots":
            return testing.screenshots()
        case "servers":
            return servers.serve(options.only, options.keep)
        case _:
            return up.up(options.port)


def _parse(arguments: list[str]) -> argparse.Namespace:
    command, rest = "up", arguments
    if arguments and arguments[0] in COMMANDS:
        command, rest = arguments[0], arguments[1:]
    parser = argparse.ArgumentParser(
        prog=f"run.py {command}",
        usage=argparse.SUPPRESS,
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    if command == "up":
        parser.add_argument("--port", type=_port, default=8000, metavar="N", help="1 to 65535")
    if command == "servers":
        parser.add_argument("--only", choices=servers.NAMES, help="one server alone")
        parser.add_argument("--keep", type=Path, metavar="FOLDER", help="PostgreSQL's data stays")
    if command == "test":
        parser.add_argument("--only", choices=testing.DATABASES, help="one database alone")
        faults.add_options(parser)
    options, unknown = parser.parse_known_args(rest)
    if command == "test" and not options.faults and (alone := faults.strays(options)):
        parser.exit(2, f"run.py test: {alone[0]} is for --faults. See: python3 run.py --help\n")
    if unknown and command != "test":
        parser.exit(2, f"run.py {command} does not know {unknown[0]}. See: python3 run.py --help\n")
    return argparse.Namespace(command=command, rest=unknown, **vars(options))


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: 1 to 65535")
    return int(text)
