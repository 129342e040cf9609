"""Rounds in turn, medians, and the table."""

import statistics
import sys
from dataclasses import dataclass, field


class Failed(Exception):
    """What was to be measured did not happen as it should: there is no number then, not a wrong one."""


@dataclass
class Sample:
    wall: float  # seconds
    client: float = 0.0  # CPU seconds of the client, user and system
    servers: float = 0.0  # of all servers together
    peak: int = 0  # bytes of memory; 0 if not known


@dataclass
class Contender:
    """One way to do the work. `run` returns a Sample, and fails if the work was not all done."""

    name: str
    count: int  # statements
    run: object
    samples: list = field(default_factory=list)

    @property
    def wall(self):
        return statistics.median(sample.wall for sample in self.samples)

    @property
    def rate(self):
        return self.count / self.wall

    @property
    def peak(self):
        return max(sample.peak for sample in self.samples)

    def cpu(self, whose):
        return statistics.median(getattr(sample, whose) for sample in self.samples)


def say(text):
    print(text, file=sys.stderr, flush=True)


def in_turn(contenders, rounds, servers, quiet=False):
    """A B C, A B C, ...: what else the machine does in these minutes then meets all of them alike."""
    for number in range(1, rounds + 1):
        for contender in contenders:
            before = sum(server.cpu() for server in servers)
            sample = contender.run()
            sample.servers = sum(server.cpu() for server in servers) - before
            contender.samples.append(sample)
            if quiet:
                continue
            say(
                f"  round {number}: {contender.name}: {sample.wall:.3f} s, {contender.count / sample.wall:,.0f}/s, "
                f"CPU {sample.client:.2f} s, servers' {sample.servers:.2f} s"
            )


@dataclass
class Bar:
    """A promise: `ratio` is what was measured, `text` what it should be."""

    text: str
    ratio: float
    met: bool
    unit: str = ""

    @property
    def measured(self):
        return _ratio(self.ratio)


def at_least(factor, ratio, text):
    return Bar(f"≥ {factor:g} {text}", ratio, ratio >= factor)


def at_most(factor, ratio, text, unit=""):
    return Bar(f"≤ {factor:g} {text}", ratio, ratio <= factor, unit)


def below(factor, ratio, text):
    return Bar(f"< {factor:g} {text}", ratio, ratio < factor)


class Table:
    HEAD = ["", "statements", "median", "min – max", "statements/s"]
    HEAD += ["its CPU", "servers' CPU", "peak memory", "ratio", "bar", "met"]

    def __init__(self, title, note=""):
        self.title = title
        self.note = note
        self.rows = []
        self.bars = []

    def row(self, contender, bar=None, ratio=None):
        """`ratio` without a bar is for information."""
        walls = [sample.wall for sample in contender.samples]
        scale, unit = (1000, "ms") if contender.wall < 0.1 else (1, "s")
        digits = 2 if scale * contender.wall < 100 else 1
        shown = lambda seconds: f"{seconds * scale:.{digits}f}"
        self.rows.append(
            [
                contender.name,
                f"{contender.count:,}",
                f"{shown(contender.wall)} {unit}",
                f"{shown(min(walls))} – {shown(max(walls))}",
                f"{contender.rate:,.0f}",
                _seconds(contender.cpu("client")),
                _seconds(contender.cpu("servers")),
                f"{contender.peak / 2**20:.0f} MiB" if contender.peak else "",
                *self._bar(bar, ratio),
            ]
        )

    def line(self, name, bar):
        """A promise about something else than a rate."""
        self.rows.append([name] + [""] * 7 + self._bar(bar, None))

    def _bar(self, bar, ratio):
        if bar is None:
            return [_ratio(ratio) if ratio is not None else "", "", ""]
        self.bars.append(bar)
        return [bar.measured + bar.unit, bar.text, "yes" if bar.met else "**no**"]

    def __str__(self):
        # Columns that say nothing in this table only take room.
        used = [column for column in range(len(self.HEAD)) if column == 0 or any(row[column] for row in self.rows)]
        lines = [[self.HEAD[column] for column in used]]
        lines.append(["---" if column in (0, 9, 10) else "---:" for column in used])
        lines += [[row[column] for column in used] for row in self.rows]
        text = f"### {self.title}\n\n"
        if self.note:
            text += self.note + "\n\n"
        return text + "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _ratio(value):
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.4f}"


def _seconds(value):
    return f"{value:.2f} s" if value >= 0.1 else f"{value * 1000:.1f} ms" if value else ""
