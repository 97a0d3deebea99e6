#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "core/run/runtime_process.h"

// Runs models in ONNX Runtime for the other programs, which start it with a socket and are out of reach of its crashes.
int main() {
  constexpr int socket = 3;
  struct stat kind {};
  if (fstat(socket, &kind) != 0 || !S_ISSOCK(kind.st_mode)) {
    std::fputs("bitprism-runtime: run by bitprism and bitprism-cli, not by people\n", stderr);
    return 2;
  }
  for (const int signal : {SIGINT, SIGQUIT, SIGHUP}) std::signal(signal, SIG_IGN);  // the other side decides
  std::signal(SIGPIPE, SIG_IGN);
  rlimit none{};
  setrlimit(RLIMIT_CORE, &none);
  bitprism::serveRuntime(socket);
  _exit(0);  // the library's threads may still run
}
