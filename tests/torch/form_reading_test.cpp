// Graphs recorded on forms, tensors without numbers: the program must be the one that numbers give, and images that the
// graph shows to be independent must be so in numbers.

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <filesystem>

#include "core/base/error.h"
#include "core/torch/graph/allocation_limit.h"
#include "core/torch/graph/form_run.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/read/batch_opening.h"
#include "core/torch/read/image_independence.h"
#include "core/torch/read/onnx_walk.h"
#include "tests/support/onnx_cases.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

using test::ModelBuilder;

constexpr std::int64_t mostBytes = std::int64_t{128} << 20;

struct RecordedFile {
  RecordedFile(const Bytes& bytes, const std::string& source, const std::string& folder) {
    prepareTorch();
    if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) throw InputError("not a model");
    inputs = onnxInputs(model.graph(), {}, source);
    walk = std::make_unique<OnnxWalk>(model, OnnxSource{source, folder});
  }

  // Empty: it is refused, or takes numbers.
  std::optional<Recording> record(std::int64_t batch, Example example) const {
    const c10::InferenceMode inference;
    const AllocationLimit limit(mostBytes, mostBytes);  // what the heap would keep from the tests that follow
    try {
      return walk->record(inputs, batch, example);
    } catch (const InputError&) {
    } catch (const c10::Error&) {
    } catch (const NoForm&) {
    }
    return {};
  }

  ::onnx::ModelProto model;
  OnnxInputs inputs;
  std::unique_ptr<OnnxWalk> walk;
};

void expectSame(const Recording& forms, const Recording& numbers, const std::string& name) {
  EXPECT_EQ(forms.program.instructions, numbers.program.instructions) << name;
  EXPECT_EQ(forms.shapes, numbers.shapes) << name;
  EXPECT_EQ(forms.program.outputs, numbers.program.outputs) << name;
  EXPECT_EQ(forms.program.slotCount, numbers.program.slotCount) << name;
  EXPECT_EQ(forms.notices, numbers.notices) << name;
  EXPECT_EQ(forms.constantNames, numbers.constantNames) << name;
  EXPECT_TRUE(sameTail(forms.program.tail, numbers.program.tail)) << name;
  ASSERT_EQ(forms.constants.size(), numbers.constants.size()) << name;
  for (std::size_t i = 0; i < forms.constants.size(); ++i) {
    const at::Tensor &one = forms.constants[i]->toTensor(), &other = numbers.constants[i]->toTensor();
    ASSERT_FALSE(one.is_meta()) << name;
    EXPECT_EQ(one.scalar_type(), other.scalar_type()) << name;
    EXPECT_TRUE(one.is_same(other) ||
                (one.sizes() == other.sizes() && at::allclose(one.to(at::kDouble), other.to(at::kDouble), 0, 0, true)))
        << name;
  }
  for (std::size_t i = 0; i < forms.outputs.size(); ++i)
    EXPECT_EQ(forms.outputs[i]->toTensor().scalar_type(), numbers.outputs[i]->toTensor().scalar_type()) << name;
}

// Whether the second image changes what the first one gives.
bool firstImageIsAlone(const Recording& one, const Recording& two) {
  for (std::size_t i = 0; i < one.outputs.size(); ++i) {
    const at::Tensor alone = one.outputs[i]->toTensor().to(at::kDouble);
    at::Tensor both = two.outputs[i]->toTensor().to(at::kDouble);
    for (std::int64_t axis = 0; axis < alone.dim(); ++axis) both = both.narrow(axis, 0, alone.size(axis));
    if (!at::allclose(both, alone, 1e-3, 1e-4, true)) return false;
  }
  return true;
}

struct Counts {
  int files = 0, onForms = 0, shown = 0;
};

void compare(const Bytes& bytes, const std::string& name, const std::string& folder, Counts& counts) {
  std::unique_ptr<RecordedFile> file;
  try {
    file = std::make_unique<RecordedFile>(bytes, name, folder);
  } catch (const std::exception&) {
    return;  // a file that no example runs through
  }
  if (file->inputs.open && file->inputs.inputs[0].shape.size() != 4) return;
  const std::optional<Recording> one = file->record(1, Example::Numbers), two = file->record(2, Example::Numbers);
  const std::optional<Recording> form = file->record(1, Example::Forms), forms = file->record(2, Example::Forms);
  counts.files += one.has_value();
  counts.onForms += form.has_value();
  if (form) {
    ASSERT_TRUE(one) << name;
    expectSame(*form, *one, name);
  }
  if (forms) {
    ASSERT_TRUE(two) << name;
    expectSame(*forms, *two, name);
  }
  if (!form || !forms || !merged(*form, 1, *forms, 2) || !imagesAreIndependent(*form, *forms)) return;
  ++counts.shown;
  EXPECT_TRUE(firstImageIsAlone(*one, *two)) << name;
}

TEST(FormReading, everyOperatorGivesTheProgramOfNumbers) {
  Counts counts;
  for (const test::OnnxCase& one : test::onnxCases()) compare(one.bytes, one.name, ".", counts);
  RecordProperty("files", counts.files);
  RecordProperty("onForms", counts.onForms);
  RecordProperty("shown", counts.shown);
  EXPECT_GT(counts.files, 200);
  EXPECT_GT(counts.onForms, counts.files * 9 / 10);
  EXPECT_GT(counts.shown, counts.files / 2);
}

TEST(FormReading, realFilesGiveTheProgramOfNumbers) {
  const std::string data = test::dataFolder();
  if (!std::filesystem::is_directory(data)) GTEST_SKIP() << "no folder of real networks";
  Counts counts;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data))
    if (entry.path().extension() == ".onnx" && entry.file_size() < 4'000'000) {
      const std::string path = entry.path().string();
      compare(readFile(path), path, entry.path().parent_path().string(), counts);
    }
  RecordProperty("files", counts.files);
  RecordProperty("onForms", counts.onForms);
  RecordProperty("shown", counts.shown);
  EXPECT_GE(counts.onForms, counts.files * 8 / 10);
}

// Images of 4 x 4 x 4 that are mixed in ways which leave every extent as it should be.
using Mix = std::function<std::string(test::NetworkBuilder&, const std::string& x)>;

TEST(FormReading, mixedImagesAreNeverShownToBeIndependent) {
  using test::L;
  using B = test::NetworkBuilder;
  const auto turned = [](B& b, const std::string& x) {  // channels before images
    return b.add("Transpose", {x}, {{"perm", L{1, 0, 2, 3}}});
  };
  const std::vector<std::pair<std::string, Mix>> mixes = {
      {"softmax over images",
       [](B& b, const std::string& x) {
         return b.add("Softmax", {x}, {{"axis", std::int64_t{0}}});
       }},
      {"mean over images",
       [](B& b, const std::string& x) {
         return b.add("Sub", {x, b.add("ReduceMean", {x}, {{"axes", L{0}}})});
       }},
      {"images by images",
       [](B& b, const std::string& x) {
         const std::string flat = b.add("Flatten", {x});
         const std::string all = b.add("MatMul", {flat, b.add("Transpose", {flat}, {{"perm", L{1, 0}}})});
         return b.add("MatMul", {all, flat});
       }},
      {"channels regrouped",
       [&](B& b, const std::string& x) {
         return b.add("Reshape", {turned(b, x), b.integers({-1, 4, 4, 4})});
       }},
      {"sum from image to image",
       [](B& b, const std::string& x) {
         return b.add("CumSum", {x, b.constant(at::scalar_tensor(0, at::kLong))});
       }},
      {"order of images turned round",
       [](B& b, const std::string& x) {
         return b.add("Slice", {x, b.integers({-1}), b.integers({-100}), b.integers({0}), b.integers({-1})});
       }},
      {"convolution over images",
       [](B& b, const std::string& x) {
         const std::string rows = b.add("Transpose", {x}, {{"perm", L{1, 2, 0, 3}}});
         const std::string mixed = b.add("Conv", {rows, b.normals({4, 4, 3, 1})}, {{"pads", L{1, 0, 1, 0}}});
         return b.add("Transpose", {mixed}, {{"perm", L{2, 0, 1, 3}}});
       }},
  };
  for (const auto& [name, mix] : mixes) {
    B network({-1, 4, 4, 4});
    const std::string x = network.add("Conv", {"x", network.normals({4, 4, 1, 1})});
    const RecordedFile file(network.model().bytes({mix(network, x)}), name, ".");
    const std::optional<Recording> one = file.record(1, Example::Forms), two = file.record(2, Example::Forms);
    ASSERT_TRUE(one && two) << name;
    EXPECT_FALSE(imagesAreIndependent(*one, *two)) << name;
  }
}

// Shapes whose numbers would take more memory than this machine has cost neither memory nor time.
TEST(FormReading, formsTakeNoMemory) {
  prepareTorch();
  const c10::InferenceMode inference;
  Recorder recorder(Example::Forms);
  const c10::IValue form = at::empty({1, 3, 100'000, 100'000}, at::TensorOptions(at::kFloat).device(at::kMeta));
  const Recorded input = recorder.input("x", form, {-1, 3, 100'000, 100'000});
  const Recorded result = recorder.one("aten::relu", "", {input}, "relu");
  EXPECT_EQ(valueOf(result).toTensor().sizes(), valueOf(input).toTensor().sizes());
}

}  // namespace
}  // namespace bitprism
