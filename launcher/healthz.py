"""Asking the web server on this machine how it is; as a program, a container's health check."""

import os
import sys
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException

HOST = "127.0.0.1"


def get(port: int, path: str, env: Mapping[str, str]) -> tuple[int, str]:
    """Ask the web server for ``path``. Returns the status and the text; 0 if there is no answer."""
    # Outside DEBUG the server answers only to the names it was given.
    host = env.get("ALLOWED_HOSTS", HOST).split(",")[0].strip().lstrip(".")
    connection = HTTPConnection(HOST, port, timeout=3)
    try:
        connection.request("GET", path, headers={"Host": HOST if host == "*" else host})
        answer = connection.getresponse()
        return answer.status, answer.read(10_000).decode(errors="replace").strip()
    except (OSError, HTTPException) as error:
        return 0, str(error)
    finally:
        connection.close()


def main(port: str) -> int:
    status, body = get(int(port), "/healthz", os.environ)
    sys.stdout.write(f"{status} {body}\n")
    return int(status != 200)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
