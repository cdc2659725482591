"""Threats are told from violence that is reported or meant otherwise."""

import pytest

from moderation.scoring import score, threats


@pytest.mark.parametrize(
    "text",
    [
        "I will kill you",
        "we are gonna burn their house",
        "you should all be hanged",
        "somebody ought to shoot him",
        "hope you and your dog get cancer",
        "go and drown",
        "you're dead",
        "kys",
        "ich bringe dich um",
        "vou te matar",
        "I will k!ll you",
    ],
)
def test_threat_is_held_marked_whole_and_named(text):
    [result] = score([text])

    assert result.rudeness >= threats.FLOOR
    assert result.attributes["threat"] >= threats.CERTAINTY
    assert len(result.spans) == 1
    assert result.spans[0].end - result.spans[0].start > 2


@pytest.mark.parametrize(
    "text",
    [
        "the police will kill the lights",
        "you are dead wrong about the figures",
        "the film should be shot in Wales",
        "i will cut the grass",
        "I hope the old tree will not die",
        'He wrote "I will kill you" on the wall and was fined',
        "they deserve a medal",
    ],
)
def test_harmless_sentence_is_no_threat(text):
    assert score([text])[0].rudeness < 0.7


def test_every_pattern_is_reached_through_a_trigger_word():
    """A pattern whose words are no triggers would never be looked for."""
    examples = [
        *("i will kill you", "they should be shot", "someone should hang them", "hope you die"),
        *("kill yourself", "kys", "go die", "jump off a roof", "drop dead", "you are dead"),
        *("deserves the chair", "deserves the rope", "put a bullet in", "up against the wall"),
        *("know where you live", "coming for you", "watch your back", "break your legs"),
        *("slit your throat", "burn the church", "better if you were dead", "bringe dich um"),
        *("sollte man vergast", "vou te matar", "merece morrer"),
    ]

    missed = [e for e in examples if not threats.TRIGGERS & set(e.split())]

    assert missed == []
