#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/byte_stream.h"
#include "core/network/program.h"
#include "core/quant/activations/activation_kernels.h"
#include "core/quant/activations/activation_options.h"
#include "core/quant/activations/input_statistics.h"
#include "core/quant/activations/program_expansion.h"

namespace bitprism {

// A value that a histogram of inputs marks, on both sides of zero where the data has a sign.
struct ValueMark {
  double at = 0;
  const char* text = "";  // %1: the value in standard deviations
};

// Between which values, ends included, a gradient passes a quantizer straight through.
struct PassingRange {
  bool everywhere = false;
  double low = 0, high = 0;
  std::vector<float> lows, highs;  // of channels, where they differ
};

// One way to round activations. Stateless; immutable; safe from many threads. Functions that get a scheme get one of
// their own method that is not float.
class ActivationQuantizer {
 public:
  virtual ~ActivationQuantizer() = default;

  // The scheme of so many bits that the options choose for what calibration saw.
  virtual ActivationScheme calibrated(const InputStatistics& statistics, int bits,
                                      const ActivationOptions& options) const = 0;

  // As quantizeActivations (activation_kernels.h); in and out may be the same.
  virtual void quantize(std::span<const float> in, const ActivationScheme& scheme, std::span<float> out,
                        const ChannelLayout& layout) const = 0;

  // What the scheme is called and holds: storedBits, activationLevels, activationText (activation_scheme.h); the
  // options that give such a scheme.
  virtual std::int64_t storedBits(const ActivationScheme& scheme, const Shape& shape, std::int64_t axis) const = 0;
  virtual std::vector<double> levels(const ActivationScheme& scheme) const = 0;
  virtual std::string describe(const ActivationScheme& scheme) const = 0;
  virtual void adoptOptions(const ActivationScheme& scheme, ActivationOptions& options) const = 0;

  // In plans. Reading throws InputError for what is missing or impossible.
  virtual Json toJson(const ActivationScheme& scheme) const = 0;
  virtual ActivationScheme fromJson(const Json& json, int bits, ActivationRange range) const = 0;

  // In packed files (docs/formats.md): a section begins with one of ActivationMethodInfo::packedKinds, or with the
  // bits of a single uniform grid.
  virtual std::int64_t packedBytes(const ActivationScheme& scheme) const = 0;
  virtual void pack(const ActivationScheme& scheme, ByteWriter& out) const = 0;
  virtual ActivationScheme unpack(std::uint8_t kind, ByteReader& in) const = 0;

  // In programs: the operator that stands for the scheme, back from it, and as LibTorch's operators, which compute the
  // same bits. fromInstruction throws InputError for what no scheme can hold.
  virtual Instruction instruction(const ActivationScheme& scheme, Slot input, std::int64_t axis) const = 0;
  virtual ActivationScheme fromInstruction(const Instruction& instruction) const = 0;
  virtual void expand(const ActivationScheme& scheme, ProgramExpansion& to) const = 0;

  // In training (straight_through.h).
  virtual PassingRange passing(const ActivationScheme& scheme) const = 0;

  // In pictures: marks beside the levels; levels of typical groups of values that are rounded together, whose largest
  // is `largest` or smaller.
  virtual std::vector<ValueMark> marks(const ActivationScheme&) const { return {}; }
  virtual std::vector<std::vector<double>> groupLevels(const ActivationScheme&, double /*largest*/) const { return {}; }
};

// Everything the program knows of a method for activations; each is defined at the end of its method's own file.
struct ActivationMethodInfo {
  ActivationMethod method;
  const char* name;   // on the command line and in plans
  const char* title;  // for people
  const char* help;   // a phrase
  Method kin;         // the method for weights whose colour it has
  const ActivationQuantizer& quantizer;
  int leastBits = 1;                             // of codes
  std::span<const ActivationRange> ranges = {};  // that it may have, the standard first; none: it clips nothing
  std::span<const ActivationOption> options = {};
  std::span<const std::uint8_t> packedKinds = {};
  std::span<const char* const> operators = {};  // ours, as LibTorch writes them: "name(Tensor x, int bits) -> Tensor"
  bool symmetric = false;                       // may have its zero point in the middle
  bool perChannel = false;                      // may have a grid for every channel
  bool grouped = false;  // rounds values together with others of their channels: its levels move with the data
};

const ActivationMethodInfo& activationMethod(ActivationMethod method);

// In the order of their numbers.
std::span<const ActivationMethodInfo* const> activationMethods();

}  // namespace bitprism
