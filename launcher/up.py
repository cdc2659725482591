"""`run.py up`: sets up what is missing, runs everything, stops everything."""

import json
import os
import secrets
import socket
from collections.abc import Mapping

from launcher import environment, healthz, keeper, lock, processes, valkey
from launcher.healthz import HOST
from launcher.places import LOGS, PYTHON, VAR, shown
from launcher.processes import Program
from launcher.supervisor import Service, Supervisor
from launcher.terminal import Problem, Stopped, say, step

WEB = ["-m", "gunicorn", "config.wsgi:application", "--workers=2", "--threads=4"]
# A worker process is replaced now and then, so that a slow leak never becomes an outage.
WEB += ["--max-requests=20000", "--max-requests-jitter=2000", "--graceful-timeout=5"]
# The application logs each request itself; gunicorn's access log has readers' addresses.
WEB += ["--no-control-socket", "--logger-class=config.logs.gunicorn.PlainLogger"]
# Celery warns root on each start; _greet() does so once, in its own words.
WORKER = ["-W", "ignore:You're running the worker", "-m", "celery", "-A", "config", "worker"]
# One worker: nobody to mingle or gossip with, which would only delay the start.
WORKER += ["--beat", "--concurrency=1", "--loglevel=INFO", "--without-mingle", "--without-gossip"]
WORKER += [f"--schedule={VAR / 'celerybeat-schedule'}"]


def up(port: int) -> int:
    """Run Decorum until it is told to stop. Returns 0 then; Stopped if that was before READY."""
    address = f"http://{HOST}:{port}"
    with lock.alone(address) as held:
        _check_port(port)
        say(f"Decorum starts at {address}. Ctrl-C stops it.")
        environment.ensure(environment.PRODUCT)
        # So that end_strays() sees what a killed keeper leaves behind.
        keeper.adopt_orphans()
        supervisor = Supervisor()
        ready = False
        try:
            _start(supervisor, port, held)
            ready = True
            supervisor.run()
        except Stopped:
            say("\nStopping …")
            if not ready:
                raise
        finally:
            supervisor.stop()
    say("Stopped.")
    return 0


def _start(supervisor: Supervisor, port: int, held: int) -> None:
    env = _environment(port)
    if "REDIS_URL" not in env:
        server = valkey.prepare(
            env=env, log=LOGS / "valkey.log", data=VAR / "valkey", holds=(held,)
        )
        env["REDIS_URL"] = server.url
        supervisor.start(_valkey(server))
    _prepare(env, held)
    supervisor.start(_web(port, env, held), _worker(port, env, held))
    _greet(f"http://{HOST}:{port}", demo=env["DEBUG"] == "True")


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # As gunicorn does.
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Problem(
                f"Port {port} cannot be used: {error.strerror}.\n"
                f"Choose another with: python3 run.py --port {port + 1 if port < 65535 else 8000}"
            ) from None


def _environment(port: int) -> dict[str, str]:
    """What the programs see. Whatever the caller has set stays as it is."""
    env = {name: value for name, value in os.environ.items() if value}
    env.setdefault("DEBUG", "True")
    env.setdefault("SECRET_KEY", _secret_key())
    env.setdefault("SITE_URL", f"http://{HOST}:{port}")
    env["DECORUM_VAR"] = str(VAR)
    env["PYTHONUNBUFFERED"] = "1"  # Else the last lines before a crash are missing from its log.
    return env


def _secret_key() -> str:
    """The key of this state folder, made at its first use."""
    file = VAR / "secret_key"
    if not file.exists():
        unfinished = file.with_suffix(".unfinished")
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(50))
        unfinished.replace(file)
    return file.read_text()


def _prepare(env: Mapping[str, str], held: int) -> None:
    def manage(*arguments: str) -> Program:
        command = [str(PYTHON), "manage.py", *arguments]
        log = LOGS / f"{arguments[0]}.log"
        return Program(f"manage.py {arguments[0]}", command, env, log=log, holds=(held,))

    with step("Database, static files"):
        processes.run_or_explain(
            manage("migrate", "--noinput"), manage("collectstatic", "--noinput")
        )
    if env["DEBUG"] == "True":
        with step("Sample articles"):
            processes.run_or_explain(manage("load_sample", "--if-empty", "--verbosity=0"))


def _valkey(server: valkey.Server) -> Service:
    return Service(server.program, lambda age: "" if server.answers() else "no answer to PING")


def _web(port: int, env: Mapping[str, str], held: int) -> Service:
    command = [str(PYTHON), *WEB, f"--bind={HOST}:{port}"]
    program = Program("Web server", command, env, log=LOGS / "web.log", grace=8, holds=(held,))

    def answers(age: float) -> str:
        status, body = healthz.get(port, "/healthz", env)
        return "" if status == 200 else f"/healthz says {status or ''} {body}"

    return Service(program, answers)


def _worker(port: int, env: Mapping[str, str], held: int) -> Service:
    command = [str(PYTHON), *WORKER]
    program = Program("Worker", command, env, log=LOGS / "worker.log", grace=10, holds=(held,))

    def answers(age: float) -> str:
        # Not the status: with many comments waiting /readyz says 503, and the worker is what helps.
        status, body = healthz.get(port, "/readyz", env)
        try:
            silent_for = json.loads(body)["worker_age"]
        except (ValueError, TypeError, KeyError):
            return f"/readyz says {status or ''} {body}"
        # A sign of life from before the start is the last one of the worker that died.
        return "" if silent_for is not None and silent_for < age else "no sign of life yet"

    return Service(program, answers)


def _greet(address: str, *, demo: bool) -> None:
    say(f"\nREADY  {address}\n")
    say(f"  Moderators' desk  {address}/moderation/")
    say(f"  Administration    {address}/admin/")
    if demo:
        say("  Log in as         reader/reader, moderator/moderator, lead/lead or admin/admin")
    else:
        say("  DEBUG is False, so there is no sample and there are no demo log-ins.")
    say(f"  Logs              {shown(LOGS)}/")
    if os.geteuid() == 0:
        say("  You are root. Decorum does not need that: an ordinary user is safer.")
    say("\nCtrl-C stops everything.")
