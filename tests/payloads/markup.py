"""A page read as a browser reads it, as far as telling text from markup needs it."""

from html.parser import HTMLParser

# None of them is in a template of this site, so whoever brings one has broken out of a text.
NEVER = {
    *(
        "iframe",
        "object",
        "embed",
        "base",
        "math",
        "style",
        "frame",
        "frameset",
        "applet",
        "portal",
    ),
    *("audio", "video", "marquee", "foreignobject", "animate", "set", "plaintext", "xmp", "x"),
    *("isindex", "keygen", "image", "listing", "noembed"),
}
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "srcset", "ping", "srcdoc"}


class Markup(HTMLParser):
    """``text`` is what the page says, ``wrong`` what must not be in its markup."""

    def __init__(self, page: str):
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.wrong: list[str] = []
        self.next = ""  # the address of the page that follows
        self.values: list[str] = []  # what fields are filled with
        self.feed(page)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self.said)

    def handle_data(self, data):
        self.said.append(data)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in NEVER or (tag == "script" and not is_ours(given)):
            self.wrong.append(f"<{tag}>")
        if tag == "meta" and "http-equiv" in given:
            self.wrong.append("<meta http-equiv>")
        for name, value in attrs:
            self.check(tag, name, value or "")
        if given.get("rel") == "next":
            self.next = given["href"]
        if tag == "input" and given.get("value"):
            self.values.append(given["value"])

    def check(self, tag: str, name: str, value: str) -> None:
        if name.startswith(("on", "hx-on", "data-hx-on")) or name in ("style", "srcdoc"):
            self.wrong.append(f"<{tag} {name}>")
        if (
            not name.isascii()
            or not name.replace("-", "").replace("_", "").replace(":", "").isalnum()
        ):
            self.wrong.append(f"<{tag} {name}>")
        if name in ADDRESSES or name.startswith(("hx-get", "hx-post")):
            scheme = value.strip().lower()
            if scheme.startswith(("javascript:", "data:", "vbscript:", "//", "\\", "/\\")):
                self.wrong.append(f"<{tag} {name}={value[:60]}>")
            if scheme.startswith(("http:", "https:")) and "evil.test" in scheme:
                self.wrong.append(f"<{tag} {name}={value[:60]}>")


def is_ours(script: dict) -> bool:
    """A file of this site, or data that nothing runs."""
    source = script.get("src") or ""
    return (
        source.startswith(("/static/", "/admin/jsi18n/"))
        or script.get("type") == "application/json"
    )
