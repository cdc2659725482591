"""Who writes, votes, reports and decides: many who read, some who write much."""

from random import Random

EAGER = 2.2  # exponent: some write much, most little


class Readers:
    """Draws people by their part in the site's life."""

    def __init__(self, dice: Random, people: range, moderators: list[int]):
        self.dice = dice
        self.people = people  # ids, as those of the moderators
        self.moderators = moderators

    def author(self) -> int:
        return self.people[int(len(self.people) * self.dice.random() ** EAGER)]

    def others(self, author: int, amount: int) -> list[int]:
        """``amount`` different people, none of them ``author``, or somewhat fewer."""
        found: dict[int, None] = {}
        first, size = self.people[0], len(self.people)
        for _ in range(2 * amount):
            if len(found) == amount:
                break
            if (who := first + int(size * self.dice.random())) != author:
                found[who] = None
        return list(found)

    def moderator(self) -> int:
        return self.dice.choice(self.moderators)
