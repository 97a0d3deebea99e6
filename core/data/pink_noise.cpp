#include "core/data/pink_noise.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

using Complex = std::complex<float>;

std::size_t powerOfTwoFrom(std::int64_t atLeast) {
  std::size_t size = 1;
  while (size < static_cast<std::size_t>(atLeast)) size *= 2;
  return size;
}

// exp(2 pi i k / size) for k below half the size.
std::vector<Complex> rootsOf(std::size_t size) {
  std::vector<Complex> roots(std::max<std::size_t>(1, size / 2));
  for (std::size_t k = 0; k < roots.size(); ++k)
    roots[k] = Complex(std::polar(1.0, 2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(size)));
  return roots;
}

// The inverse Fourier transform in place, not divided by the size, a power of two.
void inverseFourier(std::vector<Complex>& values, const std::vector<Complex>& roots) {
  const std::size_t size = values.size();
  for (std::size_t i = 1, j = 0; i < size; ++i) {
    std::size_t bit = size / 2;
    for (; j & bit; bit /= 2) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(values[i], values[j]);
  }
  for (std::size_t half = 1; half < size; half *= 2)
    for (std::size_t begin = 0; begin < size; begin += 2 * half)
      for (std::size_t k = 0; k < half; ++k) {
        const Complex even = values[begin + k];
        const Complex root = roots[k * (size / (2 * half))], other = values[begin + half + k];
        const Complex odd(root.real() * other.real() - root.imag() * other.imag(),
                          root.real() * other.imag() + root.imag() * other.real());
        values[begin + k] = even + odd;
        values[begin + half + k] = even - odd;
      }
}

double frequency(std::size_t index, std::size_t size) {
  return static_cast<double>(std::min(index, size - index)) / static_cast<double>(size);
}

}  // namespace

std::vector<float> pinkPlane(std::int64_t height, std::int64_t width, Random& random) {
  const std::size_t rows = powerOfTwoFrom(height), columns = powerOfTwoFrom(width);
  std::vector<std::vector<Complex>> spectrum(rows, std::vector<Complex>(columns));
  for (std::size_t y = 0; y < rows; ++y)
    for (std::size_t x = 0; x < columns; ++x) {
      const double real = random.normal(), imaginary = random.normal();
      const double f = std::hypot(frequency(y, rows), frequency(x, columns));
      spectrum[y][x] = f > 0 ? Complex(static_cast<float>(real / f), static_cast<float>(imaginary / f)) : Complex();
    }
  const std::vector<Complex> rowRoots = rootsOf(columns), columnRoots = rootsOf(rows);
  for (std::vector<Complex>& row : spectrum) inverseFourier(row, rowRoots);
  std::vector<float> plane(static_cast<std::size_t>(height * width));
  std::vector<Complex> column(rows);
  for (std::int64_t x = 0; x < width; ++x) {
    for (std::size_t y = 0; y < rows; ++y) column[y] = spectrum[y][static_cast<std::size_t>(x)];
    inverseFourier(column, columnRoots);
    for (std::int64_t y = 0; y < height; ++y)
      plane[static_cast<std::size_t>(y * width + x)] = column[static_cast<std::size_t>(y)].real();
  }
  double sum = 0, squares = 0;
  for (const float value : plane) sum += value;
  const double mean = sum / static_cast<double>(plane.size());
  for (const float value : plane) squares += (value - mean) * (value - mean);
  const double deviation = std::sqrt(squares / static_cast<double>(plane.size()));
  for (float& value : plane) value = deviation > 0 ? static_cast<float>((value - mean) / deviation) : 0;
  return plane;
}

ImageSet pinkNoise(const ImageSize& size, std::int64_t count, std::uint64_t seed, const std::stop_token& stop,
                   const Progress& progress) {
  if (count < 1 || size.channels < 1 || size.height < 1 || size.width < 1)
    throw UsageError(text("cannot make ", count, " images of ", size.channels, " x ", size.height, " x ", size.width,
                          ", expected at least one of each"));
  constexpr std::int64_t most = largestMadeImage;
  if (size.channels > most || size.height > most / size.channels || size.width > most / size.channels / size.height)
    throw UsageError(text("cannot make images of ", size.channels, " x ", size.height, " x ", size.width,
                          ", expected at most ", most, " numbers"));
  if (count > largestMadeSet / size.values())
    throw UsageError(text("cannot make ", count, " images of ", size.values(), " numbers, expected at most ",
                          largestMadeSet / size.values()));
  constexpr double common = 0.95;  // the correlation of a channel with the brightness
  const double own = std::sqrt(1 - common * common);
  const std::size_t plane = static_cast<std::size_t>(size.height * size.width);
  std::vector<std::uint8_t> bytes;
  bytes.reserve(static_cast<std::size_t>(count * size.values()));
  for (std::int64_t i = 0; i < count; ++i) {
    if (stop.stop_requested()) throw Cancelled();
    Random random(seed, static_cast<std::uint64_t>(i));
    const double brightness = random.uniform(90, 150), contrast = random.uniform(40, 75);
    const std::vector<float> shared = pinkPlane(size.height, size.width, random);
    for (std::int64_t c = 0; c < size.channels; ++c) {
      const bool alone = size.channels == 1;
      const std::vector<float> apart = alone ? std::vector<float>() : pinkPlane(size.height, size.width, random);
      for (std::size_t p = 0; p < plane; ++p) {
        const double value = alone ? shared[p] : common * shared[p] + own * apart[p];
        bytes.push_back(
            static_cast<std::uint8_t>(std::clamp(std::nearbyint(brightness + contrast * value), 0.0, 255.0)));
      }
    }
    report(progress, "making images", i + 1, count);
  }
  ImageSet images;
  images.name = "made images";
  images.made = true;
  images.channels = size.channels;
  images.height = size.height;
  images.width = size.width;
  images.source = memoryPixels(images.name, size, std::move(bytes));
  return images;
}

}  // namespace bitprism
