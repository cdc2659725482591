"""The sources of training rows: what each is, its licence, and how much its rows count."""

from typing import NamedTuple


class Source(NamedTuple):
    """``weight`` multiplies each row's part in the loss; 0 leaves the source out.

    Sources of one ``family`` were written in one place: calibration holds them back together.
    Those without one, too small or in another language, take no part in calibration.
    """

    weight: float
    title: str
    licence: str
    family: str


SOURCES = {
    "civil_toxic": Source(2.0, "Civil Comments, toxic posts", "CC0 1.0", "news"),
    "davidson": Source(0.3, "Davidson et al. 2017, tweets", "MIT", "tweets"),
    "edos_pos": Source(0.0, "EDOS 2023, sexist posts", "CC0 1.0", "tweets"),
    "germeval18_training": Source(2.0, "GermEval 2018, German tweets", "CC BY 4.0", ""),
    "jigsaw_ak": Source(
        2.0, "Jigsaw Wikipedia talk, mirror 1", "CC0 1.0, text CC BY-SA 3.0", "wiki"
    ),
    "jigsaw_fc": Source(
        2.0, "Jigsaw Wikipedia talk, mirror 2", "CC0 1.0, text CC BY-SA 3.0", "wiki"
    ),
    "jigsaw_h": Source(
        2.0, "Jigsaw Wikipedia talk, mirror 3", "CC0 1.0, text CC BY-SA 3.0", "wiki"
    ),
    "paradetox": Source(1.0, "ParaDetox, toxic and rewritten pairs", "CC0 1.0", "rewrites"),
    "paradetox_cannot": Source(1.0, "ParaDetox, cannot be rewritten", "CC0 1.0", "rewrites"),
    "paradetox_hn": Source(0.0, "ParaDetox, not toxic", "CC0 1.0", "rewrites"),
    "plain": Source(5.0, "Harmless sentences of our own (plain_rows.py)", "MIT", ""),
    "spans_civil": Source(
        1.0, "SemEval-2021 toxic spans, posts without their spans", "CC0 1.0", "news"
    ),
    "spans_toxic": Source(1.0, "SemEval-2021 toxic spans, whole posts", "CC0 1.0", "news"),
    "stormfront": Source(
        0.4, "Stormfront sentences, de Gibert et al. 2018", "CC BY-SA 3.0 ES", "tweets"
    ),
    "toldbr_train": Source(1.0, "ToLD-Br 2020, Brazilian tweets", "CC BY-SA 4.0", ""),
    "wiki_cat": Source(1.0, "Wikipedia talk pages", "CC BY-SA 3.0", "wiki"),
}
UNKNOWN = Source(1.0, "a source of your own", "unknown", "")


def source(name: str) -> Source:
    return SOURCES.get(name, UNKNOWN)
