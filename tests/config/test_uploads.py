"""No page takes a file, and nothing of one is kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comments.models import Comment
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db

LARGE = 3 * 1024 * 1024  # bytes; more than Django would keep in memory


@pytest.mark.parametrize("who", ["stranger", "reader"])
def test_a_file_is_refused_with_a_page_and_reaches_no_disk(who, reader, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    client = Client()
    if who == "reader":
        client.force_login(reader)
    file = SimpleUploadedFile("story.txt", b"x" * LARGE)

    response = client.post(
        f"/articles/{ArticleFactory().slug}/comments", {"body": "With a file.", "file": file}
    )

    assert response.status_code == 400
    assert "The site could not read that request" in response.text
    assert Comment.objects.count() == 0
    assert list(tmp_path.iterdir()) == []
