"""`run.py test --faults`: the long tests of faults, with their figures."""

import argparse
import secrets

LONG = (
    "tests/faults/crash_monkey.py",
    "tests/faults/steady_load.py",
    "tests/faults/several_machines.py",
    # A share of their cases is tested each time; here all are.
    "tests/security/test_hostile_queries.py",
    "tests/payloads/test_pages.py",
    "tests/browser/test_payloads.py",
)
MOST = 100_000  # of anything


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--faults", action="store_true", help="the long tests of faults alone")
    parser.add_argument("--rounds", type=_whole, metavar="N", help="kills of the monkey")
    parser.add_argument("--minutes", type=_number, metavar="N", help="of steady load")
    parser.add_argument("--rate", type=_number, metavar="N", help="posts per second of load")
    parser.add_argument("--seed", type=_whole, metavar="N", help="to do a run again")


def for_pytest(options: argparse.Namespace) -> list[str]:
    """The arguments that run the long tests. Their files are named, for nothing else finds them."""
    chosen = {
        "rounds": options.rounds or 50,
        "minutes": options.minutes or 5,
        "rate": options.rate or 50,
        "seed": options.seed or secrets.randbelow(MOST - 1) + 1,
    }
    return [*LONG, "--every", *(f"--{name}={value}" for name, value in chosen.items())]


def strays(options: argparse.Namespace) -> list[str]:
    """The options given that say nothing without --faults."""
    names = ("rounds", "minutes", "rate", "seed")
    return [f"--{name}" for name in names if getattr(options, name) is not None]


def _whole(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number: 1 to {MOST - 1}")
    return int(text)


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number < MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0 and below {MOST}")
    return number
