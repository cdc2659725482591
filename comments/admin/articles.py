"""Articles and how they are sorted."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.admin.saving import SavesOnlyChanges
from comments.admin.sections import InSections
from comments.models import Article, Section, Tag

# What a lead sets while a thread runs hot.
THREAD_FIELDS = ("commenting", "closes_at", "moderation_mode")


@admin.register(Section)
class SectionAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "position")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}

    def get_prepopulated_fields(self, request, obj=None):
        return fields_to_prepopulate(self, request, obj)


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    list_display = ("name", "slug")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}

    def get_prepopulated_fields(self, request, obj=None):
        return fields_to_prepopulate(self, request, obj)


@admin.register(Article)
class ArticleAdmin(InSections, SavesOnlyChanges):
    list_display = (
        "headline",
        "section",
        "byline",
        "published_at",
        "commenting",
        "closes_at",
        "moderation_mode",
        "comment_count",
    )
    list_filter = ("section", "commenting", "moderation_mode")
    list_select_related = ("section",)
    list_per_page = 50
    search_fields = ("headline", "slug", "byline")
    date_hierarchy = "published_at"
    show_full_result_count = False
    prepopulated_fields = {"slug": ("headline",)}
    autocomplete_fields = ("section", "tags")
    readonly_fields = ("comment_count",)
    fieldsets = (
        (None, {"fields": ("headline", "slug", "section", "tags", "byline", "published_at")}),
        (gettext_lazy("Text"), {"fields": ("lead", "body")}),
        (gettext_lazy("Comments"), {"fields": (*THREAD_FIELDS, "comment_count")}),
    )

    def get_readonly_fields(self, request, obj=None):
        """Whoever may not write articles sets how people comment on them, and nothing else."""
        if request.user.has_perm("comments.add_article"):
            return self.readonly_fields
        fields = (name for _, options in self.fieldsets for name in options["fields"])
        return tuple(name for name in fields if name not in THREAD_FIELDS)

    def get_prepopulated_fields(self, request, obj=None):
        return fields_to_prepopulate(self, request, obj)

    def get_deleted_objects(self, objs, request):
        """What would go, and what forbids it: an article with comments stays.

        Counted, and not collected as Django does: that would load every comment of every thread.
        """
        in_the_way = []
        for article in objs:
            if count := article.comments.count():
                comments = ngettext("%(count)s comment", "%(count)s comments", count) % {
                    "count": f"{count:,}"
                }
                in_the_way.append(
                    _("%(comments)s on “%(article)s”. Close commenting instead.")
                    % {"comments": comments, "article": article}
                )
        names = [article.headline for article in objs]
        return names, {self.opts.verbose_name_plural: len(names)}, set(), in_the_way


def fields_to_prepopulate(model_admin, request, obj) -> dict:
    """A slug follows the name of a new thing; the address of one that is out does not move."""
    if obj is not None or not model_admin.has_add_permission(request):
        return {}
    return model_admin.prepopulated_fields
