#include "core/torch/read/tflite_model.h"

#include <algorithm>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::uint32_t schemaVersion = 3;
constexpr std::size_t mostTensorAxes = 8;

// Fields of the schema's tables, by their numbers.
namespace field {
enum Model { Version = 0, OperatorCodes = 1, Subgraphs = 2, Buffers = 4 };
enum OperatorCode { OldCode = 0, CustomCode = 1, Code = 3 };
enum Subgraph { Tensors = 0, Inputs = 1, Outputs = 2, Operators = 3 };
enum Tensor {
  TensorShape = 0,
  Type = 1,
  BufferIndex = 2,
  Name = 3,
  Quantization = 4,
  Variable = 5,
  Sparsity = 6,
  Signature = 7
};
enum QuantizationParameters { Scale = 2, ZeroPoint = 3, DetailsType = 4, QuantizedAxis = 6 };
enum Operator { CodeIndex = 0, OperatorInputs = 1, OperatorOutputs = 2, OptionsType = 3, Options = 4 };
enum Buffer { Data = 0, Offset = 1, Size = 2 };
}  // namespace field

struct OperatorKind {
  int code = 0;
  std::string name;
};

class ModelReading {
 public:
  ModelReading(std::span<const std::uint8_t> bytes, const std::string& source) : source_(source) {
    model_.buffer = std::make_unique<FlatBuffer>(bytes, source);
  }

  TfliteModel read() {
    const std::span<const std::uint8_t> bytes = model_.buffer->bytes();
    if (bytes.size() < 8) refuse("it ends within its first 8 bytes (truncated)");
    if (std::string_view(reinterpret_cast<const char*>(bytes.data()) + 4, 4) != "TFL3")
      refuse("it is not marked TFL3, expected a TensorFlow Lite file");
    const FlatTable root = model_.buffer->root();
    if (const auto version = root.number<std::uint32_t>(field::Version, 0); version != schemaVersion)
      refuse(text("its schema has version ", version, ", expected ", schemaVersion));
    const std::vector<FlatTable> graphs = root.tables(field::Subgraphs);
    if (graphs.empty()) refuse("it holds no graph");
    if (graphs.size() > 1)
      model_.notices.push_back(text("The file holds ", graphs.size(), " graphs; the first is read."));
    buffers_ = root.tables(field::Buffers);
    for (const FlatTable& code : root.tables(field::OperatorCodes)) kinds_.push_back(kindOf(code));
    for (const FlatTable& tensor : graphs[0].tables(field::Tensors)) model_.tensors.push_back(tensorOf(tensor));
    model_.inputs = indices(graphs[0], field::Inputs, "its list of inputs", false);
    model_.outputs = indices(graphs[0], field::Outputs, "its list of outputs", false);
    for (const FlatTable& node : graphs[0].tables(field::Operators)) model_.operators.push_back(operatorOf(node));
    if (model_.inputs.empty()) refuse("it has no input");
    if (model_.outputs.empty()) refuse("it has no output");
    if (model_.operators.empty()) refuse("its graph has no operators");
    return std::move(model_);
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw InputError(text("cannot read '", source_, "': ", why));
  }

  static OperatorKind kindOf(const FlatTable& table) {
    OperatorKind kind;
    const auto old = table.number<std::int8_t>(field::OldCode, 0);
    kind.code = std::max<std::int32_t>(old, table.number<std::int32_t>(field::Code, 0));
    kind.name = tfliteOperatorName(kind.code);
    if (kind.code == tfliteCustomOperator) kind.name = text("CUSTOM '", echoed(table.string(field::CustomCode)), "'");
    return kind;
  }

  TfliteTensor tensorOf(const FlatTable& table) {
    TfliteTensor tensor;
    tensor.name = table.string(field::Name);
    tensor.shape = shapeOf(table, field::TensorShape, tensor);
    tensor.signature = shapeOf(table, field::Signature, tensor);
    if (tensor.signature.size() != tensor.shape.size()) tensor.signature.clear();
    for (const std::int64_t extent : tensor.shape)
      if (extent < 0) refuse(text("tensor ", tensor.quotedName(), " has an extent of ", extent));
    tensor.type = static_cast<TfliteType>(table.number<std::int8_t>(field::Type, 0));
    tensor.isVariable = table.truth(field::Variable);
    tensor.isSparse = table.has(field::Sparsity);
    if (const FlatTable quantization = table.table(field::Quantization)) {
      tensor.scales = quantization.numbers<float>(field::Scale);
      tensor.zeroPoints = quantization.numbers<std::int64_t>(field::ZeroPoint);
      tensor.axis = quantization.number<std::int32_t>(field::QuantizedAxis, 0);
      tensor.hasOtherQuantization = quantization.number<std::uint8_t>(field::DetailsType, 0) != 0;
    }
    const auto index = table.number<std::uint32_t>(field::BufferIndex, 0);
    if (index == 0) return tensor;
    if (index >= buffers_.size())
      refuse(text("tensor ", tensor.quotedName(), " lies in buffer ", index, ", the file has ", buffers_.size()));
    const std::span<const std::uint8_t> data = dataOf(buffers_[index], index);
    if (!data.empty()) tensor.data = data;
    return tensor;
  }

  Shape shapeOf(const FlatTable& table, int number, const TfliteTensor& tensor) const {
    const std::vector<std::int32_t> extents = table.numbers<std::int32_t>(number);
    if (extents.size() > mostTensorAxes)
      refuse(text("tensor ", tensor.quotedName(), " has ", extents.size(), " axes, expected at most ", mostTensorAxes));
    return {extents.begin(), extents.end()};
  }

  // In the buffer itself or, in files of more than 2 GB, behind the tables.
  std::span<const std::uint8_t> dataOf(const FlatTable& buffer, std::uint32_t index) const {
    const auto offset = buffer.number<std::uint64_t>(field::Offset, 0),
               size = buffer.number<std::uint64_t>(field::Size, 0);
    if (offset <= 1) return buffer.bytes(field::Data);
    const std::span<const std::uint8_t> all = model_.buffer->bytes();
    if (offset > all.size() || size > all.size() - offset)
      refuse(text("buffer ", index, " lies outside the file (truncated or damaged)"));
    return all.subspan(offset, size);
  }

  std::vector<std::int32_t> indices(const FlatTable& table, int number, const std::string& where, bool optional) const {
    std::vector<std::int32_t> values = table.numbers<std::int32_t>(number);
    for (const std::int32_t value : values) {
      if (optional && value == -1) continue;
      if (value < 0 || value >= static_cast<std::int64_t>(model_.tensors.size()))
        refuse(text(where, " names tensor ", value, ", the file has ", model_.tensors.size()));
    }
    return values;
  }

  TfliteOperator operatorOf(const FlatTable& table) const {
    const std::size_t number = model_.operators.size();
    TfliteOperator node;
    const auto code = table.number<std::uint32_t>(field::CodeIndex, 0);
    if (code >= kinds_.size())
      refuse(text("operator ", number, " is of kind ", code, ", the file has ", kinds_.size()));
    node.code = kinds_[code].code;
    node.op = kinds_[code].name;
    const std::string where = text("operator ", node.op, " (", number, ")");
    node.inputs = indices(table, field::OperatorInputs, where, true);
    node.outputs = indices(table, field::OperatorOutputs, where, false);
    if (node.outputs.empty()) refuse(text(where, " gives nothing"));
    const std::string& result = model_.tensors[static_cast<std::size_t>(node.outputs[0])].name;
    // Fused operators are named after all of their parts.
    node.place = result.substr(0, result.find(';'));
    if (node.place.empty()) node.place = text(node.op, "_", number);
    node.optionsType = table.number<std::uint8_t>(field::OptionsType, 0);
    if (node.optionsType != 0) node.options = table.table(field::Options);
    return node;
  }

  const std::string& source_;
  TfliteModel model_;
  std::vector<FlatTable> buffers_;
  std::vector<OperatorKind> kinds_;
};

}  // namespace

std::string TfliteTensor::quotedName() const {
  return text("'", echoed(name), "'");
}

TfliteModel readTfliteModel(std::span<const std::uint8_t> bytes, const std::string& source) {
  return ModelReading(bytes, source).read();
}

}  // namespace bitprism
