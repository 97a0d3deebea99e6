#include "app/cli/interrupt_watch.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

namespace bitprism {
namespace {

using namespace std::chrono_literals;

// What a process of its own finds, as its exit code; 0: all is well.
int lookAtTheWatch() {
  const InterruptWatch watch;
  struct sigaction action {};
  stack_t stack{};
  for (const int number : {SIGINT, SIGTERM}) {
    ::sigaction(number, nullptr, &action);
    if (action.sa_handler == SIG_IGN) continue;  // as it was given
    if (!(action.sa_flags & SA_ONSTACK)) return 1;
  }
  if (::sigaltstack(nullptr, &stack) != 0 || (stack.ss_flags & SS_DISABLE)) return 2;
  if (static_cast<long>(stack.ss_size) < 2 * ::sysconf(_SC_MINSIGSTKSZ)) return 3;
  ::raise(SIGTERM);
  for (int i = 0; i < 6000 && !watch.token().stop_requested(); ++i) std::this_thread::sleep_for(10ms);
  return watch.token().stop_requested() ? 0 : 4;
}

// Products of matrices use the stack pointer for other memory: a signal's frame must not be written there.
TEST(InterruptWatchTest, handlesSignalsOnAStackOfItsOwn) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) ::_exit(lookAtTheWatch());
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace bitprism
