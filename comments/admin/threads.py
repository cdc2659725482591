"""Threads: comments, their versions, votes and reports. Services write them; the admin shows."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from comments.admin.readonly import ReadOnlyAdmin, ReadOnlyInline
from comments.admin.sections import InSections
from comments.admin.words import excerpt
from comments.models import Comment, CommentRevision, Report, Vote


class CommentRevisionInline(ReadOnlyInline):
    model = CommentRevision
    fields = ("number", "body", "written_at")
    ordering = ("-number",)


class ReportInline(ReadOnlyInline):
    model = Report
    fk_name = "comment"
    fields = ("category", "note", "reporter", "outcome", "reported_at")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("reporter", "comment")


@admin.register(Comment)
class CommentAdmin(InSections, ReadOnlyAdmin):
    list_display = ("words", "author", "article", "status", "reason_code", "votes", "posted_at")
    list_filter = ("status", "reason_code", "article__section")
    list_select_related = ("author", "article")
    search_fields = ("body", "author__username", "author__display_name", "article__headline")
    search_help_text = gettext_lazy("Words of the comment, its author or its article.")
    date_hierarchy = "posted_at"
    ordering = ("-pk",)
    fieldsets = (
        (None, {"fields": ("article", "parent", "author", "body")}),
        (
            gettext_lazy("State"),
            {"fields": ("status", "reason_code", "explanation", "published_at")},
        ),
        (
            gettext_lazy("Thread"),
            {"fields": ("number", "depth", "ups", "downs", "posted_at", "edited_at")},
        ),
        (
            gettext_lazy("Scoring"),
            {"fields": ("revision", "unjudged_since", "tries", "last_error")},
        ),
    )
    inlines = (CommentRevisionInline, ReportInline)

    @admin.display(description="comment")
    def words(self, comment):
        return excerpt(comment.body)

    @admin.display(ordering="rank")
    def votes(self, comment):
        return f"{comment.votes:+d}" if comment.votes else "0"


@admin.register(CommentRevision)
class CommentRevisionAdmin(InSections, ReadOnlyAdmin):
    list_display = ("words", "comment", "number", "author", "written_at")
    list_select_related = ("comment__author",)
    search_fields = ("body", "comment__author__username")
    date_hierarchy = "written_at"
    ordering = ("-pk",)

    @admin.display(description="words")
    def words(self, revision):
        return excerpt(revision.body)

    @admin.display(ordering="comment__author__username")
    def author(self, revision):
        return revision.comment.author


@admin.register(Report)
class ReportAdmin(InSections, ReadOnlyAdmin):
    list_display = ("category", "note", "words", "reporter", "outcome", "reported_at")
    list_filter = ("outcome", "category")
    list_select_related = ("reporter", "revision")
    search_fields = ("note", "reporter__username", "revision__body")
    date_hierarchy = "reported_at"
    ordering = ("-pk",)
    fields = (
        *("category", "note", "reporter", "comment", "revision"),
        *("outcome", "reported_at", "resolved_at"),
    )

    @admin.display(description="words reported")
    def words(self, report):
        return excerpt(report.revision.body)


@admin.register(Vote)
class VoteAdmin(InSections, ReadOnlyAdmin):
    list_display = ("user", "value", "comment", "voted_at")
    list_filter = ("value",)
    list_select_related = ("user", "comment")
    search_fields = ("user__username",)
    date_hierarchy = "voted_at"
    ordering = ("-pk",)
