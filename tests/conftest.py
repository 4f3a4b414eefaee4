"""How every test runs: Hypothesis without deadlines, and repeatable where nobody watches."""

import os

from hypothesis import settings

# Two busy cores make any deadline fail now and then; pytest's own summary tells which tests are slow.
settings.register_profile("here", deadline=None)
# In CI the same examples are tried each time: a red run means the change, not the dice.
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, print_blob=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")
