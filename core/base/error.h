#pragma once

#include <stdexcept>
#include <string>

namespace bitprism {

// What went wrong, in one sentence for the user: what, where, what was expected. The window shows this text and the
// command line prints it; the type determines the exit code.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The user asked for something that does not exist or does not fit together (exit code 2).
class UsageError : public Error {
 public:
  using Error::Error;
};

// A file that was read is bad, truncated or of another kind than expected (exit code 3).
class InputError : public Error {
 public:
  using Error::Error;
};

// The user stopped the work; what was finished is kept (exit code 130).
class Cancelled : public Error {
 public:
  Cancelled() : Error("cancelled") {}
};

}  // namespace bitprism
