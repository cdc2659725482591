"""Which examples the model card shows, and how."""

from moderation.scoring.evaluate import examples
from tests.moderation.scoring.fixed import FixedScorer, write_rows


def flagged(name, text, marked=()):
    return examples.Example(name, examples.key(text), text, True, 0.9, list(marked))


def test_examples_are_drawn_by_hash_from_all_sets_in_turn(tmp_path):
    texts = [f"a text of some length, number {n}" for n in range(12)]
    for name in examples.SETS:
        rows = [(f"{name}: {text}", 1) for text in texts] + [(f"{name}: civil", 0)]
        write_rows(tmp_path / "dev" / f"{name}.csv.gz", rows)
    rude = [f"{name}: {text}" for name in examples.SETS for text in texts]

    chosen = examples.choose(FixedScorer(rude), tmp_path, rude=True)

    assert [example.name for example in chosen] == [
        *["surge"] * 4,
        *["wiki_nonfuzzed"] * 3,
        *["edos_test"] * 3,
    ]
    for name in examples.SETS:
        keys = [example.key for example in chosen if example.name == name]
        assert keys == sorted(map(examples.key, [t for t in rude if name in t]))[: len(keys)]
    assert examples.choose(FixedScorer(rude), tmp_path, rude=False) == []


def test_rude_words_are_masked_and_ordinary_ones_shown():
    known = frozenset({"you"})

    assert examples.masked("You IDIOT, you hate fuckwads!", ["you hate fuckwads"], known) == (
        "You I****, you hate f*******!"
    )


def test_example_carries_what_was_written_of_just_this_text():
    known = frozenset()
    new, same = flagged("surge", "new text"), flagged("surge", "old text", ["Old"])
    said = {
        same.key: examples.Discussion(["old"], "Because it is old."),
        "other": examples.Discussion([], "Of another text."),
    }

    assert examples._said(new, said.get(new.key), known) == examples.NOT_DISCUSSED
    assert examples._said(same, said.get(same.key), known) == "Because it is old."


def test_sentence_written_of_other_marks_says_so():
    example = flagged("surge", "old text", ["text"])
    discussion = examples.Discussion(["idiot"], "Because it is old.")

    assert examples._said(example, discussion, frozenset()) == (
        "Because it is old. (Written when i**** was marked.)"
    )
