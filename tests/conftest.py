"""No test sees, or fills, the results that its user keeps."""

from __future__ import annotations

import os

# Also for the processes that tests start, and before any fixture runs.
os.environ["VEDETTE_CACHE"] = "off"
