"""What the admin is called, and the one way into it."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

admin.site.site_header = "Decorum"
admin.site.site_title = "Decorum"
admin.site.index_title = "Administration"
# The site's own log-in, with its limits on tries, in place of a second one without.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
