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
import codecs
import fcntl
import json
import os
import pathlib
import pty
import re
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


# What crossterm writes: places of the cursor, and what is of no interest here.
SEQUENCE = re.compile(r"\x1b\[(\d*);?(\d*)H|\x1b\[2?J|\x1b\[[0-9;:?]*[a-zA-Z]|\x1b\][^\x07]*\x07")


class Screen:
    """wrtd in a pseudo-terminal. Its output is read while anything here waits, as a terminal would."""

    def __init__(self, wrtd, *words):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="")
            # So that the size is there before the first look at it.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.execv(wrtd, ["wrtd", "debug", "--no-session", *map(str, words)])
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.rows = [[" "] * COLUMNS for _ in range(ROWS)]
        self.pending, self.fresh, self.at = "", "", (0, 0)

    def read(self, seconds):
        """Reads what comes in so long."""
        readable, _, _ = select.select([self.terminal], [], [], max(seconds, 0))
        if not readable:
            return
        try:
            text = self.decoder.decode(os.read(self.terminal, 1 << 16))
        except OSError:
            sys.exit(f"wrtd has ended:\n{self.text()}")
        self.fresh += text
        self.pending += text
        self.draw()

    def draw(self):
        """Puts what has come on the screen."""
        while self.pending:
            if self.pending[0] != "\x1b":
                end = self.pending.find("\x1b")
                text, self.pending = (self.pending, "") if end < 0 else (self.pending[:end], self.pending[end:])
                row, column = self.at
                for letter in text:
                    if row < ROWS and column < COLUMNS:
                        self.rows[row][column] = letter
                    column += 1
                self.at = row, column
                continue
            match = SEQUENCE.match(self.pending)
            if match is None:
                # Its rest has not come yet.
                return
            if match[0].endswith("H"):
                self.at = int(match[1] or 1) - 1, int(match[2] or 1) - 1
            elif match[0].endswith("J"):
                self.rows = [[" "] * COLUMNS for _ in range(ROWS)]
            self.pending = self.pending[match.end():]

    def text(self):
        return "\n".join("".join(row).rstrip() for row in self.rows)

    def rest(self, seconds):
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read(left)

    def press(self, keys):
        self.fresh = ""
        os.write(self.terminal, keys.encode())

    def wait_for(self, text, seconds=120):
        """Waits until a text is on the screen."""
        self.wait_until(text, lambda: text in self.text(), seconds)

    def wait_until(self, what, come, seconds=120):
        begun = time.perf_counter()
        while not come():
            self.read(1)
            if time.perf_counter() - begun > seconds:
                sys.exit(f"{what} never came:\n{self.text()}")

    def key(self, letter):
        """Milliseconds until a key that nothing else on the screen has is there."""
        self.press(letter)
        begun = time.perf_counter()
        self.wait_until(letter, lambda: letter in self.fresh)
        return 1e3 * (time.perf_counter() - begun)

    def type(self, keys, pause, until=None):
        """Types into the command line; milliseconds of each key. Ends early where the text `until` has come."""
        self.press(":")
        self.rest(0.2)
        times = []
        while len(times) < keys and not (until is not None and until in self.text()):
            times.append(self.key(LETTERS[len(times) % len(LETTERS)]))
            self.rest(pause)
        self.press("\x15\x1b")
        self.rest(0.1)
        return times

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
    if not times:
        # It was over before the first key.
        row(f"key to screen, {what}", "too short for a key", f"{aim} ms")
        return
    times = sorted(times)
    at = lambda share: times[int(share * (len(times) - 1))]
    figure = f"{statistics.median(times):.1f} / {at(0.99):.1f} / {times[-1]:.1f} ms of {len(times)}"
    row(f"key to screen, {what}: p50 / p99 / most", figure, f"{aim} ms", at(0.99) < aim)


def standing(options):
    screen = Screen(options.wrtd, "--source-map", f"/wrtd={ROOT}", STEPS)
    screen.wait_for("c continue")
    screen.press(":break kept\r")
    screen.wait_for("Breakpoint 1 at")
    screen.press("c")
    screen.wait_for("breakpoint 1 at")
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
    screen.wait_for("c continue")
    screen.press("c")
    screen.wait_for("Ctrl-C pause")
    screen.rest(1)
    for layout, name in [("\x1b1", "sources"), ("\x1b3", "budget")]:
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
    screen.wait_for("c continue")
    screen.press("\x1b4")
    screen.rest(0.5)
    screen.press("c")
    screen.wait_for("Ctrl-C pause")
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
    screen.wait_for("c continue")
    screen.press("\x1b4")
    screen.rest(0.5)
    before = screen.resident()
    screen.press("c")
    begun = time.perf_counter()
    screen.wait_for("ended with exit code 0")
    took = time.perf_counter() - begun
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
    screen.wait_for("c continue")
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
