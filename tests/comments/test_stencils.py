"""A template drawn with holes becomes a pattern; what is filled in stays what it is."""

from comments import stencils

STRANGE = "{pk} <b>&'\"{0} \ue000pk\ue001 9007199254000001"


def test_what_is_filled_in_is_escaped_and_never_read_as_a_pattern():
    drawn = stencils.pattern(f"<b>{{a}} {stencils.hole('name')}</b>\n  \n  x")

    assert drawn == "<b>{{a}} {name}</b>\nx"
    assert drawn.format(name=STRANGE) == f"<b>{{a}} {STRANGE}</b>\nx"
