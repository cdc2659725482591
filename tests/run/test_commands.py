"""The command line of run.py: what it understands, and what it says to the rest."""

import pytest


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (
            ["--port", "70000"],
            "run.py up: error: argument --port: '70000' is not a port: 1 to 65535\n",
        ),
        (["serve"], "run.py up does not know serve. See: python3 run.py --help\n"),
        (["lint", "-x"], "run.py lint does not know -x. See: python3 run.py --help\n"),
        (
            ["test", "--rounds", "3"],
            "run.py test: --rounds is for --faults. See: python3 run.py --help\n",
        ),
        (
            ["test", "--faults", "--minutes", "0"],
            "run.py test: error: argument --minutes: '0' is no number above 0 and below 100000\n",
        ),
    ],
)
def test_unknown_argument_is_named(launch, state, arguments, complaint):
    assert launch(*arguments, env=state).finish() == (2, complaint)


def test_help_names_every_command_and_variable(launch, state):
    code, said = launch("--help", env=state).finish()

    assert code == 0
    words = [
        "[up] [--port N]",
        "test",
        "lint",
        "screenshots",
        "servers",
        "DECORUM_VENV",
        "DECORUM_VAR",
    ]
    assert [word for word in words if word not in said] == []


def test_given_environment_that_is_none_is_named(launch, state, tmp_path):
    run = launch("lint", env=state | {"DECORUM_VENV": str(tmp_path)})

    assert run.finish() == (
        1,
        f"DECORUM_VENV is {tmp_path}, but there is no {tmp_path}/bin/python.\n",
    )


def test_state_folder_that_cannot_be_made_is_named(launch, state):
    run = launch(env=state | {"DECORUM_VAR": "/proc/decorum"})

    assert run.finish() == (1, "That did not work: No such file or directory: /proc/decorum\n")
