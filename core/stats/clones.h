#pragma once

// Marks a function to be built for several processors; one version is chosen when the program starts. Only for loops
// whose result does not depend on the choice: nothing may be contracted or reordered. Sanitizers run before such
// choices can be made. x86-64-v4 and not AVX512F alone: without AVX512VL g++ moves single floats as whole 512-bit
// registers and leaves their upper halves set, which makes code around short loops ten times as slow.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define BITPRISM_CLONES __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define BITPRISM_CLONES
#endif
