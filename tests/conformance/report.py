"""What was checked, what was found wrong, and the list that may only shrink."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent


@dataclass
class Report:
    """Counts and findings of one run."""

    counts: Counter[str] = field(default_factory=Counter)
    called: Counter[str] = field(default_factory=Counter)
    """Answered calls by operation."""
    succeeded: set[str] = field(default_factory=set)
    """Operations that have succeeded at least once."""
    members_seen: set[str] = field(default_factory=set)
    errors_seen: set[tuple[str, str]] = field(default_factory=set)
    findings: dict[str, str] = field(default_factory=dict)
    """What is wrong, by a key that stays the same from run to run."""

    def count(self, what: str, by: int = 1) -> None:
        """Adds to a figure of the summary."""
        self.counts[what] += by

    def wrong(self, key: str, detail: str) -> None:
        """Notes a fault of the simulator; the first detail of a key is kept."""
        self.findings.setdefault(key, detail)

    def check(self, holds: bool, key: str, detail: str) -> bool:
        """Counts one check, and notes it when it does not hold."""
        self.count("checks")
        if not holds:
            self.wrong(key, detail)
        return holds


@dataclass
class Shrinking:
    """A file of lines, each something that the simulator does not do yet. A line may go, none may come."""

    path: Path
    head: list[str]
    lines: set[str]

    @classmethod
    def load(cls, name: str) -> Shrinking:
        """Reads the list; lines that start with `#` are its head."""
        path = HERE / name
        text = path.read_text().splitlines() if path.exists() else []
        head = [line for line in text if line.startswith("#")]
        return cls(path, head, {line for line in text if line and not line.startswith("#")})

    def settle(self, now: set[str], bless: bool, what: str) -> list[str]:
        """Compares with what holds now; answers what to tell of it, nothing when the list is right."""
        new, gone = now - self.lines, self.lines - now
        told = [f"{what}, and not in {self.path.name}: {line}" for line in sorted(new)]
        if gone and bless:
            self.lines -= gone
            self.path.write_text("".join(f"{line}\n" for line in [*self.head, *sorted(self.lines)]))
        elif gone:
            told += [f"strike off {self.path.name} (or run with --bless): {line}" for line in sorted(gone)]
        return told
