#!/usr/bin/env python3
"""Kills the command line, and processes that it has started, at random instants with SIGKILL.

random_kills.py BIN_FOLDER [--kills N] [--seed N] [--jobs search,isolated,...]

Searches (also --isolate, whose workers are killed, too), training, exports of every format, reports and pictures of the
bundled example, and its search and export in the window where BIN_FOLDER has window_story (BITPRISM_SPEED). After each kill, and again when what was killed has been given again and has ended:
- a session opens and has every trial that it had before the kill, with the same scores;
- what is searched, trained and written is in the end what an undisturbed run gives, byte for byte;
- under the final name of a file stands nothing, what stood there before, or the whole file;
- no process is left, and beside a session that was closed neither -wal nor -shm.
Prints a row for each kind of job, what is left behind beside files and in the folder for temporary ones, and fails on
anything else. Every folder is a new one; needs Python 3 alone."""
import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MARK = "BITPRISM_RANDOM_KILLS"
TRIALS = "8"


class Job:
    """A command and the file that it writes. `resumes`: a killed one is continued by the same command. `session`: the
    file is one; `found`: it is the one of this pattern, as the program names it. `dated`: it
    names a moment, so that no two are the same."""

    def __init__(self, name, words, out, resumes=False, session=False, strikes_children=False, program="bitprism-cli",
                 found="", dated=False):
        self.name, self.words, self.out, self.program, self.found = name, words, out, program, found
        self.resumes, self.session, self.strikes_children = resumes, session, strikes_children
        self.dated = dated
        self.seconds = 0.0  # undisturbed
        self.expected = None  # bytes, or the trials of a session
        self.kills = self.early = 0  # early: it had ended before
        self.before, self.partial, self.trials = 0, 0, 0


def jobs_of(session):
    example = ["example", "--data", "example", "--images", "300"]
    search = ["search", *example, "--bits", "2-3", "--methods", "uniform", "--method", "mtgp", "--trials", TRIALS,
              "--seed", "5", "--look-ahead", "4"]
    export = ["export", "example", "--session", session, "--size", "80KiB", "--no-runtime", "--force"]
    return [
        Job("search", [*search, "--workers", "2", "--session", "s.bitprism"], "s.bitprism", resumes=True, session=True),
        Job("isolated", [*search, "--workers", "2", "--isolate", "--session", "s.bitprism"], "s.bitprism", resumes=True,
            session=True, strikes_children=True),
        Job("training", ["finetune", *example, "--bits", "3", "--epochs", "2", "--method", "uniform", "--out", "f.bprm",
                         "--force"],
            "f.bprm", resumes=True),
        Job("onnx", [*export, "--out", "e.onnx"], "e.onnx"),
        Job("external", [*export, "--external-data", "--out", "x.onnx"], "x.onnx"),
        Job("torchscript", [*export, "--format", "torchscript", "--out", "e.pt"], "e.pt"),
        Job("packed", [*export, "--format", "packed", "--out", "e.bprm"], "e.bprm"),
        Job("safetensors", [*export, "--format", "safetensors", "--out", "e.safetensors"], "e.safetensors"),
        Job("plan", [*export, "--format", "plan", "--out", "e.json"], "e.json"),
        Job("report", ["report", session, "--size", "80KiB", "--out", "r.html", "--force"], "r.html", dated=True),
        Job("picture", ["plot", "front", session, "--out", "p.png", "--force"], "p.png"),
        Job("window", ["w.bprm"], "w.bprm", resumes=True, program="window_story"),
        Job("in_window", ["w.bprm"], "", resumes=True, session=True, program="window_story",
            found="data/**/*.bitprism"),
    ]


def trials_of(path):
    """Of a session, also while it is written: trial -> its row. None: there is none yet, or not a moment to read it.
    Of a copy, since SQLite writes beside what it reads."""
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "copy"
            try:
                for end in ("", "-wal"):
                    if Path(f"{path}{end}").exists():
                        shutil.copy(f"{path}{end}", f"{copy}{end}")
                if not copy.exists():
                    return None
                session = sqlite3.connect(copy)
                try:
                    rows = session.execute("select trial, bits, accuracy, kl, loss, report_accuracy, bytes "
                                           "from evaluations")
                    return {row[0]: row[1:] for row in rows}
                finally:
                    session.close()
            except (sqlite3.Error, OSError):
                pass  # it was written meanwhile
    return None


class Strikes:
    def __init__(self, folder, cli, seed):
        self.folder, self.cli = folder, cli
        self.random = random.Random(seed)
        self.failures = []
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.environment = dict(os.environ, **{MARK: str(folder), "TMPDIR": str(self.temporary),
                                               "XDG_CONFIG_HOME": str(folder / "config"),
                                               "BITPRISM_ONNXRUNTIME": "none", "QT_QPA_PLATFORM": "offscreen"})

    def fail(self, job, what):
        self.failures.append(f"{job.name}: {what}")
        print(f"FAILED: {job.name}: {what}", flush=True)

    def start(self, job, place):
        with open(place / "said", "ab") as said:
            environment = dict(self.environment, XDG_DATA_HOME=str(place / "data"))
            return subprocess.Popen([str(self.cli.parent / job.program), *job.words], cwd=place, env=environment,
                                    stdout=said, stderr=said, stdin=subprocess.DEVNULL)

    def processes(self):
        """Of this run, by their environment."""
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                if f"{MARK}={self.folder}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                    words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    if words:  # empty: a zombie
                        found.append((int(entry.name), words))
            except OSError:
                pass
        return found

    def expect_no_processes(self, job):
        for _ in range(200):  # they notice it by themselves
            left = self.processes()
            if not left:
                return
            time.sleep(0.1)
        self.fail(job, f"processes are left: {left}")
        for number, _ in left:
            os.kill(number, signal.SIGKILL)

    def content(self, job, place):
        """What the job's end is compared by."""
        if job.session:
            return trials_of(place / job.out)
        whole = (place / job.out).read_bytes()
        data = place / (job.out + ".data")
        return whole + (data.read_bytes() if data.exists() else b"")

    def opens(self, job, path):
        """Whether the file that has another content than expected is whole."""
        if path.suffix == ".json":
            try:
                json.loads(path.read_text())
                return True
            except ValueError:
                return False
        if path.suffix in (".html",):
            return path.read_text().rstrip().endswith("</html>")
        if path.suffix == ".png":
            return path.read_bytes()[-8:-4] == b"IEND"
        return subprocess.run([str(self.cli), "inspect", str(path), "--json"], env=self.environment,
                              capture_output=True).returncode == 0

    def run(self, job, place):
        process = self.start(job, place)
        if process.wait() != 0:
            self.fail(job, f"ended with {process.returncode}: {(place / 'said').read_text()[-300:]}")

    def calm(self, job):
        contents = []
        for attempt in range(2):
            place = Path(tempfile.mkdtemp(prefix=job.name, dir=self.folder))
            begin = time.monotonic()
            self.run(job, place)
            job.seconds = time.monotonic() - begin
            if job.found:
                job.out = str(next(place.glob(job.found)).relative_to(place))
            contents.append(self.content(job, place))
            self.expect_clean(job, place)
            shutil.rmtree(place)
        # What has no certain content is only opened.
        job.expected = contents[0] if contents[0] == contents[1] and not job.dated else None

    def expect_clean(self, job, place):
        for name in os.listdir((place / job.out).parent):
            if name in tuple(Path(job.out).name + end for end in ("-wal", "-shm", "-journal")):
                self.fail(job, f"'{name}' is left")

    def check_file(self, job, place, before):
        path = place / job.out
        if not path.exists():
            if before is not None:
                self.fail(job, "the file that was there is gone")
            return
        if job.session:
            return
        now = path.read_bytes()
        if job.expected is not None and not (place / (job.out + ".data")).exists() and now in (before, job.expected):
            return
        if now != before and not self.opens(job, path):
            self.fail(job, f"'{job.out}' is half-written: {len(now)} bytes")

    def check_session(self, job, place, seen):
        if not (place / job.out).exists():
            if seen:
                self.fail(job, "the session is gone")
            return
        answer = subprocess.run([str(self.cli), "front", job.out, "--json"], cwd=place, env=self.environment,
                                capture_output=True, text=True)
        now = trials_of(place / job.out)
        if now is None or (answer.returncode != 0 and now):
            self.fail(job, f"the session does not open: {answer.stderr[-300:]}")
            return
        for trial, row in (seen or {}).items():
            job.trials += 1
            if now.get(trial) != row:
                self.fail(job, f"trial {trial} is lost or changed: {row} became {now.get(trial)}")

    def victim(self, job, process):
        """The program itself, or one of those that it has started."""
        if job.strikes_children and self.random.random() < 0.6:
            workers = [number for number, words in self.processes() if "bitprism-worker" in words.split(" ")[0]]
            if workers:
                return self.random.choice(workers)
        return process.pid

    def strike(self, job, place):
        """One kill. Whether there was something to kill."""
        path = place / job.out
        before = path.read_bytes() if path.exists() and not job.session else None
        process = self.start(job, place)
        time.sleep(self.random.uniform(0, job.seconds * 1.05))
        seen = trials_of(path) if job.session else None
        if process.poll() is not None:
            job.early += 1
            return False
        victim = self.victim(job, process)
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            process.wait()
            job.early += 1
            return False
        job.kills += 1
        if victim == process.pid:
            process.wait()
            self.expect_no_processes(job)
            if job.session:
                self.check_session(job, place, seen)
            else:
                self.check_file(job, place, before)
        elif process.wait() != 0:
            self.fail(job, f"ended with {process.returncode} when its worker was killed: "
                           f"{(place / 'said').read_text()[-300:]}")
        return True

    def round(self, job, most):
        """Kills one job again and again, then lets it end. The number of kills."""
        place = Path(tempfile.mkdtemp(prefix=job.name, dir=self.folder))
        if not job.resumes and self.random.random() < 0.5:
            self.run(job, place)  # a file is there already
        kills = 0
        while kills < most and self.strike(job, place):
            kills += 1
            if job.resumes and self.random.random() < 0.3:
                break
        self.run(job, place)
        self.expect_no_processes(job)
        self.expect_clean(job, place)
        if not (place / job.out).exists():
            self.fail(job, f"there is no '{job.out}' in the end")
        elif job.expected is not None:
            if self.content(job, place) != job.expected:
                self.fail(job, "the end is another than undisturbed")
        elif not self.opens(job, place / job.out):
            self.fail(job, "the file does not open")
        job.partial += sum(".part" in name for name in os.listdir(place))
        shutil.rmtree(place)
        return kills


def print_table(strikes, jobs, seconds):
    print(f"{'job':<12} {'kills':>6} {'too late':>9} {'trials kept':>12} {'parts left':>11}  compared")
    for job in jobs:
        print(f"{job.name:<12} {job.kills:>6} {job.early:>9} {job.trials:>12} {job.partial:>11}  "
              f"{'by content' if job.expected is not None else 'by opening it'}")
    scratch = len(list(strikes.temporary.iterdir()))
    print(f"{sum(job.kills for job in jobs)} kills in {seconds:.0f} s, {len(strikes.failures)} failures; {scratch} "
          f"folders and files are left in TMPDIR", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("bin")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", default="", help="names of jobs, separated by commas (default: all)")
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):  # also where it runs in the background
        signal.signal(number, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="random_kills"))
    strikes = Strikes(folder, Path(options.bin).resolve() / "bitprism-cli", options.seed)
    try:
        jobs = jobs_of(str(folder / "made.bitprism"))
        strikes.run(Job("made", [*jobs[0].words[:-1], str(folder / "made.bitprism")], ""), folder)
        jobs = [job for job in jobs if (strikes.cli.parent / job.program).exists()]
        if options.jobs:
            jobs = [job for job in jobs if job.name in options.jobs.split(",")]
        for job in jobs:
            strikes.calm(job)
        begin = time.monotonic()
        try:
            done = 0
            while done < options.kills:
                done += strikes.round(min(jobs, key=lambda one: one.kills + one.early), 4)
        except KeyboardInterrupt:
            print("interrupted")
        print_table(strikes, jobs, time.monotonic() - begin)
    finally:
        for number, _ in strikes.processes():
            os.kill(number, signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if strikes.failures else 0


if __name__ == "__main__":
    sys.exit(main())
