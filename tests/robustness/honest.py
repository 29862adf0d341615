"""Says who of the sample class got full marks, by results/ below the current folder, and ends with a status for it.

What is wrong with a machine can cost honest students points while every command ends well.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

# Of examples/README.md.
HONEST = {"Ada_Okafor", "Fatima_Zahra_Benali", "Li_Na_730169", "Pierre_Dubois", "Quỳnh_Trần", "王小明"}


def full_marks(results: Path) -> set[str]:
    """The students with full marks."""
    told = [json.loads(path.read_bytes()) for path in results.glob("*.json")]
    return {result["student"] for result in told if "score" in result and result["score"] == result["max_score"]}


if __name__ == "__main__":
    found = full_marks(Path("results/03_classifier"))
    if found != HONEST:
        sys.exit(f"Full marks should have just {sorted(HONEST)!a}, and have: {sorted(found)!a}")
