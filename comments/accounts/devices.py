"""What kind of browser and system a user agent names. Pure: no more is kept of it."""

# In this order: most claim to be those further down as well.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def device_of(agent: str) -> str:
    """Such as "Firefox, Windows"; "" when neither is known."""
    return ", ".join(filter(None, (named(agent, BROWSERS), named(agent, SYSTEMS))))


def named(agent: str, kinds: tuple[tuple[str, str], ...]) -> str:
    return next((name for sign, name in kinds if sign in agent), "")
