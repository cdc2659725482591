"""What the admin calls models and their fields, in the reader's language.

Laid over the models when the admin is loaded and not written into them: a name there is part of
the migrations, and each new wording would be one more of them.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.functional import Promise

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # Of the stubs alone.


def lay_names(
    app: str,
    *,
    models: Mapping[str, tuple["_StrPromise", "_StrPromise"]],
    fields: Mapping[str, "_StrPromise"],
    of_one_model: Mapping[tuple[str, str], "_StrPromise"],
) -> None:
    """``models``: name -> singular and plural. ``fields``: the word for fields of that name in any
    model of ``app``; ``of_one_model`` goes before it. What a model names itself in a word that is
    translated keeps that."""
    for model in apps.get_app_config(app).get_models():
        if names := models.get(model.__name__):
            model._meta.verbose_name, model._meta.verbose_name_plural = names
        if model._meta.proxy:
            continue  # Its fields are those of the model it stands for.
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            word = of_one_model.get((model.__name__, field.name)) or fields.get(field.name)
            if word and not isinstance(field.verbose_name, Promise):
                field.verbose_name = word
