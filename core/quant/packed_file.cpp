#include "core/quant/packed_file.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "core/base/byte_stream.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/half.h"
#include "core/quant/model_size.h"
#include "core/quant/packed_layout.h"
#include "core/quant/quantizer.h"

// resources/formats.md describes the format.
namespace bitprism {
namespace {

static_assert(std::endian::native == std::endian::little, "arrays are copied as the machine holds them");

constexpr std::string_view magic = "BPRM";
constexpr std::uint64_t version = 1;

constexpr std::uint64_t symmetricFlag = 1;
constexpr std::uint64_t channelFlag = 2;
constexpr std::uint64_t leastSquaresFlag = 4;
constexpr std::uint64_t meanFlag = 8;
constexpr std::uint64_t percentileFlag = 16;
constexpr std::uint64_t activationFlag = 32;
constexpr std::uint64_t allFlags = 63;
constexpr double percentileSteps = 1e6;  // a percent

template <class T>
std::span<const std::uint8_t> bytesOf(const std::vector<T>& values) {
  return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof(T)};
}

template <class T>
std::vector<T> takeArray(ByteReader& in, std::int64_t count) {
  const auto bytes = in.take(static_cast<std::uint64_t>(count) * sizeof(T));
  std::vector<T> values(static_cast<std::size_t>(count));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

Bytes packCodes(const std::vector<std::int8_t>& codes, int bits) {
  Bytes packed;
  packed.reserve((codes.size() * static_cast<std::size_t>(bits) + 7) / 8);
  std::uint32_t waiting = 0;
  int have = 0;
  for (const std::int8_t code : codes) {
    waiting |= static_cast<std::uint32_t>(code + (1 << (bits - 1))) << have;
    for (have += bits; have >= 8; have -= 8, waiting >>= 8) packed.push_back(static_cast<std::uint8_t>(waiting));
  }
  if (have > 0) packed.push_back(static_cast<std::uint8_t>(waiting));
  return packed;
}

std::vector<std::int8_t> unpackCodes(std::span<const std::uint8_t> packed, std::int64_t count, int bits) {
  std::vector<std::int8_t> codes(static_cast<std::size_t>(count));
  const std::uint32_t mask = (1u << bits) - 1;
  std::uint32_t waiting = 0;
  int have = 0;
  std::size_t next = 0;
  for (std::int8_t& code : codes) {
    if (have < bits) {
      waiting |= static_cast<std::uint32_t>(packed[next++]) << have;
      have += 8;
    }
    code = static_cast<std::int8_t>(static_cast<int>(waiting & mask) - (1 << (bits - 1)));
    waiting >>= bits;
    have -= bits;
  }
  return codes;
}

std::uint64_t flagsOf(const QuantScheme& scheme) {
  return (scheme.symmetric ? symmetricFlag : 0) | (scheme.granularity == Granularity::Channel ? channelFlag : 0) |
         (scheme.range == RangeRule::LeastSquares ? leastSquaresFlag : 0) |
         (scheme.range == RangeRule::Percentile ? percentileFlag : 0) |
         (scheme.correction == Correction::Mean ? meanFlag : 0);
}

struct Record {
  QuantScheme scheme;
  ActivationScheme activation;
  bool quantizesInput = false;
  std::int64_t channelAxis = 0;
  std::size_t tensor = 0;
  std::uint64_t sectionBytes = 0;
};

Record readRecord(ByteReader& in) {
  Record record;
  const std::uint64_t method = in.number(1);
  if (method != static_cast<std::uint64_t>(Method::Uniform)) in.fail(text("unknown quantization method ", method));
  record.scheme.bits = static_cast<int>(in.number(1));
  if (!bitsExist(record.scheme.bits))
    in.fail(text("a layer of ", record.scheme.bits, " bits, expected 1 to 8, 16 or 32"));
  const std::uint64_t flags = in.number(1);
  if (flags > allFlags || (flags & leastSquaresFlag && flags & percentileFlag))
    in.fail(text("unknown layer flags ", flags));
  record.scheme.symmetric = flags & symmetricFlag;
  record.scheme.granularity = flags & channelFlag ? Granularity::Channel : Granularity::Tensor;
  record.scheme.range = flags & leastSquaresFlag ? RangeRule::LeastSquares
                        : flags & percentileFlag ? RangeRule::Percentile
                                                 : RangeRule::MinMax;
  record.quantizesInput = flags & activationFlag;
  record.scheme.correction = flags & meanFlag ? Correction::Mean : Correction::None;
  record.channelAxis = static_cast<std::int64_t>(in.number(1));
  record.tensor = static_cast<std::size_t>(in.number(4));
  record.sectionBytes = in.number(8);
  return record;
}

ActivationScheme readActivation(ByteReader& in) {
  ActivationScheme scheme;
  scheme.bits = static_cast<int>(in.number(1));
  scheme.zeroPoint = static_cast<int>(in.number(1));
  const auto bits = static_cast<std::uint32_t>(in.number(4));
  scheme.scale = std::bit_cast<float>(bits);
  if (scheme.bits < 1 || scheme.bits > 8) in.fail(text("an activation of ", scheme.bits, " bits, expected 1 to 8"));
  if (scheme.zeroPoint > scheme.highestCode())
    in.fail(text("an activation with zero point ", scheme.zeroPoint, ", expected 0 to ", scheme.highestCode()));
  if (!(scheme.scale > 0) || !std::isfinite(scheme.scale)) in.fail("an activation whose scale is no number above zero");
  return scheme;
}

// The weights of one layer; shape was checked against the axis.
Floats readLayer(ByteReader& in, Record& record, const Tensor& tensor) {
  const std::int64_t count = elementCount(tensor.shape);
  const std::int64_t channels = tensor.shape[static_cast<std::size_t>(record.channelAxis)];
  LayerSections sections = layerSections(count, channels, record.scheme);
  if (record.quantizesInput) sections.activation = packedActivationBytes;
  if (record.sectionBytes != static_cast<std::uint64_t>(sections.bytes()))
    in.fail(text("tensor '", tensor.name, "' of ", shapeText(tensor.shape), " at ", record.scheme.bits, " bits has ",
                 record.sectionBytes, " bytes, expected ", sections.bytes()));
  if (in.remaining() < record.sectionBytes) in.fail(text("tensor '", tensor.name, "' is cut off"));
  if (record.quantizesInput) record.activation = readActivation(in);
  if (sections.percentiles > 0) {
    const double percentile = static_cast<double>(in.number(4)) / percentileSteps;
    if (!(percentile > 50) || percentile > 100) in.fail(text("percentile ", percentile, ", expected 50 to 100"));
    record.scheme.percentile = percentile;
  }
  if (record.scheme.isHalf())
    return std::make_shared<const std::vector<float>>(floatsFromHalves(takeArray<std::uint16_t>(in, count)));
  if (record.scheme.isFloat()) return std::make_shared<const std::vector<float>>(takeArray<float>(in, count));
  QuantizedTensor quantized{.scheme = record.scheme, .shape = tensor.shape, .channelAxis = record.channelAxis};
  quantized.scales = takeArray<float>(in, sections.scales);
  quantized.zeroPoints = takeArray<std::int8_t>(in, sections.zeroPoints);
  quantized.offsets = takeArray<float>(in, sections.offsets);
  quantized.codes = unpackCodes(in.take(static_cast<std::uint64_t>(sections.codes)), count, record.scheme.bits);
  return std::make_shared<const std::vector<float>>(dequantize(quantized));
}

void readOther(ByteReader& in, Tensor& tensor) {
  const std::int64_t count = elementCount(tensor.shape);
  std::visit(
      [&](auto& values) {
        using Values = std::remove_const_t<typename std::remove_reference_t<decltype(values)>::element_type>;
        using Value = typename Values::value_type;
        values = std::make_shared<const Values>(takeArray<Value>(in, count));
      },
      tensor.values);
}

PackedNetwork read(const Bytes& bytes, const std::string& source) {
  const auto fail = [&](const std::string& what) { throw InputError(text("cannot read '", source, "': ", what)); };
  if (!isPackedNetwork(bytes)) fail("it does not begin as a packed network");
  if (bytes.size() < packedHeaderBytes + packedHashBytes) fail("it is cut off within its header");
  const std::size_t hashed = bytes.size() - packedHashBytes;
  const std::span<const std::uint8_t> content(bytes.data(), hashed);
  ByteReader in(content, source);
  in.take(magic.size());
  if (const std::uint64_t found = in.number(4); found != version)
    fail(text("packed version ", found, ", expected ", version));
  if (const std::uint64_t length = in.number(8); length != bytes.size())
    fail(text("it has ", bytes.size(), " bytes, expected ", length));
  ByteReader tail({bytes.data() + hashed, static_cast<std::size_t>(packedHashBytes)}, source);
  if (tail.number(8) != contentHash(content)) fail("its hash does not fit its content, so it is damaged");
  const std::uint64_t graphBytes = in.number(8);
  const std::uint64_t otherBytes = in.number(8);
  const std::uint64_t nameBytes = in.number(4);
  const std::uint64_t layerCount = in.number(4);
  const auto parameters = static_cast<std::int64_t>(in.number(8));
  if (parameters < 0) in.fail("a negative number of parameters");
  const auto name = in.take(nameBytes);
  if (layerCount > in.remaining() / packedRecordBytes) in.fail(text(layerCount, " layers do not fit the file"));
  std::vector<Record> records;
  for (std::uint64_t i = 0; i < layerCount; ++i) records.push_back(readRecord(in));

  const auto graph = in.take(graphBytes);
  Program program = programFromBytes({graph.begin(), graph.end()});
  std::vector<bool> named(program.tensors.size(), false);
  std::vector<Floats> weights;
  PackedNetwork result;
  for (Record& record : records) {
    if (record.tensor >= program.tensors.size() || named[record.tensor])
      in.fail(text("a layer names tensor ", record.tensor, ", which is not there or another layer's"));
    Tensor& tensor = program.tensors[record.tensor];
    if (!tensor.isFloat() || record.channelAxis >= static_cast<std::int64_t>(tensor.shape.size()))
      in.fail(text("tensor '", tensor.name, "' of ", shapeText(tensor.shape), " cannot be a layer's weights"));
    named[record.tensor] = true;
    weights.push_back(readLayer(in, record, tensor));
    tensor.values = weights.back();
    result.plan.layers.push_back(record.scheme);
    result.plan.activations.push_back(record.activation);
  }
  if (!result.plan.quantizesActivations()) result.plan.activations.clear();
  if (in.remaining() != otherBytes) in.fail(text(in.remaining(), " bytes of tensors, expected ", otherBytes));
  for (std::size_t i = 0; i < program.tensors.size(); ++i)
    if (!named[i]) readOther(in, program.tensors[i]);
  if (in.remaining() > 0) in.fail(text(in.remaining(), " bytes more than its tensors need"));

  result.network = makeNetwork(std::move(program), std::string(name.begin(), name.end()), "packed");
  result.network.parameters = parameters;
  bool same = result.network.layers.size() == records.size();
  for (std::size_t i = 0; same && i < records.size(); ++i)
    same = result.network.layers[i].weights == weights[i] &&
           result.network.layers[i].channelAxis == records[i].channelAxis;
  if (!same) fail("its records do not name the layers of its graph in their order");
  return result;
}

}  // namespace

Bytes packNetwork(const Network& network, const QuantPlan& plan) {
  const std::int64_t promised = modelSize(network, plan).total();
  const Bytes graph = programToBytes(network.program);
  ByteWriter out;
  out.append({reinterpret_cast<const std::uint8_t*>(magic.data()), magic.size()});
  out.number(version, 4);
  out.number(static_cast<std::uint64_t>(promised), 8);
  out.number(graph.size(), 8);
  out.number(static_cast<std::uint64_t>(network.otherBytes), 8);
  out.number(network.name.size(), 4);
  out.number(network.layers.size(), 4);
  out.number(static_cast<std::uint64_t>(network.parameters), 8);
  out.append({reinterpret_cast<const std::uint8_t*>(network.name.data()), network.name.size()});
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const Layer& layer = network.layers[i];
    const QuantScheme& scheme = plan.layers[i];
    out.number(static_cast<std::uint64_t>(scheme.method), 1);
    out.number(static_cast<std::uint64_t>(scheme.bits), 1);
    out.number(flagsOf(scheme) | (plan.activation(i).isFloat() ? 0 : activationFlag), 1);
    out.number(static_cast<std::uint64_t>(layer.channelAxis), 1);
    out.number(static_cast<std::uint64_t>(layer.tensor), 4);
    out.number(static_cast<std::uint64_t>(layerBytes(layer, scheme, plan.activation(i))), 8);
  }
  out.append(graph);

  std::vector<bool> named(network.program.tensors.size(), false);
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const Layer& layer = network.layers[i];
    named[static_cast<std::size_t>(layer.tensor)] = true;
    if (const ActivationScheme activation = plan.activation(i); !activation.isFloat()) {
      out.number(static_cast<std::uint64_t>(activation.bits), 1);
      out.number(static_cast<std::uint64_t>(activation.zeroPoint), 1);
      out.number(std::bit_cast<std::uint32_t>(activation.scale), 4);
    }
    if (plan.layers[i].isFloat()) {
      out.append(bytesOf(*layer.weights));
      continue;
    }
    if (plan.layers[i].isHalf()) {
      out.append(bytesOf(halvesFromFloats(*layer.weights)));
      continue;
    }
    const QuantizedTensor tensor = quantize(layer, plan.layers[i]);
    if (plan.layers[i].range == RangeRule::Percentile)
      out.number(static_cast<std::uint64_t>(std::llround(plan.layers[i].percentile * percentileSteps)), 4);
    out.append(bytesOf(tensor.scales));
    out.append(bytesOf(tensor.zeroPoints));
    out.append(bytesOf(tensor.offsets));
    out.append(packCodes(tensor.codes, plan.layers[i].bits));
  }
  for (std::size_t i = 0; i < named.size(); ++i)
    if (!named[i])
      std::visit([&](const auto& values) { out.append(bytesOf(*values)); }, network.program.tensors[i].values);
  out.number(contentHash(out.bytes()), 8);
  if (out.size() != static_cast<std::size_t>(promised))
    throw Error(text("packing '", network.name, "' took ", out.size(), " bytes, expected ", promised,
                     ": the network's tensors do not have the sizes it states"));
  return out.take();
}

PackedNetwork unpackNetwork(const Bytes& bytes, const std::string& source) {
  try {
    return read(bytes, source);
  } catch (const InputError& problem) {
    const std::string what = problem.what();  // errors within the graph do not know the file
    if (what.find(text("'", source, "'")) != std::string::npos) throw;
    throw InputError(text("cannot read '", source, "': ", what));
  }
}

bool isPackedNetwork(std::span<const std::uint8_t> head) {
  return head.size() >= magic.size() && std::equal(magic.begin(), magic.end(), head.begin());
}

}  // namespace bitprism
