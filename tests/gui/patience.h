#pragma once

namespace bitprism::test {

// Milliseconds that a window is given to come to what a test waits for. Long, for a machine that does much else: a test
// that succeeds ends as soon as it does.
constexpr int patience = 600000;

}  // namespace bitprism::test
