"""Making an account: allauth's page, behind the site's switch and its limits."""

from allauth.account.views import SignupView
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from comments import pace
from comments.views.pace import later


class SignUp(SignupView):
    def dispatch(self, request, *args, **kwargs) -> HttpResponse:
        if not settings.SIGN_UP_OPEN:
            return render(request, "account/signup_closed.html", status=403)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form) -> HttpResponse:
        """Counted here: a password that is too short, sent five times, is no flood of accounts."""
        try:
            pace.admit(self.request, "sign_up")
        except pace.TooFast as refusal:
            form.add_error(None, _("%(why)s Type your password again then.") % {"why": refusal})
            return later(self.form_invalid(form), refusal)
        return super().form_valid(form)


sign_up = SignUp.as_view()
