"""Making a backup: all of it or nothing."""

import shutil
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from moderation.backup import NotPossible, manifest, postgres, sqlite
from moderation.backup.manifest import Manifest
from moderation.chain import sealing

KINDS = {"sqlite": sqlite, "postgresql": postgres}


def back_up(folder: Path) -> Manifest:
    """Copy the database into ``folder``, which must not exist or be empty. Raises NotPossible.

    Everything that was answered before the start is in it. The folder appears when it is whole.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotPossible(f"{folder} is there already and not empty. Nothing was written.")
    sealing.seal_waiting()
    made_at = timezone.now()
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = folder.with_name(f".{folder.name}.partial-{made_at:%Y%m%dT%H%M%S%f}")
    partial.mkdir(mode=0o700)  # People's mails and passwords' hashes are in it.
    try:
        found = KINDS[connections[DEFAULT_DB_ALIAS].vendor].dump(partial, made_at)
        manifest.write(found, partial)
        partial.rename(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return found
