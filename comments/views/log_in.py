"""Logging in, and showing again who one is: allauth's pages, behind limits on tries."""

from allauth.account.views import LoginView, ReauthenticateView
from django.http import HttpResponse
from django.urls import reverse

from comments import pace
from comments.views.pace import page


class LogIn(LoginView):
    def post(self, request, *args, **kwargs) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except pace.TooFast as refusal:  # By the adapter, before it looks at a password.
            return page(request, refusal, back=reverse("account_login"))


class ShowAgain(ReauthenticateView):
    def post(self, request, *args, **kwargs) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except pace.TooFast as refusal:
            return page(request, refusal, back=reverse("account_reauthenticate"))


log_in = LogIn.as_view()
show_again = ShowAgain.as_view()
