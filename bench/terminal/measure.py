#!/usr/bin/env python3
"""How the terminal UI behaves under load: how long a key takes to the screen, and what processor and memory it takes.

    bench/terminal/measure.py [--wrtd FILE] [--seconds N] [--keys N] [MEGABYTES..]

Wants Linux, a release build of wrtd, and for each number of MEGABYTES `bench/debug-info/generate.py MEGABYTES`. wrtd runs
in a pseudo-terminal of 200 columns and 60 rows; whoever reads it here is the terminal.

A key is a letter typed into the command line, one that nothing else on the screen has; its time is that from the write
of the key to the read of the letter. Processor time is that of each thread, as the kernel counts it, while nobody types:
`program` is the thread that runs the program, and all others are the UI's. Memory is what is resident, beside that of
`wrtd debug --batch` at the same stop. Figures that miss their aim are marked, and then the exit code is 1.
"""

import argparse
import fcntl
import json
import os
import pathlib
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
STEPS = ROOT / "fixtures/c/steps/steps-o0.wasm"
LETTERS = "äëïöüâêîôûáéíóúàèìòù"
COLUMNS, ROWS = 200, 60

SPIN = '(module (func (export "_start") (loop (br 0))))'

# Lines of 80 bytes, so many blocks of 4000; without end where there are none.
PRINT = """(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (local $at i32) (local $left i32)
    (loop $fill
      (i32.store8 (i32.add (local.get $at) (i32.const 1024))
        (select (i32.const 10) (i32.add (i32.const 97) (i32.rem_u (local.get $at) (i32.const 26)))
          (i32.eq (i32.rem_u (local.get $at) (i32.const 80)) (i32.const 79))))
      (br_if $fill (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (i32.const 4000))))
    (i32.store (i32.const 0) (i32.const 1024))
    (i32.store (i32.const 4) (i32.const 4000))
    (local.set $left (i32.const BLOCKS))
    (loop $print
      (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
      (br_if $print (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))))"""

MISSED = []


def row(what, figure, aim="", met=True):
    if not met:
        MISSED.append(what)
    print(f"| {what} | {figure} | {aim}{'' if met else ' **missed**'} |", flush=True)


class Screen:
    """wrtd in a pseudo-terminal. Its output is read while anything here waits, as a terminal would."""

    def __init__(self, wrtd, *words):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="")
            # So that the size is there before the first look at it.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.execv(wrtd, ["wrtd", "debug", *map(str, words)])
        self.seen = b""

    def read(self, seconds):
        """Reads what comes in so long."""
        readable, _, _ = select.select([self.terminal], [], [], max(seconds, 0))
        if readable:
            try:
                self.seen += os.read(self.terminal, 1 << 16)
            except OSError:
                sys.exit(f"wrtd has ended: {self.seen[-2000:]!r}")

    def rest(self, seconds):
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read(left)
            self.seen = b""

    def press(self, keys):
        self.seen = b""
        os.write(self.terminal, keys.encode())

    def wait_for(self, text, seconds=120):
        """Seconds until a text comes, from the last key on."""
        begun, wanted = time.perf_counter(), text.encode()
        while wanted not in self.seen:
            self.read(1)
            if time.perf_counter() - begun > seconds:
                sys.exit(f"{text} never came: {self.seen[-2000:]!r}")
        return time.perf_counter() - begun

    def type(self, keys, pause, until=None):
        """Types into the command line; milliseconds of each key. Ends early where `until` comes."""
        self.press(":")
        self.rest(0.3)
        times, ended = [], False
        for number in range(keys):
            letter = LETTERS[number % len(LETTERS)]
            self.press(letter)
            times.append(1e3 * self.wait_for(letter))
            ended = ended or until is not None and until.encode() in self.seen
            self.rest_watching(pause, until)
            if self.found or ended:
                break
        self.press("\x15\x1b")
        return times

    found = False

    def rest_watching(self, seconds, until):
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read(left)
        self.found = until is not None and until.encode() in self.seen

    def processor(self):
        """Seconds that each thread has run, by its name."""
        spent = {}
        for task in pathlib.Path(f"/proc/{self.pid}/task").iterdir():
            name = (task / "comm").read_text().strip()
            spent[name] = spent.get(name, 0) + int((task / "schedstat").read_text().split()[0]) / 1e9
        return spent

    def share(self, seconds):
        """Percent of a core that each thread takes while so long nobody types."""
        before = self.processor()
        begun = time.perf_counter()
        self.rest(seconds)
        took = time.perf_counter() - begun
        return {name: 100 * (spent - before.get(name, 0)) / took for name, spent in self.processor().items()}

    def resident(self, field="VmRSS"):
        return resident(self.pid, field)

    def close(self):
        os.kill(self.pid, signal.SIGTERM)
        while True:
            try:
                if not os.read(self.terminal, 1 << 16):
                    break
            except OSError:
                break
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


def resident(pid, field="VmRSS"):
    """MB that a process has in memory now, or at most so far (VmHWM)."""
    line = next(line for line in open(f"/proc/{pid}/status") if line.startswith(field))
    return int(line.split()[1]) / 1e3


def ui(shares):
    return sum(share for name, share in shares.items() if name != "program")


def latency(what, times, aim=50):
    times = sorted(times)
    at = lambda share: times[min(len(times) - 1, int(share * len(times)))]
    figure = f"{statistics.median(times):.1f} / {at(0.99):.1f} / {times[-1]:.1f} ms of {len(times)}"
    row(f"key to screen, {what}: p50 / p99 / most", figure, f"{aim} ms", at(0.99) < aim)


def standing(options):
    screen = Screen(options.wrtd, "--source-map", f"/wrtd={ROOT}", STEPS)
    screen.wait_for("continue")
    screen.press(":break kept\r")
    screen.wait_for("Breakpoint")
    screen.press("c")
    screen.wait_for("breakpoint")
    screen.rest(1)
    latency("the program stands", screen.type(options.keys, 0.01))
    share = ui(screen.share(options.seconds))
    row("processor, the program stands", f"{share:.2f} %", "1 %", share < 1)
    memory = screen.resident()
    screen.close()
    script = ["--source-map", f"/wrtd={ROOT}", "--batch", "-", STEPS]
    batch = subprocess.Popen([options.wrtd, "debug", *map(str, script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    batch.stdin.write(b"break kept\nrun\nbacktrace\ninfo locals\nprint 1000 + 1\n")
    batch.stdin.flush()
    while b"1001" not in batch.stdout.readline():
        pass
    plain = resident(batch.pid)
    batch.stdin.close()
    batch.stdout.read()
    batch.wait()
    row("memory at a stop, UI / batch", f"{memory:.1f} / {plain:.1f} MB", "40 MB more", memory - plain < 40)


def running(options, scratch):
    program = scratch / "spin.wat"
    program.write_text(SPIN)
    screen = Screen(options.wrtd, program)
    screen.wait_for("continue")
    screen.press("c")
    screen.wait_for("Ctrl-C")
    screen.rest(1)
    for layout, name in [("1", "sources"), ("3", "budget")]:
        screen.press(layout)
        screen.rest(1)
        shares = screen.share(options.seconds)
        share = ui(shares)
        row(f"processor, the program runs, layout {name}", f"{share:.2f} %", "5 %", share < 5)
        if options.verbose:
            print(shares)
    latency("the program runs flat out", screen.type(options.keys, 0.01))
    screen.close()


def printing(options, scratch):
    program = scratch / "print.wat"
    program.write_text(PRINT.replace("BLOCKS", "0"))
    screen = Screen(options.wrtd, program)
    screen.wait_for("continue")
    screen.press("4")
    screen.rest(0.5)
    screen.press("c")
    screen.wait_for("Ctrl-C")
    screen.rest(1)
    latency("the program prints without pause", screen.type(options.keys, 0.01))
    shares = screen.share(options.seconds)
    row("processor, the program prints without pause", f"{ui(shares):.1f} %")
    screen.close()

    program.write_text(PRINT.replace("BLOCKS", "25000"))
    begun = time.perf_counter()
    subprocess.run([options.wrtd, "run", program], stdout=subprocess.DEVNULL, check=True)
    plain = time.perf_counter() - begun
    screen = Screen(options.wrtd, program)
    screen.wait_for("continue")
    screen.press("4")
    screen.rest(0.5)
    before = screen.resident()
    screen.press("c")
    took = screen.wait_for("exit code 0")
    row("100 MB printed, UI / `wrtd run >/dev/null`", f"{took:.2f} / {plain:.2f} s")
    grown = screen.resident("VmHWM") - before
    row("memory that they grow it by", f"{grown:.1f} MB", "16 MB", grown < 16)
    screen.close()


def loading(options, megabytes):
    folder = ROOT / "target/debug-info" / str(megabytes)
    if not (folder / "program.wasm").exists():
        sys.exit(f"{folder}/program.wasm is missing: bench/debug-info/generate.py {megabytes}")
    stop = json.loads((folder / "stop.json").read_text())
    os.chdir(folder)
    screen = Screen(options.wrtd, "program.wasm")
    times = screen.type(options.keys, 0.02, until="first instruction")
    latency(f"{megabytes} MB of debug information are loaded", times)
    if "first instruction" not in screen.seen.decode(errors="replace"):
        screen.rest(3)
    screen.press(f":break {stop['function']}\r")
    times = screen.type(options.keys, 0.02, until="Breakpoint 1 at")
    latency(f"a function is looked for in {megabytes} MB", times)
    screen.rest(1)
    screen.press("c")
    times = screen.type(options.keys, 0.02, until="breakpoint 1")
    latency("it runs to the breakpoint there", times)
    screen.close()
    os.chdir(ROOT)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrtd", type=pathlib.Path, default=ROOT / "target/release/wrtd")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--keys", type=int, default=300)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("megabytes", type=int, nargs="*")
    options = parser.parse_args()
    options.wrtd = options.wrtd.resolve()
    if not options.wrtd.exists():
        sys.exit(f"{options.wrtd} is missing: cargo build --release -p wrtd")
    print("|  | measured | aim |\n|---|--:|--:|")
    with tempfile.TemporaryDirectory() as scratch:
        standing(options)
        running(options, pathlib.Path(scratch))
        printing(options, pathlib.Path(scratch))
    for megabytes in options.megabytes:
        loading(options, megabytes)
    sys.exit(1 if MISSED else 0)


if __name__ == "__main__":
    main()
