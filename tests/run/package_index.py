"""A package index with one package, which can be made to hang."""

import hashlib
import io
import threading
import zipfile
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WHEEL = "decorum_probe-1.0-py3-none-any.whl"
INFO = "decorum_probe-1.0.dist-info"


def make_wheel():
    content = {
        "decorum_probe.py": "",
        f"{INFO}/METADATA": "Metadata-Version: 2.1\nName: decorum-probe\nVersion: 1.0\n",
        f"{INFO}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{INFO}/RECORD": "",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return file.getvalue()


class PackageIndex:
    """``asked`` is set by the first request; answers wait for ``answering``."""

    def __init__(self):
        self.asked = threading.Event()
        self.answering = threading.Event()
        self.wheel = make_wheel()
        index = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                index.asked.set()
                index.answering.wait()
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                page = f'<a href="/{WHEEL}">{WHEEL}</a>'.encode()
                try:
                    self.wfile.write(index.wheel if self.path == f"/{WHEEL}" else page)
                except OSError:
                    self.close_connection = True  # Whoever asked was interrupted meanwhile.

            def log_message(self, *arguments):
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    def requirements(self):
        """A requirements.txt for the one package, with its hash."""
        address = f"127.0.0.1:{self.server.server_port}"
        return (
            f"--index-url http://{address}/simple\n--trusted-host {address}\n"
            f"decorum-probe==1.0 --hash=sha256:{hashlib.sha256(self.wheel).hexdigest()}\n"
        )


@contextmanager
def serving():
    index = PackageIndex()
    thread = threading.Thread(target=index.server.serve_forever)
    thread.start()
    try:
        yield index
    finally:
        index.answering.set()
        index.server.shutdown()
        index.server.server_close()
        thread.join()
