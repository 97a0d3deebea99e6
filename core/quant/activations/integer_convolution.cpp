#include "core/quant/activations/integer_convolution.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/codes/block_grid.h"
#include "core/stats/clones.h"

namespace bitprism {
namespace {

BITPRISM_CLONES void accumulate(const std::int16_t* mantissas, std::size_t count, std::size_t stride, int code,
                                std::int32_t* sums) {
  if (stride == 1)
    for (std::size_t i = 0; i < count; ++i) sums[i] += code * mantissas[i];
  else
    for (std::size_t i = 0; i < count; ++i) sums[i] += code * mantissas[i * stride];
}

// Neighbouring channels whose products may be summed as they are; numbers are within a group.
struct Run {
  std::int64_t first, end;
};

// Outputs of one row that read within the input at one kernel column.
struct Columns {
  std::int64_t first, end, input;  // input: the column that the first one reads
};

// The input channels that are read: a group's of one image.
struct Source {
  std::int64_t image, group;
};

class Convolution {
 public:
  Convolution(const QuantizedTensor& weights, const BlockCodes& input, std::int64_t height, std::int64_t width,
              const ConvolutionGeometry& geometry)
      : weights_(weights), input_(input), height_(height), width_(width), geometry_(geometry) {
    check();
    kernelHeight_ = weights.shape.size() > 2 ? weights.shape[2] : 1;
    kernelWidth_ = weights.shape.size() > 2 ? weights.shape[3] : 1;
    rows_ = convolvedExtent(height, kernelHeight_, geometry.stride[0], geometry.padding[0], geometry.dilation[0]);
    columns_ = convolvedExtent(width, kernelWidth_, geometry.stride[1], geometry.padding[1], geometry.dilation[1]);
    if (rows_ < 1 || columns_ < 1)
      throw UsageError(text("a kernel of ", kernelHeight_, " x ", kernelWidth_, " does not fit into an input of ",
                            height, " x ", width));
    sums_.resize(static_cast<std::size_t>(columns_));
  }

  std::vector<double> result() {
    const std::int64_t outputs = weights_.shape[0], perGroup = outputs / geometry_.groups, size = rows_ * columns_;
    const auto images = static_cast<std::int64_t>(input_.outer);
    std::vector<double> result(static_cast<std::size_t>(images * outputs * size), 0.0);
    std::vector<double> read(static_cast<std::size_t>(size));  // sums of the inputs that each output of a group reads
    const BlockGrid grid(weights_.shape, weights_.channelAxis, weights_.layout.as<ScaledBlockCodes>()->length);
    for (std::int64_t image = 0; image < images; ++image)
      for (std::int64_t group = 0; group < geometry_.groups; ++group) {
        if (!weights_.offsets.empty()) {
          std::fill(read.begin(), read.end(), 0.0);
          add(
              {image, group}, runs(group, channels()), [](std::int64_t, std::int64_t, std::int64_t) { return 1; },
              [](std::int64_t, std::int64_t, std::int64_t) { return 1.0; }, read.data());
        }
        const std::vector<Run> blockRuns = runs(group, grid.whole ? 1 : grid.length);
        for (std::int64_t o = group * perGroup; o < (group + 1) * perGroup; ++o) {
          double* out = result.data() + (image * outputs + o) * size;
          add(
              {image, group}, blockRuns,
              [&](std::int64_t channel, std::int64_t u, std::int64_t v) {
                return int{weights_.codes[static_cast<std::size_t>(weightAt(o, channel, u, v, channels()))]};
              },
              [&](std::int64_t channel, std::int64_t u, std::int64_t v) {
                const std::int64_t blocks = (channels() + grid.length - 1) / grid.length;
                const std::int64_t at = grid.whole ? o : weightAt(o, channel / grid.length, u, v, blocks);
                return static_cast<double>(weights_.scales[static_cast<std::size_t>(at)]);
              },
              out);
          if (weights_.offsets.empty()) continue;
          const auto offset = static_cast<double>(weights_.offsets[static_cast<std::size_t>(o)]);
          for (std::int64_t i = 0; i < size; ++i) out[i] += offset * read[static_cast<std::size_t>(i)];
        }
      }
    return result;
  }

 private:
  void check() const {
    const Shape& shape = weights_.shape;
    if (!weights_.layout.as<ScaledBlockCodes>() || weights_.channelAxis != 0)
      throw UsageError("a convolution in whole numbers needs weights with a scale per block, output channels first");
    if (shape.size() != 2 && shape.size() != 4)
      throw UsageError(text("a convolution in whole numbers has weights of ", shapeText(shape),
                            ", expected those of a linear layer or a convolution of images"));
    const auto [stride, padding, dilation, groups] = geometry_;
    for (const std::size_t axis : {0, 1})
      if (stride[axis] < 1 || dilation[axis] < 1 || padding[axis] < 0)
        throw UsageError(text("a convolution with stride ", stride[axis], ", dilation ", dilation[axis],
                              " and padding ", padding[axis], ", expected at least 1, 1 and 0"));
    if (groups < 1 || shape[0] % groups != 0 || static_cast<std::int64_t>(input_.channels) != shape[1] * groups)
      throw UsageError(text("weights of ", shapeText(shape), " in ", groups, " groups do not fit an input of ",
                            input_.channels, " channels"));
    if (height_ < 1 || width_ < 1 || static_cast<std::int64_t>(input_.inner) != height_ * width_)
      throw UsageError(text("an input of ", input_.inner, " values a channel is not ", height_, " x ", width_));
  }

  std::int64_t channels() const { return weights_.shape[1]; }  // of a group

  std::int64_t weightAt(std::int64_t o, std::int64_t along, std::int64_t u, std::int64_t v, std::int64_t extent) const {
    return ((o * extent + along) * kernelHeight_ + u) * kernelWidth_ + v;
  }

  // A group's channels cut where a block of weights (of so many channels) or of inputs ends, and before a sum of
  // products could leave 32 bits.
  std::vector<Run> runs(std::int64_t group, std::int64_t length) const {
    const std::int64_t largest =
        (std::int64_t{1} << (weights_.codeBits() - 1)) * ((std::int64_t{1} << input_.format.mantissaBits) - 1);
    const std::int64_t most = std::max<std::int64_t>(std::numeric_limits<std::int32_t>::max() / largest, 1);
    const std::int64_t begin = group * channels(), block = input_.format.block;
    std::vector<Run> result;
    for (std::int64_t first = 0; first < channels();) {
      const std::int64_t weightEnd = (first / length + 1) * length,
                         inputEnd = ((begin + first) / block + 1) * block - begin;
      const std::int64_t end = std::min({channels(), weightEnd, inputEnd, first + most});
      result.push_back({first, end});
      first = end;
    }
    return result;
  }

  Columns columnsAt(std::int64_t v) const {
    const std::int64_t stride = geometry_.stride[1], shift = v * geometry_.dilation[1] - geometry_.padding[1];
    const std::int64_t first = shift >= 0 ? 0 : (-shift + stride - 1) / stride;
    const std::int64_t last = width_ - 1 - shift;  // in steps of the input
    const std::int64_t end = last < 0 ? 0 : std::min(columns_, last / stride + 1);
    return {first, std::max(first, end), first * stride + shift};
  }

  // Adds to every output of a channel what its codes and scales make of the group's inputs.
  template <class Code, class Scale>
  void add(const Source& source, const std::vector<Run>& channelRuns, const Code& code, const Scale& scale,
           double* out) {
    for (std::int64_t i = 0; i < rows_; ++i)
      for (std::int64_t u = 0; u < kernelHeight_; ++u) {
        const std::int64_t row = i * geometry_.stride[0] - geometry_.padding[0] + u * geometry_.dilation[0];
        if (row < 0 || row >= height_) continue;
        for (std::int64_t v = 0; v < kernelWidth_; ++v) {
          Columns columns = columnsAt(v);
          if (columns.first == columns.end) continue;
          columns.input += row * width_;
          for (const Run& run : channelRuns)
            addRun(
                source, run, columns, [&](std::int64_t channel) { return code(channel, u, v); }, scale(run.first, u, v),
                out + i * columns_);
        }
      }
  }

  // columns.input counts from the first row here.
  template <class Code>
  void addRun(const Source& source, const Run& run, const Columns& columns, const Code& code, double scale,
              double* out) {
    const auto [image, group] = source;
    const auto count = static_cast<std::size_t>(columns.end - columns.first);
    const auto stride = static_cast<std::size_t>(geometry_.stride[1]);
    const auto inner = static_cast<std::int64_t>(input_.inner), all = static_cast<std::int64_t>(input_.channels);
    std::fill_n(sums_.begin(), count, 0);
    for (std::int64_t channel = run.first; channel < run.end; ++channel)
      if (const int q = code(channel); q != 0)
        accumulate(input_.mantissas.data() + (image * all + group * channels() + channel) * inner + columns.input,
                   count, stride, q, sums_.data());
    const auto blocks = static_cast<std::int64_t>(input_.blocks());
    const std::int64_t block = (group * channels() + run.first) / input_.format.block;
    const std::int8_t* exponents = input_.exponents.data() + (image * blocks + block) * inner + columns.input;
    for (std::size_t j = 0; j < count; ++j)
      out[columns.first + static_cast<std::int64_t>(j)] +=
          scale * std::ldexp(static_cast<double>(sums_[j]), exponents[j * stride] - input_.format.mantissaBits + 1);
  }

  const QuantizedTensor& weights_;
  const BlockCodes& input_;
  std::int64_t height_, width_;
  ConvolutionGeometry geometry_;
  std::int64_t kernelHeight_ = 1, kernelWidth_ = 1, rows_ = 0, columns_ = 0;
  std::vector<std::int32_t> sums_;
};

}  // namespace

std::vector<double> integerConvolution(const QuantizedTensor& weights, const BlockCodes& input, std::int64_t height,
                                       std::int64_t width, const ConvolutionGeometry& geometry) {
  return Convolution(weights, input, height, width, geometry).result();
}

std::int64_t convolvedExtent(std::int64_t extent, std::int64_t kernel, std::int64_t stride, std::int64_t padding,
                             std::int64_t dilation) {
  const std::int64_t room = extent + 2 * padding - dilation * (kernel - 1) - 1;
  return room < 0 ? 0 : room / stride + 1;
}

}  // namespace bitprism
