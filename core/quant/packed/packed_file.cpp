#include "core/quant/packed/packed_file.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "core/base/byte_stream.h"
#include "core/base/error.h"
#include "core/base/half.h"
#include "core/base/large_pages.h"
#include "core/base/text.h"
#include "core/quant/codes/channels.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/model_size.h"
#include "core/quant/packed/packed_codes.h"
#include "core/quant/packed/packed_layout.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/quant/scheme/method_info.h"

// docs/formats.md describes the format.
namespace bitprism {
namespace {

static_assert(std::endian::native == std::endian::little, "arrays are copied in native byte order");

constexpr std::string_view packedMagic = "BPRM";
constexpr std::uint64_t version = 1;

constexpr std::uint64_t symmetricFlag = 1;
constexpr std::uint64_t channelFlag = 2;
constexpr std::uint64_t leastSquaresFlag = 4;
constexpr std::uint64_t meanFlag = 8;
constexpr std::uint64_t percentileFlag = 16;
constexpr std::uint64_t activationFlag = 32;
constexpr std::uint64_t optionsFlag = 64;
constexpr std::uint64_t correctionFlag = 128;  // with the mean's: gain; without: mean and standard deviation
constexpr double percentileSteps = 1e6;        // per percent

template <class Numbers>
std::span<const std::uint8_t> bytesOf(const Numbers& values) {
  return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof(*values.data())};
}

template <class T>
std::vector<T> takeArray(ByteReader& in, std::int64_t count) {
  const auto bytes = in.take(static_cast<std::uint64_t>(count) * sizeof(T));
  std::vector<T> values;
  values.reserve(static_cast<std::size_t>(count));
  preferLargePages(values.data(), bytes.size());
  values.resize(static_cast<std::size_t>(count));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

std::uint64_t flagsOf(const QuantScheme& scheme) {
  return (scheme.symmetric ? symmetricFlag : 0) | (scheme.granularity == Granularity::Channel ? channelFlag : 0) |
         (scheme.range == RangeRule::LeastSquares ? leastSquaresFlag : 0) |
         (scheme.range == RangeRule::Percentile ? percentileFlag : 0) |
         (scheme.correction != Correction::None && scheme.correction != Correction::MeanStd ? meanFlag : 0) |
         (hasFactor(scheme.correction) ? correctionFlag : 0) |
         (scheme.hasCodes() && !scheme.options.empty() ? optionsFlag : 0);
}

Correction correctionOf(std::uint64_t flags) {
  if (flags & correctionFlag) return flags & meanFlag ? Correction::Gain : Correction::MeanStd;
  return flags & meanFlag ? Correction::Mean : Correction::None;
}

// Options as files write them: whole numbers, a Number in millionths.
std::uint64_t optionNumber(const MethodOption& option, double value) {
  return static_cast<std::uint64_t>(std::llround(option.kind == MethodOption::Kind::Number ? value * 1e6 : value));
}

struct Record {
  QuantScheme scheme;
  bool hasOptions = false;
  ActivationScheme activation;
  bool quantizesInput = false;
  std::int64_t channelAxis = 0;
  std::size_t tensor = 0;
  std::uint64_t sectionBytes = 0;
};

Record readRecord(ByteReader& in) {
  Record record;
  const std::uint64_t method = in.number(1);
  if (method >= existingMethods.size()) in.fail(text("unknown quantization method ", method));
  record.scheme.method = static_cast<Method>(method);
  record.scheme.bits = static_cast<int>(in.number(1));
  if (!bitsExist(record.scheme.bits))
    in.fail(text("a layer of ", record.scheme.bits, " bits, expected 1 to 8, 16 or 32"));
  const std::uint64_t flags = in.number(1);
  if (flags & leastSquaresFlag && flags & percentileFlag) in.fail(text("unknown layer flags ", flags));
  record.scheme.symmetric = flags & symmetricFlag;
  record.scheme.granularity = flags & channelFlag ? Granularity::Channel : Granularity::Tensor;
  record.scheme.range = flags & leastSquaresFlag ? RangeRule::LeastSquares
                        : flags & percentileFlag ? RangeRule::Percentile
                                                 : RangeRule::MinMax;
  record.quantizesInput = flags & activationFlag;
  record.scheme.correction = correctionOf(flags);
  record.hasOptions = flags & optionsFlag;
  record.channelAxis = static_cast<std::int64_t>(in.number(1));
  record.tensor = static_cast<std::size_t>(in.number(4));
  record.sectionBytes = in.number(8);
  return record;
}

ActivationScheme readActivation(ByteReader& in) {
  const auto kind = static_cast<std::uint8_t>(in.number(1));
  for (const ActivationMethodInfo* info : activationMethods())
    if (std::find(info->packedKinds.begin(), info->packedKinds.end(), kind) != info->packedKinds.end())
      return info->quantizer.unpack(kind, in);
  in.fail(text("an activation of ", int{kind}, " bits, expected 1 to 8"));
}

void writeActivation(ByteWriter& out, const ActivationScheme& scheme) {
  if (!scheme.isFloat()) activationMethod(scheme.method).quantizer.pack(scheme, out);
}

// The options that differ from their defaults: known numbers in ascending order.
void readOptions(ByteReader& in, QuantScheme& scheme) {
  const std::uint64_t count = in.number(1);
  std::uint64_t last = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t number = in.number(1);
    const std::uint64_t value = in.number(4);
    const auto& all = methodOptions();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto* o) { return o->number == number; });
    if (found == all.end() || number <= last) in.fail(text("unknown option ", number, " of a layer"));
    last = number;
    const MethodOption& option = **found;
    const double given = static_cast<double>(value) / (option.kind == MethodOption::Kind::Number ? 1e6 : 1);
    try {
      checkOption(option, given);
      if (!hasOption(scheme.method, option))
        throw UsageError(text("'", option.key, "' is not an option of ", methodName(scheme.method)));
    } catch (const UsageError& problem) {
      in.fail(problem.what());
    }
    scheme.options.set(option, roundedOption(option, given));
    if (scheme.options.isStandard(option))
      in.fail(text("option ", option.key, " has its default value, expected it to be left out"));
  }
}

void writeOptions(ByteWriter& out, const QuantScheme& scheme, std::int64_t count) {
  if (count == 0) return;
  out.number(static_cast<std::uint64_t>(count), 1);
  for (const MethodOption* option : methodOptions()) {
    if (scheme.options.isStandard(*option)) continue;
    out.number(option->number, 1);
    out.number(optionNumber(*option, scheme.options.get(*option)), 4);
  }
}

std::vector<int> widthsOf(const QuantizedTensor& tensor) {
  return {tensor.channelBits.begin(), tensor.channelBits.end()};
}

// Everything of a quantized layer after its options and percentile, in the order of docs/formats.md.
void writeCodes(ByteWriter& out, const QuantizedTensor& tensor) {
  const auto* blocks = tensor.layout.as<ScaledBlockCodes>();
  const auto* pieces = tensor.layout.as<PiecewiseCodes>();
  if (blocks && blocks->halfScales) {
    const float factor = halfScaleFactor(tensor.scales);
    std::vector<float> scales = tensor.scales;
    for (float& scale : scales) scale /= factor;
    if (!scales.empty()) out.number(std::bit_cast<std::uint32_t>(factor), 4);
    out.append(bytesOf(halvesFromFloats(scales)));
  } else {
    out.append(bytesOf(tensor.scales));
  }
  out.append(bytesOf(tensor.zeroPoints));
  out.append(bytesOf(tensor.offsets));
  out.append(bytesOf(tensor.gains));
  out.append(bytesOf(tensor.edges));
  out.append(bytesOf(tensor.codebook));
  out.append(bytesOf(tensor.channelBits));
  out.append(bytesOf(tensor.more.scales));
  for (const std::int64_t input : tensor.more.inputs) out.number(static_cast<std::uint64_t>(input), 4);
  out.append(tensor.channelBits.empty()
                 ? packCodes(tensor.codes, tensor.codeBits())
                 : packCodes(tensor.codes, Channels(tensor.shape, tensor.channelAxis), widthsOf(tensor)));
  if (pieces) out.append(packWhole(tensor.regions, regionBits(*pieces)));
  if (!tensor.more.codes.empty()) out.append(packCodes(tensor.more.codes, tensor.scheme.bits));
}

void checkFinite(ByteReader& in, const std::vector<float>& values, const Tensor& tensor) {
  for (const float value : values)
    if (!std::isfinite(value)) in.fail(text("tensor '", tensor.name, "' has a scale that is not a number"));
}

QuantizedTensor readCodes(ByteReader& in, const Record& record, const Tensor& named, const LayerSections& sections) {
  const QuantScheme& scheme = record.scheme;
  QuantizedTensor tensor;
  tensor.scheme = scheme;
  tensor.layout = codeLayout(scheme);
  tensor.shape = named.shape;
  tensor.channelAxis = record.channelAxis;
  const std::int64_t count = elementCount(named.shape);
  if (sections.halfScales > 0) {
    const float factor = std::bit_cast<float>(static_cast<std::uint32_t>(in.number(4)));
    tensor.scales = floatsFromHalves(takeArray<std::uint16_t>(in, sections.halfScales));
    for (float& scale : tensor.scales) scale *= factor;
  } else {
    tensor.scales = takeArray<float>(in, sections.scales);
  }
  tensor.zeroPoints = takeArray<std::int8_t>(in, sections.zeroPoints);
  tensor.offsets = takeArray<float>(in, sections.offsets);
  tensor.gains = takeArray<float>(in, sections.gains);
  tensor.edges = takeArray<float>(in, sections.edges);
  tensor.codebook = takeArray<float>(in, sections.codebook);
  tensor.channelBits = takeArray<std::uint8_t>(in, sections.channelBits);
  tensor.more.scales = takeArray<float>(in, sections.moreScales);
  for (const auto* values :
       {&tensor.scales, &tensor.offsets, &tensor.gains, &tensor.edges, &tensor.codebook, &tensor.more.scales})
    checkFinite(in, *values, named);
  for (std::int64_t i = 0; i < sections.splits; ++i) {
    tensor.more.inputs.push_back(static_cast<std::int64_t>(in.number(4)));
    const auto axis = static_cast<std::size_t>(inputAxis(named.shape, record.channelAxis));
    if (tensor.more.inputs.back() >= named.shape[axis])
      in.fail(text("tensor '", named.name, "' splits input channel ", tensor.more.inputs.back(), " of ",
                   named.shape[axis]));
  }
  const Channels channels(named.shape, record.channelAxis);
  const auto codes = in.take(static_cast<std::uint64_t>(sections.codes));
  if (tensor.channelBits.empty()) {
    tensor.codes = unpackCodes(codes, count, tensor.codeBits());
  } else {
    std::int64_t bits = 0;
    for (const std::uint8_t width : tensor.channelBits) {
      if (width > maximumBits) in.fail(text("tensor '", named.name, "' has a channel of ", int{width}, " bits"));
      bits += width * static_cast<std::int64_t>(channels.perChannel());
    }
    if (bits != count * scheme.bits)
      in.fail(
          text("tensor '", named.name, "' has channels of ", bits, " bits together, expected ", count * scheme.bits));
    tensor.codes = unpackCodes(codes, channels, widthsOf(tensor));
  }
  if (const auto* pieces = tensor.layout.as<PiecewiseCodes>(); pieces && sections.regions > 0) {
    tensor.regions = unpackWhole(in.take(static_cast<std::uint64_t>(sections.regions)), count, regionBits(*pieces));
    for (const std::uint8_t region : tensor.regions)
      if (region >= pieces->regions)
        in.fail(text("tensor '", named.name, "' has a weight in region ", int{region}, " of ", pieces->regions));
  }
  if (sections.moreCodes > 0) {
    std::int64_t more = count;
    if (sections.splits > 0)
      more =
          count / named.shape[static_cast<std::size_t>(inputAxis(named.shape, record.channelAxis))] * sections.splits;
    tensor.more.codes = unpackCodes(in.take(static_cast<std::uint64_t>(sections.moreCodes)), more, scheme.bits);
  }
  return tensor;
}

// The weights of one layer; shape was checked against the axis.
Floats readLayer(ByteReader& in, Record& record, const Tensor& tensor) {
  const std::size_t before = in.remaining();
  if (before < record.sectionBytes) in.fail(text("tensor '", tensor.name, "' is cut off"));
  if (record.quantizesInput) record.activation = readActivation(in);
  if (record.hasOptions) {
    if (!record.scheme.hasCodes()) in.fail(text("tensor '", tensor.name, "' of floats has options"));
    readOptions(in, record.scheme);
  }
  try {
    if (record.scheme.hasCodes()) checkScheme(record.scheme);
  } catch (const UsageError& problem) {
    in.fail(text("tensor '", tensor.name, "': ", problem.what()));
  }
  const std::int64_t count = elementCount(tensor.shape);
  const LayerSections sections = layerSections(tensor.shape, record.channelAxis, record.scheme, record.activation);
  if (record.sectionBytes != static_cast<std::uint64_t>(sections.bytes()))
    in.fail(text("tensor '", tensor.name, "' of ", shapeText(tensor.shape), " at ", record.scheme.bits, " bits has ",
                 record.sectionBytes, " bytes, expected ", sections.bytes()));
  if (sections.percentiles > 0) {
    const double percentile = static_cast<double>(in.number(4)) / percentileSteps;
    if (!(percentile > 50) || percentile > 100) in.fail(text("percentile ", percentile, ", expected 50 to 100"));
    record.scheme.percentile = percentile;
  }
  if (record.scheme.isHalf()) return constantArray(floatsFromHalves(takeArray<std::uint16_t>(in, count)));
  if (record.scheme.isFloat()) return constantArray(takeArray<float>(in, count));
  return constantArray(dequantize(readCodes(in, record, tensor, sections)));
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

// The plan of the network's layers, from that of the records. Files of versions that had fewer kinds of layers have no
// records of the others, which are float; their records of grouped transposed convolutions have another axis, since
// their weights were not yet stored output channels first. False: the records do not fit.
bool planOfLayers(PackedNetwork& packed, const std::vector<Record>& records, const std::vector<Floats>& weights) {
  QuantPlan plan;
  std::size_t next = 0;
  for (const Layer& layer : packed.network.layers) {
    const bool regrouped = layer.kind == LayerKind::TransposedConvolution && layer.groups > 1 &&
                           next < records.size() && records[next].channelAxis == 1 &&
                           weights[next]->size() == layer.weights->size();
    const bool recorded =
        next < records.size() && layer.weights == weights[next] && layer.channelAxis == records[next].channelAxis;
    const bool newer = !readsActivations(layer.kind);
    if (!recorded && !regrouped && !newer) return false;
    const bool known = recorded || regrouped;
    plan.layers.push_back(known ? packed.plan.layers[next] : QuantScheme{.bits = floatBits});
    plan.activations.push_back(known ? packed.plan.activation(next) : ActivationScheme());
    next += known ? 1 : 0;
  }
  packed.plan = std::move(plan);
  if (!packed.plan.quantizesActivations()) packed.plan.activations.clear();
  return next == records.size();
}

PackedNetwork read(const Bytes& bytes, const std::string& source) {
  const auto fail = [&](const std::string& what) { throw InputError(text("cannot read '", source, "': ", what)); };
  if (!isPackedNetwork(bytes)) fail("it does not begin like a packed network");
  if (bytes.size() < packedHeaderBytes + packedHashBytes) fail("it is cut off within its header");
  const std::size_t hashed = bytes.size() - packedHashBytes;
  const std::span<const std::uint8_t> content(bytes.data(), hashed);
  ByteReader in(content, source);
  in.take(packedMagic.size());
  if (const std::uint64_t found = in.number(4); found != version)
    fail(text("packed version ", found, ", expected ", version));
  if (const std::uint64_t length = in.number(8); length != bytes.size())
    fail(text("it has ", bytes.size(), " bytes, expected ", length));
  ByteReader tail({bytes.data() + hashed, static_cast<std::size_t>(packedHashBytes)}, source);
  if (tail.number(8) != contentHash(content)) fail("its hash does not match its content, so it is damaged");
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
      in.fail(text("a layer names tensor ", record.tensor, ", which does not exist or belongs to another layer"));
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
  if (!planOfLayers(result, records, weights)) fail("its records do not match the layers of its graph");
  try {
    for (std::size_t i = 0; i < result.network.layers.size(); ++i)
      checkChannels(result.plan.activation(i), result.network.layers[i]);
  } catch (const UsageError& problem) {
    fail(problem.what());
  }
  return result;
}

}  // namespace

Bytes packNetwork(const Network& network, const QuantPlan& plan, const Calibration& calibration) {
  const std::int64_t promised = modelSize(network, plan).total();
  const Bytes graph = programToBytes(network.program);
  ByteWriter out;
  out.append({reinterpret_cast<const std::uint8_t*>(packedMagic.data()), packedMagic.size()});
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
    writeActivation(out, plan.activation(i));
    if (plan.layers[i].isFloat()) {
      out.append(bytesOf(*layer.weights));
      continue;
    }
    if (plan.layers[i].isHalf()) {
      out.append(bytesOf(halvesFromFloats(*layer.weights)));
      continue;
    }
    const QuantizedTensor tensor = quantize(layer, plan.layers[i], calibration.of(i));
    writeOptions(out, plan.layers[i], layerSections(layer.shape, layer.channelAxis, plan.layers[i]).options);
    if (plan.layers[i].range == RangeRule::Percentile)
      out.number(static_cast<std::uint64_t>(std::llround(plan.layers[i].percentile * percentileSteps)), 4);
    writeCodes(out, tensor);
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
    const std::string what = problem.what();  // errors within the graph do not name the file
    if (what.find(text("'", source, "'")) != std::string::npos) throw;
    throw InputError(text("cannot read '", source, "': ", what));
  }
}

bool isPackedNetwork(std::span<const std::uint8_t> head) {
  return head.size() >= packedMagic.size() && std::equal(packedMagic.begin(), packedMagic.end(), head.begin());
}

}  // namespace bitprism
