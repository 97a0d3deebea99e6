#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "core/base/file.h"
#include "core/network/tensor.h"

namespace bitprism::test {

// A table of a FlatBuffer by its fields: numbers as their bytes, texts and vectors of numbers with their count, tables,
// and vectors of tables.
struct FlatFields {
  struct Numbers {
    std::uint32_t count = 0;
    Bytes bytes;
  };
  using Field = std::variant<Bytes, Numbers, FlatFields, std::vector<FlatFields>>;
  std::map<int, Field> fields;

  template <class T>
  FlatFields& number(int field, T value) {
    Bytes bytes(sizeof(T));
    std::memcpy(bytes.data(), &value, sizeof(T));
    fields[field] = bytes;
    return *this;
  }
  template <class T>
  FlatFields& numbers(int field, const std::vector<T>& values) {
    Numbers all{static_cast<std::uint32_t>(values.size()), Bytes(values.size() * sizeof(T))};
    if (!values.empty()) std::memcpy(all.bytes.data(), values.data(), all.bytes.size());
    fields[field] = all;
    return *this;
  }
  FlatFields& string(int field, const std::string& words) {
    return numbers(field, std::vector<char>(words.begin(), words.end()));
  }
  FlatFields& table(int field, FlatFields value) {
    fields[field] = std::move(value);
    return *this;
  }
  FlatFields& tables(int field, std::vector<FlatFields> values) {
    fields[field] = std::move(values);
    return *this;
  }
};

// Written from front to back: every table before what it refers to.
class FlatWriter {
 public:
  static Bytes file(const FlatFields& root, const std::string& mark) {
    FlatWriter writer;
    writer.bytes_.assign(8, 0);
    std::memcpy(writer.bytes_.data() + 4, mark.data(), 4);
    writer.refer(0, writer.write(root));
    return writer.bytes_;
  }

 private:
  template <class T>
  void set(std::size_t at, T value) {
    std::memcpy(bytes_.data() + at, &value, sizeof(T));
  }
  void refer(std::size_t at, std::size_t to) { set(at, static_cast<std::uint32_t>(to - at)); }
  void align() { bytes_.resize((bytes_.size() + 7) / 8 * 8); }

  std::size_t write(const FlatFields& table) {
    align();
    const int count = table.fields.empty() ? 0 : table.fields.rbegin()->first + 1;
    const std::size_t places = bytes_.size(), placesSize = 4 + 2 * static_cast<std::size_t>(count);
    bytes_.resize(places + placesSize);
    align();
    const std::size_t start = bytes_.size();
    bytes_.resize(start + 8 + 8 * static_cast<std::size_t>(count));  // every field in 8 bytes of its own
    set(places, static_cast<std::uint16_t>(placesSize));
    set(places + 2, static_cast<std::uint16_t>(bytes_.size() - start));
    set(start, static_cast<std::int32_t>(start - places));
    for (const auto& [field, value] : table.fields) {
      const std::size_t offset = 8 + 8 * static_cast<std::size_t>(field), place = start + offset;
      set(places + 4 + 2 * static_cast<std::size_t>(field), static_cast<std::uint16_t>(offset));
      if (const auto* plain = std::get_if<Bytes>(&value))
        std::memcpy(bytes_.data() + place, plain->data(), plain->size());
      else if (const auto* numbers = std::get_if<FlatFields::Numbers>(&value))
        refer(place, write(*numbers));
      else if (const auto* inner = std::get_if<FlatFields>(&value))
        refer(place, write(*inner));
      else
        refer(place, write(std::get<std::vector<FlatFields>>(value)));
    }
    return start;
  }

  std::size_t write(const FlatFields::Numbers& numbers) {
    align();
    bytes_.resize(bytes_.size() + 4);  // so that numbers of 8 bytes are aligned behind their count
    const std::size_t start = bytes_.size();
    bytes_.resize(start + 4);
    set(start, numbers.count);
    bytes_.insert(bytes_.end(), numbers.bytes.begin(), numbers.bytes.end());
    bytes_.push_back(0);  // texts end with it
    return start;
  }

  std::size_t write(const std::vector<FlatFields>& tables) {
    align();
    const std::size_t start = bytes_.size();
    bytes_.resize(start + 4 + 4 * tables.size());
    set(start, static_cast<std::uint32_t>(tables.size()));
    for (std::size_t i = 0; i < tables.size(); ++i) refer(start + 4 + 4 * i, write(tables[i]));
    return start;
  }

  Bytes bytes_;
};

// Builds TensorFlow Lite files by hand. Tensors are numbered in the order in which they are added.
class TfliteWriter {
 public:
  static constexpr std::int8_t float32 = 0, int32 = 2, uint8 = 3, int8 = 9;

  int tensor(const std::string& name, const Shape& shape, std::int8_t type = float32) {
    FlatFields table;
    table.numbers(0, std::vector<std::int32_t>(shape.begin(), shape.end())).number(1, type).string(3, name);
    tensors.push_back(table);
    return static_cast<int>(tensors.size()) - 1;
  }
  template <class T>
  int constant(const std::string& name, const Shape& shape, const std::vector<T>& values, std::int8_t type) {
    FlatFields::Numbers data;
    data.bytes.resize(values.size() * sizeof(T));
    std::memcpy(data.bytes.data(), values.data(), data.bytes.size());
    data.count = static_cast<std::uint32_t>(data.bytes.size());
    FlatFields buffer;
    buffer.fields[0] = data;
    buffers.push_back(buffer);
    const int index = tensor(name, shape, type);
    tensors.back().number(2, static_cast<std::uint32_t>(buffers.size() - 1));
    return index;
  }
  int constant(const std::string& name, const Shape& shape, const std::vector<float>& values) {
    return constant(name, shape, values, float32);
  }
  int constant(const std::string& name, const std::vector<std::int32_t>& values) {
    return constant(name, {static_cast<std::int64_t>(values.size())}, values, int32);
  }
  void quantize(int index, const std::vector<float>& scales, const std::vector<std::int64_t>& zeroPoints,
                int axis = 0) {
    FlatFields table;
    table.numbers(2, scales).numbers(3, zeroPoints).number(6, std::int32_t{axis});
    tensors[static_cast<std::size_t>(index)].table(4, table);
  }

  // kind: of the options; 0: none.
  void node(std::int32_t code, const std::vector<std::int32_t>& inputs, const std::vector<std::int32_t>& outputs,
            std::uint8_t kind = 0, const FlatFields& options = {}) {
    FlatFields entry;
    entry.number(0, static_cast<std::int8_t>(code < 127 ? code : 127)).number(3, code);
    codes.push_back(entry);
    FlatFields table;
    table.number(0, static_cast<std::uint32_t>(codes.size() - 1)).numbers(1, inputs).numbers(2, outputs);
    if (kind != 0) table.number(3, kind).table(4, options);
    nodes.push_back(table);
  }

  Bytes bytes(const std::vector<std::int32_t>& inputs, const std::vector<std::int32_t>& outputs) const {
    FlatFields graph, model;
    graph.tables(0, tensors).numbers(1, inputs).numbers(2, outputs).tables(3, nodes);
    model.number(0, version).tables(1, codes).tables(2, {graph}).tables(4, buffers);
    return FlatWriter::file(model, "TFL3");
  }

  std::uint32_t version = 3;
  std::vector<FlatFields> tensors, nodes, codes, buffers{FlatFields()};
};

// Options of operators.
inline FlatFields convolutionOptions(bool same, int stride, int activation = 0, int dilation = 1) {
  FlatFields options;
  options.number(0, static_cast<std::int8_t>(same ? 0 : 1))
      .number(1, std::int32_t{stride})
      .number(2, std::int32_t{stride});
  options.number(3, static_cast<std::int8_t>(activation));
  return options.number(4, std::int32_t{dilation}).number(5, std::int32_t{dilation});
}

// A convolution 3 x 3 with stride 2 and ReLU6 of images 5 x 5 x 2, the mean of its pixels, a linear layer to 4 classes.
inline TfliteWriter smallTflite() {
  TfliteWriter net;
  const auto numbers = [](std::size_t count, float step) {
    std::vector<float> values;
    for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<float>(i * 7 % 11) * step - 4 * step);
    return values;
  };
  const int x = net.tensor("x", {1, 5, 5, 2}), filters = net.constant("conv/Conv2D", {3, 3, 3, 2}, numbers(54, 0.1F)),
            bias = net.constant("conv/BiasAdd", {3}, numbers(3, 0.2F)),
            y = net.tensor("conv/Relu6;conv/BiasAdd", {1, 3, 3, 3}), axes = net.constant("axes", {1, 2}),
            mean = net.tensor("mean", {1, 3}), matrix = net.constant("dense/MatMul", {4, 3}, numbers(12, 0.3F)),
            z = net.tensor("scores", {1, 4});
  net.node(3, {x, filters, bias}, {y}, 1, convolutionOptions(true, 2, 3));
  net.node(40, {y, axes}, {mean}, 27, FlatFields().number(0, std::uint8_t{0}));
  net.node(9, {mean, matrix, -1}, {z}, 8, FlatFields().number(0, std::int8_t{0}));
  return net;
}
inline Bytes smallTfliteBytes() {
  return smallTflite().bytes({0}, {7});
}

}  // namespace bitprism::test
