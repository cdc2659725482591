"""Names that must by law carry a note wherever the site mentions them."""

from django.db import models
from django.utils.translation import gettext_lazy


class SiteNotice(models.Model):
    """A note that stands once at the foot of every page that mentions one of its names."""

    text = models.TextField(help_text=gettext_lazy("The note as readers see it."))
    language = models.CharField(
        max_length=12,
        default="en",
        help_text=gettext_lazy("Language tag of the note, such as en, de or ru."),
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.text[:80]


class NoticeName(models.Model):
    notice = models.ForeignKey(SiteNotice, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(
        max_length=120, help_text=gettext_lazy("As it stands in running text, without ending.")
    )
    endings = models.CharField(
        max_length=200,
        blank=True,
        help_text=gettext_lazy(
            "Inflected endings, separated by commas: s, n, ern. The bare name always counts."
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="comments_noticename_once", fields=["notice", "name"])
        ]

    def __str__(self):
        return self.name
