"""No page takes a file: one that is sent is refused before any of it is kept."""

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler


class NoUploads(FileUploadHandler):
    """The only upload handler. Django's own would write a file of any size to the disk, for whoever
    sends it and to whichever page, before the page is asked."""

    def new_file(self, *args, **kwargs):
        raise SuspiciousOperation("a file was sent")

    def receive_data_chunk(self, raw_data, start):
        return None

    def file_complete(self, file_size):
        return None
