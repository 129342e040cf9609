"""Programs that are measured from outside: wall time, CPU time and peak memory of a whole process."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

from .measure import Failed

LAUNCHER = os.path.join(os.path.dirname(__file__), "launcher.py")

# A run that takes longer than this hangs: even ten million statements at a hundredth of the server's speed are done.
LONGEST = 3600


@dataclass
class Outcome:
    wall: float
    user: float
    system: float
    peak: int
    stdout: str
    stderr: str

    @property
    def cpu(self):
        return self.user + self.system

    def text(self):
        with open(self.stdout, "rb") as file:
            return file.read()


class Programs:
    """One launcher, and the folder in which its programs leave what they print."""

    def __init__(self, folder):
        self.folder = folder
        self.launcher = subprocess.Popen(
            [sys.executable, "-I", "-S", LAUNCHER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        # What a user has set for a shell of their own must not change what is measured.
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("MCSH_", "MEMCACHED_", "PYTHON", "REDISCLI_"))
        }

    def close(self):
        self.launcher.stdin.close()
        try:
            self.launcher.wait(5)
        except subprocess.TimeoutExpired:
            self.launcher.kill()
            self.launcher.wait()

    def run(self, argv, stdin=os.devnull, pipe=False, name="program", statuses=(0,), quiet=True):
        """Runs to the end. `pipe`: standard input is a pipe that `cat` fills from the file, not the file itself.

        A status that is not expected, or (`quiet`) a word on stderr, is a failure: what was measured then is not what
        was to be measured.
        """
        path = shutil.which(argv[0])
        if path is None:
            raise Failed(f"{argv[0]} is not there")
        stdout = os.path.join(self.folder, name + ".stdout")
        stderr = os.path.join(self.folder, name + ".stderr")
        order = {
            "argv": [path, *argv[1:]],
            "stdin": stdin,
            "stdout": stdout,
            "stderr": stderr,
            "environment": self.environment,
            "pipe": pipe,
            "seconds": LONGEST,
        }
        self.launcher.stdin.write(json.dumps(order) + "\n")
        self.launcher.stdin.flush()
        line = self.launcher.stdout.readline()
        if not line:
            raise Failed("the launcher has ended")
        answer = json.loads(line)
        if "failed" in answer:
            raise Failed(f"{argv[0]}: {answer['failed']}")
        with open(stderr, "rb") as file:
            complaint = file.read(400).decode(errors="replace").strip()
        if answer["status"] not in statuses or (quiet and complaint):
            raise Failed(f"{' '.join(argv)[:200]}: ended with {answer['status']}: {complaint or 'nothing on stderr'}")
        return Outcome(answer["wall"], answer["user"], answer["system"], answer["peak"], stdout, stderr)
