"""Following a thread by e-mail, and stopping."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from comments import services
from comments.models import Follow
from comments.services.following import NoAddress
from comments.views.gates import article_or_404, log_in_first
from comments.views.me import unconfirmed


@require_POST
def follow(request, slug):
    """Start with ``follow=1``, stop with ``follow=0``."""
    article = article_or_404(slug)
    if not request.user.is_authenticated:
        return log_in_first(request, f"{article.get_absolute_url()}#follow")
    problem = ""
    follows = request.POST.get("follow") == "1"
    if follows:
        try:
            services.follow(article, user=request.user)
        except NoAddress as refusal:
            problem, follows = unconfirmed_words(request.user) or str(refusal), False
    else:
        services.unfollow(article, user=request.user)
    if request.htmx:
        context = {"article": article, "follows": follows, "problem": problem}
        return render(request, "comments/_follow.html", context, status=422 if problem else 200)
    if problem:
        messages.error(request, problem)
        return redirect("account_email")
    if request.POST.get("next") == "me":
        return redirect(reverse("comments:me") + "#follows")
    return redirect(f"{article.get_absolute_url()}#follow")


def unconfirmed_words(reader) -> str:
    """What an address still lacks that was added and not yet confirmed; "" when there is none."""
    waiting = unconfirmed(reader)
    if waiting is None:
        return ""
    return _("Open the link in the mail to %(address)s to confirm it. Then you can follow.") % {
        "address": waiting.email
    }


# No CSRF token: mail programs post here by themselves (RFC 8058). The token in the address is the
# proof, and all it can do is to stop a mail.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unfollow(request, token):
    """GET asks, POST stops the mails. Stopping twice is no error."""
    following = Follow.objects.select_related("article").filter(token=token).first()
    if request.method == "POST":
        if following:
            following.delete()
        return render(request, "comments/unfollowed.html", {"following": following})
    if following is None:
        raise Http404
    return render(request, "comments/unfollow.html", {"following": following})
