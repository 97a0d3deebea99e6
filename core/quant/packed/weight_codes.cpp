#include "core/quant/packed/weight_codes.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include "core/base/byte_stream.h"
#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/half.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/quant/codes/quantized_tensor.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/packed_codes.h"

namespace bitprism {
namespace {

constexpr const char* metadataKey = "bitprism";
constexpr int version = 1;
constexpr const char *codesEnding = ".codes", *scalesEnding = ".scales", *zeroPointsEnding = ".zero_points",
                     *offsetsEnding = ".offsets", *gainsEnding = ".gains";

template <class Numbers>
Bytes bytesOf(const Numbers& numbers) {
  Bytes bytes(numbers.size() * sizeof(*numbers.data()));
  if (!bytes.empty()) std::memcpy(bytes.data(), numbers.data(), bytes.size());
  return bytes;
}

// Collects tensors and their descriptions.
class SafetensorsWriter {
 public:
  void add(const std::string& name, const char* type, const Shape& shape, Bytes bytes) {
    header_[name] = {{"dtype", type}, {"shape", shape}, {"data_offsets", {size_, size_ + bytes.size()}}};
    size_ += bytes.size();
    parts_.push_back(std::move(bytes));
  }

  Bytes take(const Json& metadata) {
    Json whole = {{"__metadata__", metadata}};
    whole.update(header_);
    std::string text = whole.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');  // the numbers begin at a multiple of eight bytes
    ByteWriter out;
    out.number(text.size(), 8);
    out.append({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    Bytes result = out.take();
    result.reserve(result.size() + size_);
    for (Bytes& part : parts_) {
      result.insert(result.end(), part.begin(), part.end());
      part = {};
    }
    return result;
  }

 private:
  Json header_ = Json::object();
  std::vector<Bytes> parts_;
  std::size_t size_ = 0;
};

bool isEvenlySpaced(const QuantizedTensor& tensor) {
  return tensor.layout.as<AffineCodes>() && tensor.more.codes.empty() && tensor.channelBits.empty();
}

// Writes a layer's weights; gives what their codes mean, or null for floats.
Json addLayer(SafetensorsWriter& out, const std::string& name, const Layer& layer, const QuantScheme& scheme,
              const InputMoments* inputs) {
  if (scheme.isFloat()) {
    out.add(name, "F32", layer.shape, bytesOf(*layer.weights));
    return {};
  }
  if (scheme.isHalf()) {
    out.add(name, "F16", layer.shape, bytesOf(halvesFromFloats(*layer.weights)));
    return {};
  }
  const QuantizedTensor tensor = quantize(layer, scheme, inputs);
  Json about = {{"method", methodName(scheme.method)}, {"bits", tensor.codeBits()}};
  if (!isEvenlySpaced(tensor)) {
    out.add(name, "F32", layer.shape, bytesOf(dequantize(tensor)));
    about["form"] = "floats";
    return about;
  }
  about["form"] = "affine";
  about["shape"] = layer.shape;
  about["channel_axis"] = layer.channelAxis;
  const auto addRow = [&](const char* ending, const char* type, std::size_t count, Bytes bytes) {
    if (count > 0) out.add(name + ending, type, {static_cast<std::int64_t>(count)}, std::move(bytes));
  };
  const Bytes codes = packCodes(tensor.codes, tensor.codeBits());
  addRow(codesEnding, "U8", codes.size(), codes);
  addRow(scalesEnding, "F32", tensor.scales.size(), bytesOf(tensor.scales));
  addRow(zeroPointsEnding, "I8", tensor.zeroPoints.size(), bytesOf(tensor.zeroPoints));
  addRow(offsetsEnding, "F32", tensor.offsets.size(), bytesOf(tensor.offsets));
  addRow(gainsEnding, "F32", tensor.gains.size(), bytesOf(tensor.gains));
  return about;
}

void addOther(SafetensorsWriter& out, const std::string& name, const Tensor& tensor) {
  if (tensor.isFloat())
    out.add(name, "F32", tensor.shape, bytesOf(tensor.floats()));
  else if (const auto* integers = std::get_if<Integers>(&tensor.values))
    out.add(name, "I64", tensor.shape, bytesOf(**integers));
  else
    out.add(name, "BOOL", tensor.shape, bytesOf(*std::get<Booleans>(tensor.values)));
}

// Names for all tensors of the program: their own, or "tensor 3", each once.
std::vector<std::string> namesOf(const Program& program) {
  std::set<std::string> taken;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < program.tensors.size(); ++i) {
    const std::string base = program.tensors[i].name.empty() ? text("tensor ", i) : program.tensors[i].name;
    std::string name = base;
    for (int k = 2; !taken.insert(name).second; ++k) name = text(base, "#", k);
    names.push_back(name);
  }
  return names;
}

// Reads the parts of one weight's codes.
class CodesReader {
 public:
  CodesReader(const NamedTensors& tensors, const std::string& source) : source_(source) {
    for (const StoredTensor& tensor : tensors.tensors) tensors_[tensor.name] = &tensor;
  }

  [[noreturn]] void fail(const std::string& name, const std::string& what) const {
    throw InputError(text("cannot read '", source_, "': the codes of '", echoed(name), "' are damaged: ", what));
  }

  QuantizedTensor read(const std::string& name, const Json& about) {
    QuantizedTensor tensor;
    const std::int64_t bits = integerMember(about, "bits", source_);
    if (bits < minimumBits || bits > maximumBits) fail(name, text(bits, " bits, expected 1 to 8"));
    tensor.layout = {.bits = static_cast<int>(bits), .single = false, .form = AffineCodes{}};
    const Json& shape = member(about, "shape", source_);
    if (!shape.is_array() || shape.size() > 32) fail(name, "its shape is no list of extents");
    for (const Json& extent : shape) {
      if (!extent.is_number_unsigned()) fail(name, "its shape is no list of extents");
      tensor.shape.push_back(
          static_cast<std::int64_t>(std::min<std::uint64_t>(extent.get<std::uint64_t>(), INT64_MAX)));
    }
    const std::int64_t count = checkedCount(tensor.shape, name, source_);
    tensor.channelAxis = integerMember(about, "channel_axis", source_);
    if (tensor.channelAxis < 0 || tensor.channelAxis >= static_cast<std::int64_t>(tensor.shape.size()))
      fail(name, text("channel_axis ", tensor.channelAxis, " of ", tensor.shape.size(), " axes"));
    const std::int64_t channels = tensor.shape[static_cast<std::size_t>(tensor.channelAxis)];
    const StoredTensor* codes = part(name, codesEnding, ElementType::UInt8);
    if (count > 0 && (!codes || codes->count() != count / 8 * bits + (count % 8 * bits + 7) / 8))
      fail(name, text("there are not ", count, " codes of ", bits, " bits"));
    tensor.codes = count > 0 ? unpackCodes(bytes(*codes), count, static_cast<int>(bits)) : decltype(tensor.codes)();
    const StoredTensor* scales = part(name, scalesEnding, ElementType::Float32);
    if (!scales || (scales->count() != 1 && scales->count() != channels))
      fail(name, text("there is not one scale, or one for each of ", channels, " channels"));
    tensor.layout.single = scales->count() == 1;
    tensor.scales = readFloats(*scales);
    if (const StoredTensor* zeroPoints = part(name, zeroPointsEnding, ElementType::Int8, scales->count()))
      for (const std::int64_t each : readIntegers(*zeroPoints))
        tensor.zeroPoints.push_back(static_cast<std::int8_t>(each));
    if (const StoredTensor* offsets = part(name, offsetsEnding, ElementType::Float32, channels))
      tensor.offsets = readFloats(*offsets);
    if (const StoredTensor* gains = part(name, gainsEnding, ElementType::Float32, channels))
      tensor.gains = readFloats(*gains);
    return tensor;
  }

 private:
  const StoredTensor* part(const std::string& name, const char* ending, ElementType type, std::int64_t count = -1) {
    const auto found = tensors_.find(name + ending);
    if (found == tensors_.end()) return nullptr;
    if (found->second->type != type || (count >= 0 && found->second->count() != count))
      fail(name,
           text("'", ending, "' has ", found->second->count(), " numbers of type ", formOf(found->second->type).name));
    return found->second;
  }

  Bytes bytes(const StoredTensor& tensor) { return tensor.file->part(tensor.offset, tensor.bytes()); }

  const std::string& source_;
  std::map<std::string, const StoredTensor*> tensors_;
};

}  // namespace

Bytes weightCodesFile(const Network& network, const QuantPlan& plan, const Calibration& calibration) {
  if (plan.layers.size() != network.layers.size())
    throw UsageError(text("the plan has ", plan.layers.size(), " layers, the network ", network.layers.size()));
  SafetensorsWriter out;
  Json codes = Json::object();
  std::map<int, std::size_t> layerOf;
  for (std::size_t l = 0; l < network.layers.size(); ++l) layerOf[network.layers[l].tensor] = l;
  const std::vector<std::string> names = namesOf(network.program);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto layer = layerOf.find(static_cast<int>(i));
    if (layer == layerOf.end()) {
      addOther(out, names[i], network.program.tensors[i]);
      continue;
    }
    const Json about = addLayer(out, names[i], network.layers[layer->second], plan.layers[layer->second],
                                calibration.of(layer->second));
    if (!about.is_null()) codes[names[i]] = about;
  }
  const Json document = {{"version", version}, {"tensors", codes}};
  return out.take({{metadataKey, document.dump()}});
}

NamedTensors withFloatsOfCodes(NamedTensors tensors, const std::string& source) {
  const auto found = tensors.metadata.find(metadataKey);
  if (tensors.format != "safetensors" || found == tensors.metadata.end()) return tensors;
  const Json document = parseJson(found->second, source);
  if (integerMember(document, "version", source) != version)
    throw InputError(text("cannot read '", source, "': its codes are of version ",
                          integerMember(document, "version", source), ", expected ", version));
  const Json& described = member(document, "tensors", source);
  if (!described.is_object()) throw InputError(text("cannot read '", source, "': its codes are not described"));
  CodesReader reader(tensors, source);
  std::map<std::string, StoredTensor> restored;  // by the name of the codes
  std::set<std::string> parts;
  for (const auto& [name, about] : described.items()) {
    if (stringMember(about, "form", source) != "affine") continue;
    const QuantizedTensor tensor = reader.read(name, about);
    const std::vector<float> weights = dequantize(tensor);
    restored[name + codesEnding] = {
        .name = name, .shape = tensor.shape, .file = accessTo(bytesOf(weights), source + ":" + echoed(name))};
    for (const char* ending : {codesEnding, scalesEnding, zeroPointsEnding, offsetsEnding, gainsEnding})
      parts.insert(name + ending);
  }
  std::vector<StoredTensor> result;
  for (StoredTensor& tensor : tensors.tensors) {
    const auto whole = restored.find(tensor.name);
    if (whole != restored.end())
      result.push_back(std::move(whole->second));
    else if (!parts.contains(tensor.name))
      result.push_back(std::move(tensor));
  }
  tensors.tensors = std::move(result);
  checkNames(tensors, source);
  return tensors;
}

}  // namespace bitprism
