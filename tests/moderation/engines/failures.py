"""Ways for a service to fail. Each takes the handler, the request's body and the good answer."""

import socket


def slow(handler, body, good):
    handler.server.ended.wait(5)


def dribbling(handler, body, good):
    """A byte now and then, so that no single wait is long."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not handler.server.ended.wait(0.05):
        handler.wfile.write(b"x")


def broken(handler, body, good):
    handler.send(good, 500)


def unauthorised(handler, body, good):
    handler.send(b'{"error": {"code": 401}}', 401)


def garbage(handler, body, good):
    handler.send(b"<html>Welcome to the hotel's network</html>")


def not_utf8(handler, body, good):
    handler.send(b"\xff\xfe\xfa")


def other_form(handler, body, good):
    handler.send(b"[1, 2, 3]")


def nested(handler, body, good):
    handler.send(b"[" * 100_000)


def empty(handler, body, good):
    handler.send(b"")


def too_large(handler, body, good):
    """Valid all the same, and without a length that would give it away."""
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n" + good + b" " * 1024 * 1024)


def cut_off(handler, body, good):
    """Valid as far as it goes."""
    handler.send(good, Content_Length=str(len(good) + 10))


def elsewhere(handler, body, good):
    handler.send(b"", 302, Location=handler.server.url)


def hung_up(handler, body, good):
    handler.connection.shutdown(socket.SHUT_RDWR)


EVERY_WAY = [
    slow,
    dribbling,
    broken,
    unauthorised,
    garbage,
    not_utf8,
    other_form,
    nested,
    empty,
    too_large,
    cut_off,
    elsewhere,
    hung_up,
]
