"""What the admin is called, the one way into it, and what it says of senseless addresses."""

from functools import wraps

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.core.exceptions import BadRequest
from django.utils.translation import gettext_lazy


def refusing_what_no_column_holds(admin_view):
    """`AdminSite.admin_view` whose pages answer 400, not 500, to `?pk__in=` and forty digits:
    SQLite's driver raises where PostgreSQL finds nothing."""

    def of(view, cacheable=False):
        inner = admin_view(view, cacheable)

        @wraps(inner)
        def answer(request, *args, **kwargs):
            try:
                return inner(request, *args, **kwargs)
            except OverflowError as error:
                if request.method != "GET":
                    raise
                raise BadRequest from error

        return answer

    return of


admin.site.site_header = "Decorum"
admin.site.site_title = "Decorum"
admin.site.index_title = gettext_lazy("Administration")
# The site's own log-in, with its limits on tries, in place of a second one without.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.admin_view = refusing_what_no_column_holds(admin.site.admin_view)  # type: ignore[method-assign]
