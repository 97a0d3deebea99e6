#include "app/cli/interrupt_watch.h"

#include <semaphore.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string_view>

namespace bitprism {
namespace {

constexpr int interruptedCode = 130;

// The state for the signal handler. It only counts and wakes the watch's thread, which does the rest.
volatile sig_atomic_t watched = 0, seen = 0;
sem_t wake;

[[noreturn]] void endAtOnce(std::string_view why) {
  const ssize_t ignored = ::write(STDERR_FILENO, why.data(), why.size());
  (void)ignored;
  ::_exit(interruptedCode);
}

void onSignal(int) {
  if (!watched) endAtOnce("bitprism-cli: interrupted before anything started\n");
  seen = seen + 1;
  if (seen > 1) endAtOnce("\nbitprism-cli: interrupted immediately\n");
  ::sem_post(&wake);
}

// On a stack of its own: oneDNN's products of matrices use the stack pointer for other memory while they compute, and
// what the system writes below it for a signal would destroy the heap. The system gives signals of a process to its
// first thread, which calls this.
void installHandlers() {
  constexpr std::size_t stackBytes = 64 << 10;  // with room for the registers of AVX-512
  alignas(16) static char memory[stackBytes];
  stack_t stack{};
  stack.ss_sp = memory;
  stack.ss_size = stackBytes;
  ::sigaltstack(&stack, nullptr);
  struct sigaction action {};
  action.sa_handler = onSignal;
  action.sa_flags = SA_RESTART | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (const int number : {SIGINT, SIGTERM}) {
    // A shell that starts a job in the background makes it ignore SIGINT.
    struct sigaction before {};
    if (::sigaction(number, nullptr, &before) == 0 && before.sa_handler == SIG_IGN) continue;
    ::sigaction(number, &action, nullptr);
  }
}

// Runs before the initializers of libraries, which take most of the time until main.
__attribute__((section(".preinit_array"), used)) void (*const beforeLibraries)() = installHandlers;

}  // namespace

InterruptWatch::InterruptWatch() {
  installHandlers();
  ::sem_init(&wake, 0, 0);
  thread_ = std::jthread([this](std::stop_token ended) {
    while (::sem_wait(&wake) != 0 && errno == EINTR) {
    }
    if (!ended.stop_requested()) stop_.request_stop();
  });
  watched = 1;
}

// From here on a signal ends the program.
InterruptWatch::~InterruptWatch() {
  thread_.request_stop();
  ::sem_post(&wake);
}

}  // namespace bitprism
