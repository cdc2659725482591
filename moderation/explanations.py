"""What the author of a held or removed comment is told. Pure; of the words, never the person."""

from collections.abc import Sequence

from moderation.policy import Outcome, Verdict

SENTENCES = {
    "detected_late": "It came in after commenting was closed.",
    "detected_length": "It is longer than comments here usually are.",
    "detected_link": "It carries links, and a moderator looks at those first.",
    "detected_repeat": "The same text was posted before.",
    "detected_banned_word": "It uses words this site does not print.",
    "detected_suspect_word": "It uses words that a moderator looks at first.",
    "detected_rude": "Its words may read as an attack.",
    "new_author": "First comments on this site are looked at by a moderator.",
    "author_history": "Several of your recent comments were removed, so a moderator looks first.",
    "premoderated": "Comments here are looked at by a moderator before they appear.",
    "reported": "Several readers reported it, so a moderator looks at it first.",
    "held_before": "It was held before you changed it, so a moderator looks at it.",
    "unscorable": "It could not be checked by machine, so a moderator looks at it.",
}
LONGEST = 300  # characters; what Comment.explanation holds
MOST_QUOTED = 3  # words or phrases
LONGEST_QUOTE = 40  # characters


def explain(verdict: Verdict, body: str, spans: Sequence[tuple[int, int, float]]) -> str:
    """Whole sentences for the author, LONGEST at most; "" for a comment that is shown."""
    if verdict.outcome == Outcome.SHOW:
        return ""
    decisive = [f.kind for f in verdict.findings if f.outcome == verdict.outcome]
    parts = [SENTENCES[kind] for kind in dict.fromkeys(decisive) if kind != "detected_rude"]
    if "detected_rude" in decisive:
        parts.insert(0, rude_words(body, spans) or SENTENCES["detected_rude"])
    told = ""
    for part in parts:
        longer = f"{told} {part}".strip()
        told = longer if len(longer) <= LONGEST else told
    return told


def rude_words(body: str, spans: Sequence[tuple[int, int, float]]) -> str:
    """The sentence that quotes what weighed most, in the order of the text; "" without spans."""
    heaviest = sorted(spans, key=lambda span: -span[2])[:MOST_QUOTED]
    quotes = [body[start:end] for start, end, _ in sorted(heaviest)]
    quotes = [quote for quote in dict.fromkeys(quotes) if len(quote) <= LONGEST_QUOTE]
    if not quotes:
        return ""
    words = ", ".join(f"“{quote}”" for quote in quotes)
    return f"The words {words} may read as an attack on people here."
