#!/usr/bin/env python3
"""How long a user waits for the first stop in a program with much debug information, and what memory that takes.

    bench/debug-info/measure.py [--rounds N] [--wrtd FILE] MEGABYTES..

Wants `bench/debug-info/generate.py MEGABYTES..`, and a release build of wrtd. Beside wrtd it asks, as far as they are
installed, lldb-22 for the same places, without running anything, and llvm-symbolizer-22 (which is llvm-addr2line-22 by
another name) and the `addr2line` of the crate (`cargo install addr2line --features all --root target/tools`) for the
one address of the stop. Every figure is of a process of its own, from its start to its end, and the tools take turns. On a busy machine the time
of the processor says more than that on the wall. What they answer is
compared with what is right; a tool that does not say it ends the measurement.

The first stop of wrtd has a time of its own, as it writes that at once; what comes after are the stack with all
arguments, and the locals.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from generate import ROOT, code_section

TOOLS = ROOT / "target/tools/bin"


class Run:
    """What one process did: seconds until its end and until it wrote a line with a mark, seconds of processors, the most
    memory, in bytes.
    """

    def __init__(self, command, folder, mark=None):
        begun = time.perf_counter()
        self.marked = None
        lines = []
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            for line in process.stdout:
                lines.append(line.decode(errors="replace"))
                if mark and self.marked is None and mark in lines[-1]:
                    self.marked = time.perf_counter() - begun
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        self.seconds = time.perf_counter() - begun
        self.processor = usage.ru_utime + usage.ru_stime
        self.peak = usage.ru_maxrss * 1024
        self.output = "".join(lines)
        self.failed = process.returncode != 0


class Question:
    """A tool with what it is asked, and what must be in its answer."""

    def __init__(self, name, command, expected, mark=None):
        self.name, self.command, self.expected, self.mark = name, command, expected, mark
        self.runs = []

    def ask(self, folder):
        run = Run(self.command, folder, self.mark)
        missing = [text for text in self.expected if text not in run.output]
        if run.failed or missing:
            sys.exit(f"{self.name}: {' '.join(map(str, self.command))} does not say {missing}:\n{run.output[-2000:]}")
        self.runs.append(run)

    def row(self):
        middle = lambda of: statistics.median(of(run) for run in self.runs)
        milliseconds = lambda of: f"{1e3 * middle(of):.0f}"
        stop = milliseconds(lambda run: run.marked) if self.mark else ""
        whole, ran = milliseconds(lambda run: run.seconds), milliseconds(lambda run: run.processor)
        return f"| {self.name} | {stop} | {whole} | {ran} | {middle(lambda run: run.peak) / 1e6:.0f} |"


def script(folder, name, lines):
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    return path


def address_of_stop(wrtd, program, scratch, place):
    """The DWARF address of a place: its Wasm offset, counted from the content of the code section."""
    asks = script(scratch, "address", [f"break {place}", "run", "print $pc"])
    answer = Run([wrtd, "debug", "--batch", asks, "program.wasm"], program.parent).output
    offset = next(word for word in answer.split("print $pc")[1].split() if word.isdigit() or word.startswith("0x"))
    return int(offset, 0) - code_section(program)


def questions(wrtd, program, scratch, stop):
    place, function = f"{stop['file']}:{stop['line']}", stop["function"]
    name = pathlib.Path(stop["file"]).name
    after = ["run", "backtrace", "info locals"]
    address = hex(address_of_stop(wrtd, program, scratch, place))

    def debug(label, where, line):
        asks = script(scratch, label, [f"break {where}", *after])
        expected = [f"{function} at {stop['file']}:{line}", "::run(seed=", "_start at ", "best: base::Pair<int, "]
        command = [wrtd, "debug", "--batch", asks, "program.wasm"]
        return Question(f"wrtd, stop by {label}", command, expected, mark="Stopped at breakpoint")

    def place_only(label, where, line):
        asks = script(scratch, f"place {label}", [f"break {where}"])
        expected = [f"Breakpoint 1 at {stop['file']}:{line}"]
        command = [wrtd, "debug", "--batch", asks, "program.wasm"]
        return Question(f"wrtd, breakpoint by {label}", command, expected)

    def lldb(label, asked, line):
        asks = script(scratch, f"lldb {label}", ["target create program.wasm", *asked])
        return Question(f"lldb-22, {label}", ["lldb-22", "-b", "-s", asks], [f"{name}:{line}"])

    first = stop["first_line"]
    asked = [
        Question("wrtd run, all of the program", [wrtd, "run", "program.wasm"], []),
        place_only("line", place, stop["line"]),
        place_only("function", function, first),
        debug("line", place, stop["line"]),
        debug("function", function, first),
    ]
    if shutil.which("lldb-22"):
        asked += [
            lldb("breakpoint by line", [f"breakpoint set -f {name} -l {stop['line']}"], stop["line"]),
            lldb("breakpoint by function", [f"breakpoint set -n {function}"], first),
            lldb("lookup of the address", [f"image lookup -v -a {address}"], stop["line"]),
        ]
    # By `short` names, as its linkage names come from a table of symbols, which are those of other functions here.
    expected = [function.rpartition("::")[2], f"{name}:{stop['line']}"]
    if shutil.which("llvm-symbolizer-22"):
        command = ["llvm-symbolizer-22", "--functions=short", "--inlines", "-e", "program.wasm", address]
        asked.append(Question("llvm-symbolizer-22", command, expected))
    addr2line = TOOLS / "addr2line"
    if addr2line.exists():
        command = [addr2line, "-f", "-i", "-C", "-e", "program.wasm", address]
        asked.append(Question("addr2line (crate)", command, expected))
    return asked


def measure(megabytes, arguments, scratch):
    program = ROOT / "target/debug-info" / str(megabytes) / "program.wasm"
    if not program.exists():
        sys.exit(f"{program} is missing: bench/debug-info/generate.py {megabytes}")
    stop = json.loads((program.parent / "stop.json").read_text())
    asked = questions(arguments.wrtd, program, scratch, stop)
    for _ in range(arguments.rounds):
        for question in asked:
            question.ask(program.parent)
    print(f"\n{megabytes} MB of debug information, a file of {program.stat().st_size / 1e6:.0f} MB")
    print("\n|  | first stop, ms | whole, ms | processor, ms | peak, MB |\n|---|--:|--:|--:|--:|")
    print("\n".join(question.row() for question in asked))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--wrtd", type=pathlib.Path, default=ROOT / "target/release/wrtd")
    parser.add_argument("megabytes", type=int, nargs="+")
    arguments = parser.parse_args()
    if not arguments.wrtd.exists():
        sys.exit(f"{arguments.wrtd} is missing: cargo build --release -p wrtd")
    with tempfile.TemporaryDirectory() as scratch:
        for megabytes in arguments.megabytes:
            measure(megabytes, arguments, pathlib.Path(scratch))


if __name__ == "__main__":
    main()
