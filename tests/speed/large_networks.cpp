// What it takes to open networks of the sizes that people bring: large_networks FOLDER writes the graphs of well-known
// networks with random weights there (once) and opens each twice. First as the programs do, read in a separate process:
// the seconds until the histogram of the first layer, those of the processor, which a busy machine changes less, and
// the memory that this took in the program and in the process that read. Then in one process. Memory is what came on
// top of that of the program before the file, in parts of the file. large_networks FOLDER FILE apart|together does one
// of them.

#include "tests/support/large_networks.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/stats/histogram.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/read/reading_process.h"
#include "tests/support/large_networks.h"

using namespace bitprism;

namespace {

double megabytes(double bytes) {
  return bytes / 1e6;
}

struct Usage {
  double seconds = 0;    // of the processor
  double megabytes = 0;  // resident, at most so far
};

Usage usageNow(int whose = RUSAGE_SELF) {
  rusage usage{};
  getrusage(whose, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return {seconds(usage.ru_utime) + seconds(usage.ru_stime), megabytes(static_cast<double>(usage.ru_maxrss) * 1024)};
}

// process: reads it there; none: here.
void open(const std::string& path, std::unique_ptr<SeparateProcess> process) {
  using Clock = std::chrono::steady_clock;
  prepareTorch();
  const double file = megabytes(static_cast<double>(std::filesystem::file_size(path)));
  const Usage before = usageNow();
  const auto start = Clock::now();
  const bool apart = process != nullptr;
  ReadOptions options;
  options.process = process.get();
  options.limits.seconds = 600;
  const Network network = readNetwork(path, options);
  const Histogram drawn = histogram(*network.layers.front().weights, 256);
  const double passed = std::chrono::duration<double>(Clock::now() - start).count();
  const Usage after = usageNow();
  Usage reader;
  if (process) {
    process.reset();  // then its usage counts
    reader = usageNow(RUSAGE_CHILDREN);
  }
  const double worked = after.seconds - before.seconds + reader.seconds, used = after.megabytes - before.megabytes;
  std::printf(
      "%-16s %6.1f MB, %4zu layers, %s: histogram of %zu bins after %6.2f s, %5.2f s for 100 MB; %5.2f s of the "
      "processor, %5.2f s for 100 MB; memory %6.1f MB, %5.2f x",
      std::filesystem::path(path).stem().c_str(), file, network.layers.size(), apart ? "apart   " : "together",
      drawn.counts.size(), passed, 100 * passed / file, worked, 100 * worked / file, used, used / file);
  if (apart) {
    const double there = reader.megabytes - before.megabytes;
    std::printf("; of the reader %6.1f MB, %5.2f x", there, there / file);
  }
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) try {
  std::unique_ptr<SeparateProcess> process = startReadingProcess();
  if (argc < 2) {
    std::cerr << "large_networks FOLDER [FILE apart|together]\n";
    return 2;
  }
  if (argc > 3) {
    if (std::string(argv[3]) != "apart") process.reset();
    open(argv[2], std::move(process));
    return 0;
  }
  const std::string folder = argv[1];
  std::filesystem::create_directories(folder);
  for (const test::LargeFile& large : test::largeFiles)
    for (const char* how : {"apart", "together"}) {
      const std::string path = folder + "/" + large.name + ".onnx";
      if (!std::filesystem::exists(path)) writeFile(path, large.write());
      const pid_t child = fork();
      if (child < 0) throw Error("cannot start a process");
      if (child == 0) {
        execl("/proc/self/exe", argv[0], argv[1], path.c_str(), how, nullptr);
        _exit(1);
      }
      int status = 0;
      waitpid(child, &status, 0);
      if (status != 0) throw Error(text("cannot open '", path, "'"));
    }
  return 0;
} catch (const std::exception& problem) {
  std::cerr << problem.what() << '\n';
  return 1;
}
