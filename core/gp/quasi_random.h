#pragma once

#include <Eigen/Dense>
#include <cstdint>

namespace bitprism {

// Points that fill the unit cube evenly, one per row: multiples of the powers of the generalised golden ratio, modulo 1
// (Roberts 2018), shifted by the seed.
Eigen::MatrixXd quasiRandomPoints(Eigen::Index count, Eigen::Index dimensions, std::uint64_t seed);

}  // namespace bitprism
