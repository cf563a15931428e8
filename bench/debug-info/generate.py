#!/usr/bin/env python3
"""Makes a program in C++ with so much debug information, which runs and has places to stop at.

    bench/debug-info/generate.py MEGABYTES..

Writes target/debug-info/MEGABYTES/program.wasm with its sources beside it, and `stop.json`, which names a line and
a function that the program reaches. Wants clang++-22 and wasm-ld-22 (or CLANGXX). The same number gives the same
sources. What is there already is left alone.

The program is what large ones are: many translation units, each of which describes again what it includes; types that
refer to each other, templates over them, classes with virtual functions; functions with blocks, loops, and calls of
small functions that are inlined into each other in every second unit, which is optimised. One unit in sixteen has eight
times as much of its own. What sections take is printed at the end.
"""

import concurrent.futures
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLANGXX = os.environ.get("CLANGXX", "clang++-22")
FLAGS = ("--target=wasm32-wasi -Wno-deprecated -std=c++20 -gdwarf-5 -fno-exceptions "
         "-fno-rtti -fwrapv -mbulk-memory -fstandalone-debug -I.").split()

# Units that are built first, to see how many are wanted: as many optimised and large ones as there are of sixteen.
SAMPLE = 16

COMMON = """\
#pragma once
// What all units share.

namespace base {

using size = unsigned;

template <class First, class Second> struct Pair {
    First first;
    Second second;

    template <class Function> auto apply(Function function) const { return function(first, second); }
};

template <class Element, size N> class Array {
  public:
    Element elements[N];

    constexpr size length() const { return N; }
    Element &operator[](size index) { return elements[index % N]; }
    const Element &operator[](size index) const { return elements[index % N]; }
    Element *begin() { return elements; }
    Element *end() { return elements + N; }
    const Element *begin() const { return elements; }
    const Element *end() const { return elements + N; }

    template <class Sum, class Function> Sum fold(Sum start, Function function) const {
        Sum sum = start;
        for (const Element &element : *this) {
            sum = function(sum, element);
        }
        return sum;
    }
};

template <class Value> class Option {
  public:
    Option() = default;
    Option(const Value &value) : value_(value), present_(true) {}

    bool has_value() const { return present_; }
    const Value &value() const { return value_; }
    Value value_or(const Value &other) const { return present_ ? value_ : other; }

    template <class Function> int map_or(int other, Function function) const {
        return has_value() ? function(value()) : other;
    }

  private:
    Value value_{};
    bool present_ = false;
};

template <class Element> class Slice {
  public:
    Slice(const Element *first, size length) : first_(first), length_(length) {}

    size length() const { return length_; }
    const Element *begin() const { return first_; }
    const Element *end() const { return first_ + length_; }

    template <class Function> int count_if(Function function) const {
        int count = 0;
        for (const Element &element : *this) {
            if (function(element)) {
                ++count;
            }
        }
        return count;
    }

  private:
    const Element *first_;
    size length_;
};

template <class Element, size N> Slice<Element> slice(const Array<Element, N> &array) {
    return Slice<Element>(array.begin(), array.length());
}

class Node {
  public:
    virtual ~Node() = default;
    virtual int weigh(int depth) const = 0;
    virtual const char *label() const { return "node"; }
    void operator delete(void *) {}
};

inline int clamp(int value, int low, int high) { return value < low ? low : value > high ? high : value; }
inline int mix(int left, int right) { return left * 31 + clamp(right, -1000, 1000); }

}  // namespace base
"""

NOUNS = ("Account Address Batch Bearing Buffer Carrier Channel Cluster Contract Courier Customer Delivery Deposit Device "
         "Discount Document Engine Entry Estimate Filter Forecast Gateway Harbour Insurance Invoice Journal Ledger "
         "Machine Manifest Market Message Meter Module Network Notice Order Packet Partner Payment Pipeline Portfolio "
         "Position Product Profile Quota Receipt Record Refund Region Report Request Reserve Route Sample Schedule "
         "Segment Sensor Session Shipment Signal Station Stock Supplier Tariff Ticket Transfer Vehicle Vendor Voucher "
         "Warehouse Warranty Window").split()
ROLES = "Header State Detail History Limits Origin Target Summary Options Cursor Handle Balance".split()
VERBS = ("adjust apply approve balance check close collect commit compare confirm convert dispatch estimate expand "
         "inspect load merge observe order plan post price reduce refresh release report resolve reverse route "
         "schedule settle sort split store trace update validate").split()
FIELDS = ("amount balance capacity category code count currency depth discount duration flags height identifier index "
          "interval kind length level limit margin number offset origin parent priority quantity rate reference "
          "remaining revision score sequence serial size source stamp status step target threshold total weight "
          "width").split()
SCALARS = ["int", "unsigned", "short", "unsigned char", "long long", "bool", "float", "double", "char"]


SHARED = [noun + role for noun in NOUNS for role in ROLES[:5]]


def shared_header():
    """The header of types that every unit includes, as those of a library are."""
    choose = random.Random(0)
    parts = ["#pragma once", '#include "src/common.hpp"', "namespace shared {"]
    parts += [f"class {name};" for name in SHARED]
    for name in SHARED:
        methods = choose.sample([f"{verb}_{field}" for verb in VERBS[:12] for field in FIELDS[:12]], 6)
        fields = choose.sample(FIELDS, 7)
        parts += [f"class {name} {{", "  public:", f"    {name}();"]
        parts += [f"    {choose.choice(SCALARS)} {method}({choose.choice(SCALARS)} value, const {choose.choice(SHARED)} &other) const;"
                  for method in methods]
        parts.append("  private:")
        parts += [f"    {choose.choice(SCALARS)} {field}_;" for field in fields[:4]]
        parts += [f"    {choose.choice(SHARED)} *{field}_;" for field in fields[4:6]]
        parts += [f"    base::Array<{choose.choice(SCALARS)}, {choose.randrange(2, 9)}> {fields[6]}_;", "};"]
    return "\n".join(parts + ["}  // namespace shared"]) + "\n"


def camel(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")


class Module:
    """One subject of the program, in a namespace of its own."""

    ENUMS, RECORDS, CLASSES, FUNCTIONS = 8, 30, 6, 28

    def __init__(self, number):
        self.number = number
        self.space = f"m{number:05}"
        self.random = random.Random(number)
        pairs = [noun + role for noun in NOUNS for role in ROLES]
        self.random.shuffle(pairs)
        self.enums = [name + "Kind" for name in pairs[: self.ENUMS]]
        pairs = pairs[self.ENUMS :]
        self.records, pairs = pairs[: self.RECORDS], pairs[self.RECORDS :]
        self.classes = [name + "Node" for name in pairs[: self.CLASSES]]
        self.functions = [
            (f"{self.random.choice(VERBS)}_{camel(name)}", self.random.randrange(self.RECORDS))
            for name in pairs[self.CLASSES : self.CLASSES + self.FUNCTIONS]
        ]
        # Fields of each record that are plain ints, which functions compute with.
        self.counts = {}

    def text(self):
        parts = [f"namespace {self.space} {{"]
        parts += [self.enum(name) for name in self.enums]
        parts.append("\n".join(f"struct {name};" for name in self.records))
        parts += [self.record(index) for index in range(self.RECORDS)]
        parts += [self.node(name) for name in self.classes]
        parts += [self.function(index) for index in range(self.FUNCTIONS)]
        parts += [self.settle(), self.run(), f"}}  // namespace {self.space}"]
        return "\n\n".join(parts)

    def enum(self, name):
        words = self.random.sample(FIELDS, self.random.randrange(4, 12))
        return f"enum class {name} : unsigned char {{\n    " + ",\n    ".join(
            f"{word.capitalize()} = {value}" for value, word in enumerate(words)
        ) + ",\n};"

    def record(self, index):
        counted = self.random.sample(FIELDS, 2)
        self.counts[index] = counted
        fields = [f"    int {name}{self.number} = {self.random.randrange(100)};" for name in counted]
        others = [name for name in FIELDS if name not in counted]
        for name in self.random.sample(others, self.random.randrange(3, 10)):
            fields.append(f"    {self.field_type(index)} {name}_{camel(self.records[index])}{{}};")
        self.random.shuffle(fields)
        sum_of = f"{counted[0]}{self.number} + {counted[1]}{self.number}"
        return (f"struct {self.records[index]} {{\n" + "\n".join(fields)
                + f"\n\n    int sum() const {{ return {sum_of}; }}\n}};")

    def field_type(self, index):
        kind = self.random.randrange(12)
        scalar = self.random.choice(SCALARS)
        if kind < 3 or index == 0:
            return scalar
        if kind == 3:
            return f"base::Array<{scalar}, {self.random.randrange(2, 9)}>"
        if kind == 4:
            return self.random.choice(self.enums)
        if kind == 5:
            return f"const {self.random.choice(self.records)} *"
        if kind > 9:
            return f"const shared::{self.random.choice(SHARED)} *"
        # A record by value is one of the first, which have none themselves, so that none becomes large.
        earlier = self.records[self.random.randrange(min(index, 4))]
        if kind == 6:
            return f"base::Option<{earlier}>" if index >= 4 else scalar
        if kind == 7:
            return f"base::Pair<{scalar}, {self.random.choice(self.enums)}>"
        if kind == 8:
            return f"base::Array<const {self.random.choice(self.records)} *, {self.random.randrange(2, 5)}>"
        return earlier if index >= 4 else f"base::Option<{scalar}>"

    def node(self, name):
        index = self.random.randrange(self.RECORDS)
        record, counted = self.records[index], self.counts[index][0]
        return f"""\
class {name} : public base::Node {{
  public:
    explicit {name}(const {record} &content) : content_(content) {{}}
    int weigh(int depth) const override {{ return base::mix(content_.{counted}{self.number}, depth); }}
    const char *label() const override {{ return "{name}"; }}
    const {record} &content() const {{ return content_; }}

  private:
    {record} content_;
    int visits_ = 0;
}};"""

    def function(self, index):
        name, record = self.functions[index]
        choose = self.random
        one, two = (f"{field}{self.number}" for field in self.counts[record])
        other = choose.randrange(self.RECORDS)
        length = choose.randrange(3, 9)
        lines = [
            f"int {name}(const {self.records[record]} &subject, int depth) {{",
            f"    base::Array<int, {length}> totals{{}};",
            f"    {self.records[other]} scratch;",
            f"    for (base::size index = 0; index < totals.length(); ++index) {{",
            f"        int weight = base::mix(subject.{one}, (int)index + depth);",
            f"        totals[index] = weight + scratch.sum();",
            f"    }}",
            f"    int result = totals.fold(subject.{two}, [](int sum, int total) {{ return base::mix(sum, total); }});",
        ]
        for number in range(1, choose.randrange(2, 5)):
            part = choose.choice([self.count, self.choose_enum, self.use_option, self.use_node])
            lines += part(record, number)
        if index > 1:
            for callee, wanted in (self.functions[choose.randrange(index)] for _ in range(2)):
                lines += [
                    f"    if (depth > {choose.randrange(1, 3)}) {{",
                    f"        {self.records[wanted]} argument;",
                    f"        argument.{self.counts[wanted][0]}{self.number} = result;",
                    f"        result += {callee}(argument, depth - 1);",
                    f"    }}",
                ]
        return "\n".join(lines + ["    return result;", "}"])

    def count(self, _, number):
        bound = self.random.randrange(1000)
        return [
            f"    const int above_{number} = base::slice(totals).count_if([&](int total) {{ return total > depth + {bound}; }});",
            f"    result = base::clamp(result, -above_{number}, {bound} + above_{number});",
        ]

    def choose_enum(self, _, number):
        kind, weight = self.random.choice(self.enums), self.random.randrange(1000)
        return [
            f"    const auto kind_{number} = ({kind})((result & 3) % 4);",
            f"    switch ((int)kind_{number}) {{",
            f"    case 0:",
            f"        result += {weight};",
            f"        break;",
            f"    case 1: {{",
            f"        int half = result / 2;",
            f"        result -= half;",
            f"        break;",
            f"    }}",
            f"    default:",
            f"        result ^= {weight};",
            f"    }}",
        ]

    def use_option(self, record, number):
        name = self.records[record]
        return [
            f"    const base::Option<{name}> found_{number} = depth > 1 ? base::Option<{name}>(subject) : base::Option<{name}>();",
            f"    result += found_{number}.map_or({self.random.randrange(1000)}, [](const {name} &value) {{ return value.sum(); }});",
        ]

    def use_node(self, _, number):
        name = self.random.choice(self.classes)
        return [
            f"    const {name} node_{number}({{}});",
            f"    const base::Node *weighed_{number} = &node_{number};",
            f"    result += weighed_{number}->weigh(depth) + (weighed_{number}->label()[0] == '{name[0]}');",
        ]

    def settle(self):
        record = self.records[-1]
        one = f"{self.counts[self.RECORDS - 1][0]}{self.number}"
        return f"""\
[[gnu::noinline]] int settle_everything(const {record} &subject, const base::Node &node, int depth) {{
    base::Array<int, 8> totals{{}};
    base::Pair<int, {self.enums[0]}> best{{0, {{}}}};
    for (int &total : totals) {{
        total = node.weigh(depth) + subject.{one};
        if (total > best.first) {{
            best.first = total;
        }}
    }}
    const int sum = totals.fold(0, [](int left, int right) {{ return base::mix(left, right); }});
    return sum + best.first;  // BREAK: settled
}}"""

    def run(self):
        lines = [f"int run(int seed) {{", f"    int result = seed;"]
        for name, record in self.functions:
            lines.append(f"    result += {name}({self.records[record]}{{}}, 3);")
        lines += [
            f"    const {self.classes[0]} node({{}});",
            f"    return result + settle_everything({{}}, node, seed);",
            f"}}",
        ]
        return "\n".join(lines)


def is_optimised(unit):
    return unit % 2 == 1


def modules_of(unit):
    """Numbers of a unit's modules."""
    before = unit + 7 * ((unit + 7) // 16)
    return range(before, before + (8 if unit % 16 == 8 else 1))


def write_unit(folder, unit):
    texts = [Module(number).text() for number in modules_of(unit)]
    source = folder / f"src/unit_{unit:05}.cpp"
    source.write_text('#include "src/shared.hpp"\n\n' + "\n\n".join(texts) + "\n")
    return source


def write_main(folder, units):
    numbers = [number for unit in range(units) for number in modules_of(unit)]
    lines = [f"namespace m{number:05} {{ int run(int seed); }}" for number in numbers]
    lines += ["", "int total;", "", 'extern "C" void __cxa_pure_virtual() { __builtin_trap(); }', ""]
    lines += ['extern "C" void _start() {', "    int seed = 1;"]
    lines += [f"    seed = m{number:05}::run(seed & 1023);" for number in numbers]
    lines += ["    total = seed;", "}"]
    (folder / "src/main.cpp").write_text("\n".join(lines) + "\n")


def compile_one(folder, name, optimised):
    level = "-O2" if optimised else "-O0"
    subprocess.run([CLANGXX, *FLAGS, level, "-c", f"src/{name}.cpp", "-o", f"{name}.o"], cwd=folder, check=True)
    return folder / f"{name}.o"


def build_units(folder, units):
    def one(unit):
        write_unit(folder, unit)
        return compile_one(folder, f"unit_{unit:05}", is_optimised(unit))

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(one, units))


def leb(data, at):
    value, shift = 0, 0
    while True:
        value |= (data[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 128:
            return value, at


def sections(data):
    """Kind, start and end of the content of each section of a module."""
    at = 8
    while at < len(data):
        kind = data[at]
        size, at = leb(data, at + 1)
        yield kind, at, at + size
        at += size


def code_section(path):
    """Offset of the content of the code section, from which addresses of the debug information count."""
    return next(start for kind, start, _ in sections(path.read_bytes()) if kind == 10)


def debug_sections(path):
    """Name and content of each section with debug information of a module."""
    data, found = path.read_bytes(), {}
    for _, start, end in (section for section in sections(data) if section[0] == 0):
        length, begun = leb(data, start)
        name = data[begun : begun + length].decode()
        if name.startswith(".debug_"):
            found[name] = data[begun + length : end]
    return found


def growth(objects):
    """Bytes by which these objects make a program larger: each string is there once, and those of headers already."""
    total, texts, every = 0, set(), None
    for path in objects:
        found = debug_sections(path)
        own = set(found.pop(".debug_str").split(b"\0"))
        total += sum(map(len, found.values()))
        texts |= own
        every = own if every is None else every & own
    return total + sum(len(text) + 1 for text in texts - every)


def link(folder, objects):
    # Names of thousands of objects may be more than a command line holds.
    (folder / "objects.txt").write_text("\n".join(path.name for path in objects))
    command = [CLANGXX, "--target=wasm32-wasi", "-Wno-deprecated", "-nostdlib", "--no-wasm-opt", "@objects.txt",
               "-Wl,-z,stack-size=1048576", "-o", "program.wasm"]
    subprocess.run(command, cwd=folder, check=True)
    for path in objects:
        path.unlink()


def write_stop(folder, units):
    """Where the measurement stops: in the middle of the program, in a unit that is not optimised."""
    unit = units // 4 * 2
    unit += 2 if unit % 16 == 8 else 0
    source = folder / f"src/unit_{unit:05}.cpp"
    lines = list(enumerate(source.read_text().splitlines(), 1))
    stop = {
        "file": f"src/{source.name}",
        "line": next(number for number, text in lines if "BREAK: settled" in text),
        "function": f"m{modules_of(unit)[0]:05}::settle_everything",
        "first_line": next(number + 1 for number, text in lines if " settle_everything(" in text),
    }
    (folder / "stop.json").write_text(json.dumps(stop, indent=2) + "\n")


def generate(megabytes):
    folder = ROOT / "target/debug-info" / str(megabytes)
    if (folder / "stop.json").exists():
        print(f"{folder}/program.wasm is there")
        return
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "src").mkdir(parents=True)
    (folder / "src/common.hpp").write_text(COMMON)
    (folder / "src/shared.hpp").write_text(shared_header())
    objects = build_units(folder, range(SAMPLE))
    units = max(SAMPLE, round(megabytes * 1e6 * SAMPLE / growth(objects)))
    objects += build_units(folder, range(SAMPLE, units))
    write_main(folder, units)
    objects.append(compile_one(folder, "main", False))
    link(folder, objects)
    write_stop(folder, units)
    sizes = {name: len(content) for name, content in debug_sections(folder / "program.wasm").items()}
    total = sum(sizes.values())
    print(f"{folder}/program.wasm: {units} units, {total / 1e6:.1f} MB of debug information")
    for name, size in sorted(sizes.items(), key=lambda item: -item[1]):
        print(f"  {name:20} {size / 1e6:8.1f} MB  {100 * size / total:3.0f} %")


def main():
    wanted = [int(text) for text in sys.argv[1:] if text.isdigit()]
    if not wanted or len(wanted) != len(sys.argv) - 1:
        sys.exit(__doc__)
    if shutil.which(CLANGXX) is None:
        sys.exit(f"{CLANGXX} is missing: apt-get install clang-22 lld-22, or set CLANGXX")
    for megabytes in wanted:
        generate(megabytes)


if __name__ == "__main__":
    main()
