#!/usr/bin/env python3
"""Changes one operator, constant or bound of a core file at a time and tells which changes no test notices.

    tests/mutation/mutate.py --build build/dev --seed 1 --count 40
    tests/mutation/mutate.py --build build/dev --file core/stats/effective_sample_size.cpp --every
    tests/mutation/mutate.py --build build/dev --again survivors.json

Needs a build with core_tests in it. A mutant is compiled by itself and linked in front of the library, so the build
folder stays as it is. The tests that include the file's header run first; a mutant that they let live meets all
core tests. A mutant whose machine code is the original's is no mutant. Nothing here is needed to run the tests.
"""
import argparse
import json
import os
import pathlib
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = "quant,gp,search,codec,stats"

# What stands in the code, and what may stand there instead. Binary operators have spaces about them, so templates and
# pointers are left alone.
SWAPS = [
    (r" < ", [" <= ", " > "]), (r" <= ", [" < "]), (r" > ", [" >= ", " < "]), (r" >= ", [" > "]),
    (r" == ", [" != "]), (r" != ", [" == "]), (r" && ", [" || "]), (r" \|\| ", [" && "]),
    (r" \+ ", [" - "]), (r" - ", [" + "]), (r" \* ", [" / "]), (r" / ", [" * "]), (r" % ", [" / "]),
    (r" \+= ", [" -= "]), (r" -= ", [" += "]), (r" \*= ", [" /= "]), (r" << ", [" >> "]), (r" >> ", [" << "]),
    (r"(?<=[=(,?:] )-(?=[\w(])", [""]), (r"(?<=\()-(?=[\w(])", [""]), (r"(?<=return )-(?=[\w(])", [""]),
    (r"!(?=[(\w])", [""]), (r"\bstd::min\b", ["std::max"]), (r"\bstd::max\b", ["std::min"]),
    (r"\bstd::floor\b", ["std::ceil"]), (r"\bstd::ceil\b", ["std::floor"]), (r"\bstd::nearbyint\b", ["std::floor"]),
    (r"\bstd::sqrt\b", ["std::cbrt"]), (r"\bstd::fabs\b", [""]), (r"\bbreak;", [";"]), (r"\bcontinue;", [";"]),
    (r"\btrue\b", ["false"]), (r"\bfalse\b", ["true"]),
]
NUMBER = re.compile(r"(?<![\w.'])(\d+\.\d+(?:e-?\d+)?|\d+e-?\d+|\d+)(f|u|U|ULL|LL)?(?![\w.'])")
SKIPPED = re.compile(r"^\s*(#|using |namespace |template|static_assert|assert|throw |class |struct |case |default:)")


def blanked(source):
    """The source with comments and texts blanked out, at the same places."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.S)
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), source)


def other_numbers(text, suffix):
    if "." in text or "e" in text:
        value = float(text)
        return [repr(value * 2) if value else "1.0"] + ([repr(value / 2)] if value else [])
    value = int(text)
    return [str(value + 1)] + ([str(value - 1)] if value > 0 else [])


def mutants_of(path):
    """Every (begin, end, replacement) of a file."""
    source = (ROOT / path).read_text()
    code, found, at = blanked(source), [], 0
    statement = False  # the rest of a statement that is skipped
    for line in code.splitlines(keepends=True):
        skipped = statement or SKIPPED.match(line)
        statement = bool(skipped) and not line.lstrip().startswith("#") and not re.search(r"[;{}:]\s*$", line)
        if not skipped:
            for pattern, replacements in SWAPS:
                for match in re.finditer(pattern, line):
                    found += [(at + match.start(), at + match.end(), one) for one in replacements]
            for match in NUMBER.finditer(line):
                suffix = match.group(2) or ""
                found += [(at + match.start(), at + match.end(), one + suffix)
                          for one in other_numbers(match.group(1), suffix)]
        at += len(line)
    return source, found


def line_of(source, begin):
    return source.count("\n", 0, begin) + 1


class Bench:
    """Builds and judges mutants beside a build folder."""

    def __init__(self, build, seconds):
        self.build, self.seconds = pathlib.Path(build).resolve(), seconds
        entries = json.loads((self.build / "compile_commands.json").read_text())
        self.commands = {os.path.relpath(entry["file"], ROOT): entry["command"] for entry in entries}
        listed = subprocess.run(["ninja", "-C", self.build, "-t", "commands", "core_tests"], check=True,
                                capture_output=True, text=True).stdout.splitlines()
        # What cmake runs after linking is none of the mutant's concern.
        self.link = next(line for line in reversed(listed) if " -o bin/core_tests" in line).removeprefix(": && ")
        self.link = self.link.split(" && ")[0]
        self.folder = tempfile.TemporaryDirectory(prefix="bitprism-mutant-")
        self.objects = {}

    def compiled(self, path, source, name):
        words = shlex.split(self.commands[path])
        if words[0].endswith("ccache"):
            words = words[1:]
        copy, made = f"{self.folder.name}/{pathlib.Path(path).name}", f"{self.folder.name}/{name}.o"
        pathlib.Path(copy).write_text(source)
        words[words.index("-o") + 1] = made
        words[words.index("-c") + 1] = copy
        done = subprocess.run(words + ["-g0", "-w"], cwd=self.build, capture_output=True, text=True, check=False)
        return made if done.returncode == 0 else None

    def original(self, path):
        if path not in self.objects:
            made = self.compiled(path, (ROOT / path).read_text(), "original-" + path.replace("/", "-"))
            self.objects[path] = pathlib.Path(made).read_bytes()
        return self.objects[path]

    def linked(self, made):
        program = f"{self.folder.name}/core_tests"
        command = self.link.replace("core/libcore.a", f"{made} core/libcore.a", 1)
        command = command.replace("-o bin/core_tests", f"-o {program}")
        subprocess.run(command, shell=True, cwd=self.build, check=True, capture_output=True)
        return program

    def killer(self, program, suites):
        """The first test that fails, or None."""
        chosen = ":".join(f"{suite}.*:*/{suite}.*" for suite in suites) if suites else "*"
        arguments = [program, f"--gtest_filter={chosen}", "--gtest_fail_fast", "--gtest_brief=1"]
        try:
            done = subprocess.run(arguments, cwd=self.folder.name, capture_output=True, text=True, errors="replace",
                                  timeout=self.seconds, check=False)
        except subprocess.TimeoutExpired:
            return "does not end"
        if done.returncode == 0:
            return None
        failed = re.search(r"\[  FAILED  \] (\S+?)[,\s(]", done.stdout)
        return failed.group(1) if failed else f"ends with {done.returncode}"


def suites_for(path):
    """Suites of the test files that bear the file's name or include its header, by way of other headers too."""
    stem, reached, grown = pathlib.Path(path).stem, set(), {path.replace(".cpp", ".h")}
    while grown:
        reached |= grown
        grown = {str(header.relative_to(ROOT)) for header in (ROOT / "core").glob("*/*.h")
                 if any(f'"{one}"' in header.read_text() for one in grown)} - reached
    suites = set()
    for test in sorted((ROOT / "tests/core").glob("*.cpp")):
        text = test.read_text()
        if any(f'"{one}"' in text for one in reached) or test.name in (f"{stem}_test.cpp", f"{stem}_golden_test.cpp"):
            suites.update(re.findall(r"^TEST(?:_F|_P)?\((\w+),", text, re.M))
    return sorted(suites)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build/dev")
    parser.add_argument("--folders", default=FOLDERS, help="of core, with commas between")
    parser.add_argument("--file", action="append", help="only this file; may be repeated")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--every", action="store_true", help="every mutant instead of a drawn few")
    parser.add_argument("--again", help="only the mutants of a list that --survivors wrote")
    parser.add_argument("--seconds", type=float, default=600, help="after which a mutant does not end")
    parser.add_argument("--quick", action="store_true", help="only the tests that include the file's header")
    parser.add_argument("--survivors", help="where to write the list of survivors, as JSON")
    options = parser.parse_args()

    bench, drawn = Bench(options.build, options.seconds), []
    if options.again:
        for kept in json.loads(pathlib.Path(options.again).read_text()):
            source = (ROOT / kept["file"]).read_text()
            places = [found for found in mutants_of(kept["file"])[1]
                      if source[found[0]:found[1]] == kept["was"] and found[2] == kept["is"]
                      and source.splitlines()[line_of(source, found[0]) - 1].strip() == kept["text"]]
            drawn += [(kept["file"], place) for place in places[kept["which"]:kept["which"] + 1]]
    else:
        files = options.file or sorted(str(path.relative_to(ROOT)) for folder in options.folders.split(",")
                                       for path in (ROOT / "core" / folder).glob("*.cpp"))
        everything = [(path, place) for path in files for place in mutants_of(path)[1]]
        print(f"{len(everything)} mutants of {len(files)} files", flush=True)
        drawn = everything if options.every else random.Random(options.seed).sample(
            everything, min(len(everything), 3 * options.count))

    counts, survivors = {"killed": 0, "survived": 0, "not compiled": 0, "same code": 0}, []
    for path, (begin, end, replacement) in drawn:
        if not options.every and not options.again and counts["killed"] + counts["survived"] >= options.count:
            break
        source, began = (ROOT / path).read_text(), time.time()
        line = line_of(source, begin)
        made = bench.compiled(path, source[:begin] + replacement + source[end:], "mutant")
        if made is None:
            verdict = "not compiled"
        elif pathlib.Path(made).read_bytes() == bench.original(path):
            verdict = "same code"
        else:
            program, suites = bench.linked(made), suites_for(path)
            killer = bench.killer(program, suites) if suites else None
            if killer is None and not options.quick:
                killer = bench.killer(program, [])
            verdict = "survived" if killer is None else "killed"
        counts[verdict] += 1
        text = source.splitlines()[line - 1].strip()
        by = f" by {killer}" if verdict == "killed" else ""
        print(f"{verdict}{by}: {path}:{line}: '{source[begin:end].strip()}' -> '{replacement.strip()}' in: {text}"
              f" ({time.time() - began:.0f} s)", flush=True)
        if verdict == "survived":
            same = [found for found in mutants_of(path)[1]
                    if source[found[0]:found[1]] == source[begin:end] and found[2] == replacement
                    and source.splitlines()[line_of(source, found[0]) - 1].strip() == text]
            survivors.append({"file": path, "was": source[begin:end], "is": replacement, "text": text,
                              "which": same.index((begin, end, replacement))})
            if options.survivors:
                pathlib.Path(options.survivors).write_text(json.dumps(survivors, indent=1) + "\n")
    print(", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    return 1 if survivors else 0


if __name__ == "__main__":
    if not shutil.which("ninja"):
        sys.exit("ninja is needed")
    sys.exit(main())
