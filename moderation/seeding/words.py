"""What invented readers write: stretches of the sample's comments, strung together anew.

Nonsense to read, but with the words, lengths and languages of real comments, so that search, marks
and language act as on a real site.
"""

from collections import defaultdict
from functools import cache
from random import Random

from comments import text
from comments.sample.load import articles
from moderation.scoring.tongues import LISTS, language

# Share of the comments in each language; for all but the first few also the small words are used,
# as the sample has too little of them.
SHARES = {
    "en": 74,
    "de": 9,
    "pt": 5,
    "es": 4,
    "fr": 3,
    "nl": 2,
    "ru": 2,
    "ar": 0.5,
    "he": 0.5,
}
RICH = 1_000  # words of a language that are enough to string together
STRETCH = 6  # words taken together
USUAL, SPREAD = 3.0, 0.85  # of the logarithm of a comment's number of words
MOST = 600  # words
CAMPAIGNS = 20  # texts that many send
CAMPAIGN_WORDS = 40


@cache
def vocabulary() -> dict[str, list[str]]:
    """Language -> words in the order in which they were written."""
    found: dict[str, list[str]] = defaultdict(list)
    waiting = [comment for article in articles() for comment in article["comments"]]
    while waiting:
        comment = waiting.pop()
        found[language(comment["text"])] += text.clean(comment["text"]).split()
        waiting += comment.get("replies", [])
    for line in LISTS.read_text(encoding="utf-8").split("[letters]")[0].splitlines():
        code, colon, listed = line.partition(": ")
        if colon and len(found[code]) < RICH:
            small = listed.split()
            # Each time in another order, or the same pairs would come again and again.
            for turn in range(RICH // max(len(small), 1)):
                Random(f"{code}{turn}").shuffle(small)  # noqa: S311  # No secret.
                found[code] += small
    return {code: found[code] for code in SHARES if found[code]}


class Writer:
    """Draws texts. The same dice give the same texts."""

    def __init__(self, dice: Random):
        self.dice = dice
        self.codes = list(vocabulary())
        self.shares = [SHARES[code] for code in self.codes]
        self.campaigns = [self.words("en", CAMPAIGN_WORDS) for _ in range(CAMPAIGNS)]

    def comment(self) -> str:
        code = self.dice.choices(self.codes, self.shares)[0]
        return self.words(code, int(self.dice.lognormvariate(USUAL, SPREAD)))

    def words(self, code: str, amount: int) -> str:
        """A text of ``amount`` words, at least one and at most MOST."""
        source = vocabulary()[code]
        amount = min(max(amount, 1), MOST)
        taken: list[str] = []
        while len(taken) < amount:
            start = int(self.dice.random() * (len(source) - STRETCH))
            taken += source[start : start + STRETCH]
        # The last sign may be one that only stands between words.
        said = " ".join(taken[:amount]).strip(" ,;:-–—")
        return f"{said[:1].upper()}{said[1:]}"[: text.MAX_BODY] or "Yes."

    def flood(self) -> tuple[int, str]:
        """A campaign's number, and its text as one of those who send it sends it."""
        which = int(self.dice.random() ** 2 * CAMPAIGNS)
        said = self.campaigns[which]
        if self.dice.random() < 0.3:  # Some put a word of their own behind it.
            said = f"{said} {self.words('en', 1)}"
        return which, said
