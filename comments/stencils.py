"""Rows and cells drawn fast: a template is drawn once for each shape it can take, and from then
on only its holes are filled.

Django's templates look up, translate and escape anew for every row. Of a row that looks like its
neighbours only some words differ, so these are holes: the template is drawn with marks in their
places, and what comes of it is a pattern for `format_html`, which escapes what is filled in. The
templates stay the only place that says how a cell looks.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.template import Context, Template
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

BEGIN, END = "\ue000", "\ue001"  # of a hole; in private use, and no text of a template has them
# A hole where a template needs a number, as in an address.
NUMBERS = {9_007_199_254_000_001: "pk", 9_007_199_254_000_002: "author_pk"}
NUMBER = {name: number for number, name in NUMBERS.items()}
HOLE = re.compile(f"{BEGIN}([a-z_0-9]+){END}|({'|'.join(map(str, NUMBERS))})")
LINE_END = re.compile(r"\s*\n\s*")
MOST = 2_000  # patterns kept


def hole(name: str) -> str:
    return f"{BEGIN}{name}{END}"


def compact(drawn: str) -> str:
    """Without indentation and empty lines: a blank between two elements stays one."""
    return LINE_END.sub("\n", drawn)


def pattern(drawn: str) -> str:
    """For str.format, of what a template made of holes."""
    literal = compact(drawn).strip().replace("{", "{{").replace("}", "}}")
    return HOLE.sub(lambda found: f"{{{found[1] or NUMBERS[int(found[2])]}}}", literal)


def fill(template_name: str, shape: tuple, draw_with, values: Mapping[str, Any]) -> SafeString:
    """The template as it is drawn with ``draw_with(shape)``, its context, whose holes are filled
    with ``values``. The shape says all that decides how the template looks but for its holes."""
    # A Django template: it is loaded anew when its file changes while developing.
    template = get_template(template_name).template  # type: ignore[attr-defined]
    return format_html(_pattern(template, get_language(), shape, draw_with), **values)


@lru_cache(maxsize=MOST)
def _pattern(template: Template, language: str, shape: tuple, draw_with) -> str:
    return pattern(template.render(Context(draw_with(shape))))
