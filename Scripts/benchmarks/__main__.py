"""Runs the parts that were asked for and prints a table for each. Scripts/bench is the way in."""

import argparse
import gc
import os
import platform
import signal
import subprocess
import sys

from . import gets, json_output, long, mixed, multi, oneshot, sets
from .context import Context
from .measure import Failed, say

PARTS = {
    "sets": sets,
    "gets": gets,
    "mixed": mixed,
    "json": json_output,
    "long": long,
    "multi": multi,
    "oneshot": oneshot,
}


def number(text):
    value = int(text.replace("_", "").replace(",", ""))
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


def options():
    parser = argparse.ArgumentParser(prog="Scripts/bench", description="Measures mcsh and its peers side by side.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all, if none is given")
    parser.add_argument("--rounds", type=number, default=5, help="rounds in turn (5)")
    parser.add_argument("--statements", type=number, default=1_000_000, help="statements in a script (1,000,000)")
    parser.add_argument("--runs", type=number, default=200, help="runs of each one-shot command (200)")
    parser.add_argument("--mcsh", required=True, metavar="PATH", help="the program to measure (.build/release/mcsh)")
    parser.add_argument("--peers", metavar="PYTHON", help="a Python with the clients that are compared")
    chosen = parser.parse_args()
    for part in chosen.parts:
        if part not in PARTS:
            parser.error(f"there is no part {part}; there are {', '.join(PARTS)}")
    if chosen.statements >= 10_000_000:
        parser.error("at most 9,999,999 statements: the keys have seven digits")
    return chosen


def machine():
    model = "an unknown processor"
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    versions = []
    for argv in (["memcached", "--version"], ["redis-server", "--version"]):
        words = subprocess.run(argv, capture_output=True, text=True).stdout.split()
        versions.append(next((word.replace("v=", "redis ") for word in words[1:] if any(map(str.isdigit, word))), "?"))
    return (
        f"{len(os.sched_getaffinity(0))} × {model}, Linux {platform.release()}, memcached {versions[0]}, {versions[1]}, "
        f"load {os.getloadavg()[0]:.1f} at the start"
    )


def main():
    chosen = options()
    # So that servers and files go when this is told to.
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda *_: sys.exit(130))
    # A pause of the collector in the middle of a run would be the ceiling's.
    gc.disable()
    tables = []
    try:
        print(f"{machine()}. {chosen.rounds} rounds in turn; times are medians of whole runs.\n", flush=True)
        with Context(chosen) as context:
            for part in chosen.parts or PARTS:
                table = PARTS[part].measure(context)
                tables.append(table)
                print(table, flush=True)
    except Failed as failure:
        say(f"bench: {failure}")
        return 1
    except KeyboardInterrupt:
        return 130
    bars = [bar for table in tables for bar in table.bars]
    print(f"{sum(bar.met for bar in bars)} of {len(bars)} bars are met.")
    return 0


sys.exit(main())
