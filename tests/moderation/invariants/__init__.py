"""The newsroom that tests/moderation/test_invariants.py lets hypothesis run."""

import pytest

pytest.register_assert_rewrite(f"{__name__}.machine", f"{__name__}.sight")
