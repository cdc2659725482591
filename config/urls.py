"""Every address of the site, by room."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from comments.views.log_in import log_in, show_again
from comments.views.sign_up import sign_up
from config import views

urlpatterns = [
    path("", include("comments.urls")),
    path("accounts/login/", log_in, name="account_login"),  # Before allauth's own, as the next two.
    path("accounts/reauthenticate/", show_again, name="account_reauthenticate"),
    path("accounts/signup/", sign_up, name="account_signup"),
    path("accounts/", include("allauth.urls")),
    path("moderation/", include("moderation.urls")),
    path("admin/", admin.site.urls),
    path("theme", views.choose_theme, name="theme"),
    path("language", set_language, name="language"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
]

handler400 = "config.views.bad_request"
handler403 = "config.views.forbidden"
handler404 = "config.views.not_found"
handler500 = "config.views.server_error"
