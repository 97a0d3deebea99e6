#pragma once

// A function so marked is built for several processors and chosen when the program starts. Only for loops whose result
// does not depend on the choice: nothing may be contracted or reordered. Sanitizers run before such choices can be made.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define BITPRISM_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define BITPRISM_CLONES
#endif
