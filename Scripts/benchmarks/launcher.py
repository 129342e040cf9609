"""Starts programs and measures them; a small process of its own, told what to do by lines of JSON.

Why not from the measuring program itself: that one holds hundreds of megabytes of prepared requests. Linux counts the
memory of a process from before `exec` in its peak (ru_maxrss), so every child would seem as large as its parent. This
one stays near 10 MiB, which is the smallest peak that it can report.
"""

import json
import os
import signal
import sys
import time


def start(argv, environment, descriptors):
    actions = [(os.POSIX_SPAWN_DUP2, source, target) for target, source in descriptors.items()]
    return os.posix_spawn(argv[0], argv, environment, file_actions=actions, setsigdef=[signal.SIGPIPE])


def run(order):
    opened = [
        os.open(order["stdin"], os.O_RDONLY),
        os.open(order["stdout"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        os.open(order["stderr"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
    ]
    environment = order["environment"]
    source, feeder = opened[0], None
    running = []

    def give_up(*_):
        for process in running:
            os.kill(process, signal.SIGKILL)

    signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, order["seconds"])
    begin = time.perf_counter()
    if order["pipe"]:
        source, end = os.pipe()
        opened += [source]
        feeder = start(["/bin/cat"], environment, {0: opened[0], 1: end, 2: opened[2]})
        running.append(feeder)
        os.close(end)
    child = start(order["argv"], environment, {0: source, 1: opened[1], 2: opened[2]})
    running.append(child)
    # So that the feeder sees it at once if the program goes away without reading everything.
    for descriptor in opened:
        os.close(descriptor)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - begin
    signal.setitimer(signal.ITIMER_REAL, 0)
    running.remove(child)
    if feeder is not None:
        os.waitpid(feeder, 0)
    return {
        "status": os.waitstatus_to_exitcode(status),
        "wall": wall,
        "user": usage.ru_utime,
        "system": usage.ru_stime,
        "peak": usage.ru_maxrss * 1024,
    }


def main():
    # Ctrl-C is for the measuring program, which then closes this one's standard input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for line in sys.stdin:
        try:
            answer = run(json.loads(line))
        except OSError as error:
            answer = {"failed": str(error)}
        print(json.dumps(answer), flush=True)


main()
