"""What the hashes of the chain are made of. Pure: whoever has the values can work them out."""

from hashlib import sha256

from moderation.chain.canonical import canonical

START = "0" * 64  # What the first entry follows.
SHORT = 20  # Hex digits of the short form: 80 bits, too many to meet by trying.


def commitment(salt: str, personal: dict[str, object]) -> str:
    """Binds to ``personal`` and says nothing of it once ``salt`` is gone: with 128 random bits in
    front nobody can try what the words may have been."""
    return sha256(f"{salt}{canonical(personal)}".encode()).hexdigest()


def digest(
    *, number: int, previous: str, kind: str, row_id: int, content: dict | None, personal: str
) -> str:
    """The hash of an entry. ``content`` is the row without what is personal, None if it is gone;
    ``personal`` the commitment to the rest; ``previous`` the hash of the entry before."""
    entry = {
        "number": number,
        "previous": previous,
        "kind": kind,
        "row": row_id,
        "content": content,
        "personal": personal,
    }
    return sha256(canonical(entry).encode()).hexdigest()


def short(digest: str) -> str:
    """The first digits in groups of four, to write down and to read aloud."""
    return " ".join(digest[place : place + 4] for place in range(0, SHORT, 4))
