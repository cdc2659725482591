"""What wraps every request."""

from django.utils.cache import add_never_cache_headers


class HeadMiddleware:
    """Answer HEAD with the headers of GET and no body, which gunicorn would drop with a warning."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "HEAD" and not response.streaming:
            length = response.headers.get("Content-Length", str(len(response.content)))
            response.content = b""
            response.headers["Content-Length"] = length
        return response


class NoStoreMiddleware:
    """Keep what only one person may see out of every cache, the browser's own among them: on a
    shared machine the back button must not show the desk, or an account, to whoever comes next."""

    ROOMS = ("/moderation/", "/admin/", "/accounts/", "/me/")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path_info.startswith(self.ROOMS):
            add_never_cache_headers(response)
        return response
