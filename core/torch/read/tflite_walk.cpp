#include "core/torch/read/tflite_walk.h"

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/read/tflite_operators/step.h"

namespace bitprism {
namespace {

constexpr std::size_t mostOperators = 100'000;

// What a reader must know of the file as a whole.
void addNotices(const TfliteModel& model, Recorder& recorder) {
  for (const std::string& sentence : model.notices) recorder.notice(sentence);
  const auto any = [&](auto is) { return std::any_of(model.tensors.begin(), model.tensors.end(), is); };
  if (any([](const TfliteTensor& tensor) { return tensor.isCode(); }))
    recorder.notice("The file is already quantized; it is read as the float network that its codes represent.");
  if (any([](const TfliteTensor& tensor) {
        return tensor.data && isTfliteFloat(tensor.type) && tensor.type != TfliteType::Float32;
      }))
    recorder.notice("The file holds weights of other widths; they are read as 32-bit floats.");
}

// Results that differ from what the file states would be silent errors; the batch may be another one.
void checkShapes(const tflite::Step& step, std::int64_t batch, std::int64_t declared) {
  for (const std::int32_t output : step.node.outputs) {
    const TfliteTensor& tensor = step.model.tensors[static_cast<std::size_t>(output)];
    const tflite::Value& value = step.values[static_cast<std::size_t>(output)];
    if (!value.last && !value.first) continue;
    Shape given = valueOf(value.last ? *value.last : *value.first).toTensor().sizes().vec();
    if (!value.last) given = {given[0], given[2], given[3], given[1]};
    const bool stated = !tensor.shape.empty() &&
                        std::find(tensor.signature.begin(), tensor.signature.end(), -1) == tensor.signature.end();
    if (stated && batch == declared && given != tensor.shape)
      step.refuse(text("gives ", shapeText(given), ", the file states ", shapeText(tensor.shape)));
  }
}

// How often each tensor is read, by operators and as an output.
std::vector<int> readsOf(const TfliteModel& model) {
  std::vector<int> reads(model.tensors.size(), 0);
  const auto count = [&](const std::vector<std::int32_t>& tensors) {
    for (const std::int32_t index : tensors)
      if (index >= 0) ++reads[static_cast<std::size_t>(index)];
  };
  for (const TfliteOperator& node : model.operators) count(node.inputs);
  count(model.outputs);
  return reads;
}

}  // namespace

TfliteWalk::TfliteWalk(const TfliteModel& model, std::string source)
    : model_(model), source_(std::move(source)), constants_(std::make_unique<TfliteConstants>(model, source_)) {
  if (model.operators.size() > mostOperators)
    throw InputError(text("cannot read '", source_, "': it has ", model.operators.size(),
                          " operators, expected at most ", mostOperators));
}

Recording TfliteWalk::record(const OnnxInputs& inputs, std::int64_t batch, Example example) const {
  Recorder recorder(example);
  addNotices(model_, recorder);
  for (const std::string& sentence : inputs.notices) recorder.notice(sentence);
  std::vector<tflite::Value> values(model_.tensors.size());
  std::size_t next = 0;
  for (const std::int32_t index : model_.inputs)
    if (!model_.tensors[static_cast<std::size_t>(index)].data)
      values[static_cast<std::size_t>(index)].last = exampleOf(recorder, inputs.inputs.at(next++), batch);
  std::vector<int> reads = readsOf(model_);
  const auto release = [&](const TfliteOperator& node) {
    for (const std::int32_t index : node.inputs)
      if (index >= 0 && --reads[static_cast<std::size_t>(index)] == 0)
        values[static_cast<std::size_t>(index)] = {.last = {}, .first = {}, .released = true};
  };
  const auto refuse = [&](const std::string& why) { throw InputError(text("cannot read '", source_, "': ", why)); };
  for (const TfliteOperator& node : model_.operators) {
    const tflite::Step step{recorder, model_, *constants_, values, node};
    try {
      tflite::record(step);
      if (!inputs.open) checkShapes(step, batch, inputs.declaredBatch);
      release(node);
    } catch (const InputError& problem) {
      const std::string message = problem.what();
      if (message.find(source_) != std::string::npos) throw;
      refuse(message);
    }
  }
  std::vector<Recorded> outputs;
  std::vector<std::string> names;
  for (const std::int32_t index : model_.outputs) {
    const TfliteTensor& tensor = model_.tensors[static_cast<std::size_t>(index)];
    tflite::Value& value = values[static_cast<std::size_t>(index)];
    if (!value.last && !value.first && !tensor.data) refuse(text("nothing gives its output ", tensor.quotedName()));
    const std::string name = tensor.name.empty() ? text("output_", index) : tensor.name;
    const TfliteOperator asked{.op = "output", .place = name, .inputs = {index}, .outputs = {}};
    const Recorded result = tflite::Step{recorder, model_, *constants_, values, asked}.in(0);
    if (!result.dynamic()) {
      recorder.notice(text("Output ", tensor.quotedName(), " does not depend on the input and is left out."));
      continue;
    }
    outputs.push_back(result);
    names.push_back(name);
  }
  if (outputs.empty()) refuse("it has no output that depends on its input");
  return recorder.finish(outputs, names);
}

}  // namespace bitprism
