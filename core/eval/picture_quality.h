#pragma once

#include <cstdint>
#include <span>

namespace bitprism {

// The range of values of a reference picture, largest minus smallest: the peak of its PSNR and the dynamic range of its
// SSIM.
double valueRange(std::span<const float> reference);

// 10 log10(peak^2 / mean squared difference), at most `ceiling`, which equal pictures have; where the reference has no
// range, any difference gives 0.
double psnrDb(std::span<const float> picture, std::span<const float> reference, double peak, double ceiling);

// The mean structural similarity of two planes (Wang et al., 2004): a Gaussian window of 11 x 11 with deviation 1.5 and
// weights of sum 1, K1 = 0.01, K2 = 0.03, where the window lies inside the plane. For planes smaller than that the
// window is the largest odd square that fits. 1 for equal planes; with a range of 0 anything else gives 0.
double ssim(const float* picture, const float* reference, std::int64_t height, std::int64_t width, double range);

}  // namespace bitprism
