#include "core/run/confinement.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#if defined(BITPRISM_SECCOMP)
#include <seccomp.h>
#endif

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <thread>

#include "core/base/error.h"
#include "core/base/file_descriptor.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

// The kernel's interface (linux/landlock.h), whose newer parts the headers of a system may lack.
namespace landlock {

constexpr long createRuleset = 444, addRule = 445, restrictSelf = 446;  // the same on all machines
constexpr unsigned versionFlag = 1;
constexpr int beneathPath = 1;

enum Files : std::uint64_t {
  Execute = 1 << 0,
  WriteFile = 1 << 1,
  ReadFile = 1 << 2,
  ReadFolder = 1 << 3,
  Make = (1 << 13) - (1 << 4),  // removes and makes files, folders, sockets, pipes, devices and links
  Refer = 1 << 13,              // since version 2
  Truncate = 1 << 14,           // 3
  UseDevice = 1 << 15           // 5
};
enum Network : std::uint64_t { BindTcp = 1, ConnectTcp = 2 };           // 4
enum Scope : std::uint64_t { AbstractSockets = 1, OthersSignals = 2 };  // 6

struct Ruleset {
  std::uint64_t files, network, scope;
};
struct __attribute__((packed)) PathRule {
  std::uint64_t allowed;
  std::int32_t path;
};

int version() {
  return static_cast<int>(std::max(0L, syscall(createRuleset, nullptr, 0, versionFlag)));
}

}  // namespace landlock

// What the system's libraries read whoever calls them. Of /proc only what is of this process.
constexpr std::array systemPaths = {"/usr",
                                    "/lib",
                                    "/lib64",
                                    "/etc/ld.so.cache",
                                    "/etc/alternatives",
                                    "/etc/localtime",
                                    "/proc/self",
                                    "/proc/cpuinfo",
                                    "/proc/meminfo",
                                    "/proc/stat",
                                    "/proc/sys/vm/overcommit_memory",
                                    "/sys/devices/system",
                                    "/dev/urandom",
                                    "/dev/random",
                                    "/dev/zero"};

[[noreturn]] void failConfining(const std::string& what) {
  throw Error(text("cannot confine the process: ", what, ": ", std::strerror(errno)));
}

void allow(int rules, const std::string& path, std::uint64_t rights) {
  const FileDescriptor file(open(path.c_str(), O_PATH | O_CLOEXEC));
  struct stat facts {};
  if (!file || fstat(file.get(), &facts) != 0) return;  // nothing is there
  using namespace landlock;
  if (!S_ISDIR(facts.st_mode)) rights &= WriteFile | ReadFile | Truncate | UseDevice;
  const PathRule rule{rights, file.get()};
  if (syscall(addRule, rules, beneathPath, &rule, 0) != 0) failConfining(text("Landlock refuses '", path, "'"));
}

void confineFiles(const Confinement& confinement, int version) {
  using namespace landlock;
  Ruleset ruleset{};
  const std::uint64_t reading = ReadFile | ReadFolder;
  ruleset.files = Execute | WriteFile | Make;
  if (!confinement.readsAnything) ruleset.files |= reading;
  if (version >= 2) ruleset.files |= Refer;
  if (version >= 3) ruleset.files |= Truncate;
  if (version >= 4) ruleset.network = BindTcp | ConnectTcp;
  if (version >= 5) ruleset.files |= UseDevice;
  if (version >= 6) ruleset.scope = AbstractSockets | OthersSignals;
  const FileDescriptor rules(static_cast<int>(syscall(createRuleset, &ruleset, sizeof ruleset, 0)));
  if (!rules) failConfining("Landlock gives no rules");
  if (!confinement.readsAnything) {
    for (const char* path : systemPaths) allow(rules.get(), path, reading);
    for (const std::string& path : confinement.readable) allow(rules.get(), path, reading);
  }
  allow(rules.get(), "/dev/null", (reading | WriteFile) & ruleset.files);
  if (!confinement.scratch.empty())
    allow(rules.get(), confinement.scratch, (reading | WriteFile | Make | Refer | Truncate) & ruleset.files);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) failConfining("it may gain rights");
  if (syscall(restrictSelf, rules.get(), 0) != 0) failConfining("Landlock does not restrict it");
}

#if defined(BITPRISM_SECCOMP)

// Calls that computing needs nobody for: of the network, of other processes, of the whole system, and of properties of
// files that Landlock does not know.
constexpr std::array forbiddenCalls = {"socket",
                                       "connect",
                                       "bind",
                                       "listen",
                                       "accept",
                                       "accept4",
                                       "execve",
                                       "execveat",
                                       "fork",
                                       "vfork",
                                       "ptrace",
                                       "process_vm_readv",
                                       "process_vm_writev",
                                       "pidfd_open",
                                       "pidfd_getfd",
                                       "pidfd_send_signal",
                                       "kill",
                                       "tkill",
                                       "rt_sigqueueinfo",
                                       "mount",
                                       "umount2",
                                       "move_mount",
                                       "fsopen",
                                       "open_tree",
                                       "pivot_root",
                                       "chroot",
                                       "unshare",
                                       "setns",
                                       "bpf",
                                       "perf_event_open",
                                       "keyctl",
                                       "add_key",
                                       "request_key",
                                       "io_uring_setup",
                                       "io_uring_enter",
                                       "io_uring_register",
                                       "userfaultfd",
                                       "open_by_handle_at",
                                       "init_module",
                                       "finit_module",
                                       "delete_module",
                                       "kexec_load",
                                       "kexec_file_load",
                                       "reboot",
                                       "swapon",
                                       "swapoff",
                                       "settimeofday",
                                       "clock_settime",
                                       "clock_adjtime",
                                       "adjtimex",
                                       "sethostname",
                                       "setdomainname",
                                       "acct",
                                       "quotactl",
                                       "chmod",
                                       "fchmod",
                                       "fchmodat",
                                       "chown",
                                       "fchown",
                                       "lchown",
                                       "fchownat",
                                       "setxattr",
                                       "lsetxattr",
                                       "fsetxattr",
                                       "removexattr",
                                       "lremovexattr",
                                       "fremovexattr",
                                       "utime",
                                       "utimes",
                                       "utimensat",
                                       "futimesat",
                                       "msgget",
                                       "semget",
                                       "shmget",
                                       "mknod",
                                       "mknodat"};

void confineCalls() {
  const std::unique_ptr<void, decltype(&seccomp_release)> filter(seccomp_init(SCMP_ACT_ALLOW), &seccomp_release);
  if (!filter) failConfining("seccomp gives no filter");
  const auto check = [](int result) {
    if (result == 0) return;
    errno = -result;
    failConfining("seccomp does not take a rule");
  };
  for (const char* name : forbiddenCalls) {
    const int call = seccomp_syscall_resolve_name(name);
    if (call >= 0) check(seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 0));
  }
  // Threads, but no processes. The flags of clone3 are out of a filter's sight; libraries fall back to clone.
  constexpr scmp_datum_t cloneThread = 0x00010000;
  check(seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                         SCMP_A0(SCMP_CMP_MASKED_EQ, cloneThread, 0)));
  if (const int clone3 = seccomp_syscall_resolve_name("clone3"); clone3 >= 0)
    check(seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), clone3, 0));
  check(seccomp_load(filter.get()));
}

bool haveSeccomp() {
  return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
}

#else

void confineCalls() {}
bool haveSeccomp() {
  return false;
}

#endif

// A line of /proc/self/status in bytes; 0: there is none.
std::int64_t statusBytes(const std::string& key) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(key)) return std::atoll(line.c_str() + key.size()) * 1024;
  return 0;
}

}  // namespace

std::string ConfinementSupport::lack() const {
  if (complete()) return {};
  if (landlock > 0)
    return "Confined processes can reach the network and start programs here: this build has no libseccomp, or the "
           "kernel no seccomp.";
  if (seccomp) return "Confined processes can read and change the user's files here: the kernel has no Landlock.";
  return "Confined processes can read and change the user's files and reach the network here: the kernel has no "
         "Landlock, and this build no libseccomp or the kernel no seccomp.";
}

ConfinementSupport confinementSupport() {
  return {landlock::version(), haveSeccomp()};
}

void confine(const Confinement& confinement) {
  limitResource(RLIMIT_CORE, 0);
  if (confinement.scratch.empty()) {
    std::signal(SIGXFSZ, SIG_IGN);
    limitResource(RLIMIT_FSIZE, 0);  // holds even without Landlock
  }
  if (confinement.memoryBytes > 0) limitMemory(confinement.memoryBytes);
  if (confinement.processorSeconds > 0) {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const double seconds = static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec);
    limitResource(RLIMIT_CPU, static_cast<std::uint64_t>(std::ceil(seconds + 1 + confinement.processorSeconds)));
  }
  const ConfinementSupport support = confinementSupport();
  if (support.landlock > 0) confineFiles(confinement, support.landlock);
  if (support.seccomp) confineCalls();
}

void limitResource(int resource, std::uint64_t most) {
  rlimit limit{};
  getrlimit(static_cast<__rlimit_resource>(resource), &limit);
  limit.rlim_cur = std::min<rlim_t>(most, limit.rlim_max);
  // Out of reach of what runs here; of processor time the first limit is told by its own signal.
  constexpr rlim_t grace = 5;
  limit.rlim_max = resource == RLIMIT_CPU ? std::min<rlim_t>(limit.rlim_cur + grace, limit.rlim_max) : limit.rlim_cur;
  setrlimit(static_cast<__rlimit_resource>(resource), &limit);
}

void limitMemory(std::int64_t bytes) {
  // Threads that start later reserve stacks, and malloc address space for each of them that it never touches.
  constexpr std::int64_t stack = 16 << 20, reserve = std::int64_t{128} << 20;
  const auto threads = static_cast<std::int64_t>(std::max(1u, std::thread::hardware_concurrency()));
  limitResource(RLIMIT_DATA, static_cast<std::uint64_t>(statusBytes("VmData:") + threads * stack + bytes));
  limitResource(RLIMIT_AS, static_cast<std::uint64_t>(statusBytes("VmSize:") + threads * (stack + reserve) + bytes));
}

}  // namespace bitprism
