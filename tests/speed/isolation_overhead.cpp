// What it costs to evaluate plans in a confined worker (--isolate) instead of in this process: the same plans in turns,
// a different one each round, so that nothing is known already. Seconds of processors, of this process and its worker,
// and by the clock. isolation_overhead NETWORK DATA [IMAGES [THREADS [ROUNDS [WORKERS]]]], by default 1000 images, 1
// thread, 10 rounds, 1 worker. Prints a line a round, the overhead of the sums and of the medians, what the worker's
// start takes, once a search, and the memory of this process and of the workers: after opening and at the end.

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <thread>

#include "app/workflow/plan_workers.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/read/reading_process.h"

using namespace bitprism;

namespace {

// Seconds of processors of a process, and by the clock.
struct Seconds {
  double processor = 0, clock = 0;
  Seconds operator-(const Seconds& other) const { return {processor - other.processor, clock - other.clock}; }
};

double processorSeconds(pid_t process) {
  clockid_t clock{};
  timespec time{};
  if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &time) != 0) return 0;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// Of this process and the workers.
Seconds now(const std::vector<pid_t>& workers) {
  Seconds seconds{processorSeconds(0),
                  std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count()};
  for (const pid_t worker : workers) seconds.processor += processorSeconds(worker);
  return seconds;
}

template <class Work>
Seconds measured(const std::vector<pid_t>& workers, const Work& work) {
  const Seconds start = now(workers);
  work();
  return now(workers) - start;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

// In percent, of the sums and of the medians.
void printOverhead(const char* what, const std::vector<Seconds>& here, const std::vector<Seconds>& there,
                   double Seconds::*which) {
  std::vector<double> one, other;
  double sum = 0, otherSum = 0;
  for (const Seconds& seconds : here) sum += one.emplace_back(seconds.*which);
  for (const Seconds& seconds : there) otherSum += other.emplace_back(seconds.*which);
  std::printf("%s: %+.2f %% in all, %+.2f %% of the medians\n", what, (otherSum / sum - 1) * 100,
              (median(other) / median(one) - 1) * 100);
}

// What a process holds: all of it, its share of what others hold too, and what is its own.
void printMemory(const char* when, const char* whose, pid_t process) {
  std::ifstream lines(text("/proc/", process, "/smaps_rollup"));
  std::map<std::string, double> megabytes;
  std::string key;
  for (std::string line; std::getline(lines, line);)
    if (const std::size_t colon = line.find(':'); colon != std::string::npos)
      megabytes[line.substr(0, colon)] = std::atof(line.c_str() + colon + 1) * 1024 / 1e6;
  std::printf("%s, %s: %.1f MB resident, %.1f MB with its share of what is shared, %.1f MB of its own\n", when, whose,
              megabytes["Rss"], megabytes["Pss"], megabytes["Private_Clean"] + megabytes["Private_Dirty"]);
}

void printMemory(const char* when, const LocalWorkers& workers) {
  printMemory(when, "this process", getpid());
  for (const pid_t process : workers.processes()) printMemory(when, "a worker", process);
}

// As many requests at a time as there are workers, so that every one of them opens the files.
void startAll(const Study& study, LocalWorkers& workers, int count) {
  const EvaluationRequest request{.part = studyPartName(StudyPart::All),
                                  .plans = {planToJson(floatPlan(study.network()->layers.size()), *study.network())},
                                  .task = {}};
  std::vector<std::jthread> asking;
  for (int i = 0; i < count; ++i) asking.emplace_back([&] { workers.measure(request); });
}

void compare(Study& study, LocalWorkers& workers, int rounds) {
  Evaluator& inside = study.evaluatorOf(StudyPart::All);
  Evaluator& isolated = study.planEvaluator(StudyPart::All);
  const std::size_t layers = study.network()->layers.size();
  const std::vector<pid_t> processes = workers.processes();
  std::vector<Seconds> here, there;
  for (int round = -1; round < rounds; ++round) {  // the first one, which measures the float network, does not count
    QuantPlan plan = uniformPlan(layers, Quantization{}.at(2 + (round + 1) % 7));
    plan.layers[static_cast<std::size_t>(round + 1) % layers].bits = 8 - (round + 1) % 5;
    Score one, other;
    const auto evaluateHere = [&] {
      here.push_back(measured(processes, [&] { one = inside.evaluate(plan, Task{}); }));
    };
    const auto evaluateThere = [&] {
      there.push_back(measured(processes, [&] { other = isolated.evaluate(plan, Task{}); }));
    };
    if (round % 2 == 0) {
      evaluateHere();
      evaluateThere();
    } else {
      evaluateThere();
      evaluateHere();
    }
    if (one.accuracy != other.accuracy || one.kl != other.kl) throw Error("the scores differ");
    if (round < 0) {
      here.clear();
      there.clear();
      continue;
    }
    std::printf("%2d: here %.3f s of processors, %.3f s; isolated %.3f s, %.3f s\n", round + 1, here.back().processor,
                here.back().clock, there.back().processor, there.back().clock);
    std::fflush(stdout);
  }
  printOverhead("processors", here, there, &Seconds::processor);
  printOverhead("by the clock", here, there, &Seconds::clock);
}

}  // namespace

int main(int argc, char** argv) {
  const std::unique_ptr<SeparateProcess> apart = startReadingProcess();
  if (argc < 3) {
    std::cerr << "usage: isolation_overhead NETWORK DATA [IMAGES [THREADS [ROUNDS [WORKERS]]]]\n";
    return 2;
  }
  try {
    prepareTorch();
    StudySettings settings;
    settings.networkPath = argv[1];
    settings.dataPath = argv[2];
    settings.images = argc > 3 ? std::atoi(argv[3]) : 1000;
    settings.threads = static_cast<unsigned>(argc > 4 ? std::atoi(argv[4]) : 1);
    settings.reading.process = apart.get();
    std::unique_ptr<Study> study;
    const Seconds opening = measured({}, [&] { study = Study::open(settings); });
    std::vector<std::string> notices;
    std::shared_ptr<LocalWorkers> workers;
    const int count = argc > 6 ? std::atoi(argv[6]) : 1;
    Seconds start = measured({}, [&] { workers = isolate(*study, {.workers = count}, notices); });
    for (const pid_t process : workers->processes()) start.processor += processorSeconds(process);
    for (const std::string& notice : notices) std::cerr << notice << '\n';
    printMemory("opened", *workers);
    startAll(*study, *workers, count);
    printMemory("all have measured", *workers);
    compare(*study, *workers, argc > 5 ? std::atoi(argv[5]) : 10);
    printMemory("at the end", *workers);
    std::printf("the worker's start: %.2f s of processors, %.2f s (opening the files here: %.2f s, %.2f s)\n",
                start.processor, start.clock, opening.processor, opening.clock);
    return 0;
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << '\n';
    return 1;
  }
}
