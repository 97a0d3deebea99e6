#include "core/run/onnx_runtime.h"

#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/half.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

// The objects of the C interface, which only it looks into.
struct OrtStatus;
struct OrtEnv;
struct OrtSession;
struct OrtSessionOptions;
struct OrtMemoryInfo;
struct OrtAllocator;
struct OrtValue;
struct OrtTypeInfo;
struct OrtShapeInfo;

// Places in the table of functions (onnxruntime_c_api.h, struct OrtApi); new ones are only added at its end.
enum Place : std::size_t {
  GetErrorMessage = 2,
  CreateEnv = 3,
  CreateSession = 7,
  RunSession = 9,
  CreateSessionOptions = 10,
  SetOptimizedModelFilePath = 11,
  EnableProfiling = 14,
  SetSessionLogSeverityLevel = 22,
  SetSessionGraphOptimizationLevel = 23,
  SetIntraOpNumThreads = 24,
  SetInterOpNumThreads = 25,
  SessionGetInputCount = 30,
  SessionGetOutputCount = 31,
  SessionGetInputTypeInfo = 33,
  SessionGetOutputTypeInfo = 34,
  SessionGetInputName = 36,
  SessionGetOutputName = 37,
  CreateTensorWithDataAsOrtValue = 49,
  IsTensor = 50,
  GetTensorMutableData = 51,
  CastTypeInfoToTensorInfo = 55,
  GetTensorElementType = 60,
  GetDimensionsCount = 61,
  GetDimensions = 62,
  GetTensorTypeAndShape = 65,
  CreateCpuMemoryInfo = 69,
  AllocatorFree = 76,
  GetAllocatorWithDefaultOptions = 78,
  ReleaseEnv = 92,
  ReleaseStatus = 93,
  ReleaseMemoryInfo = 94,
  ReleaseSession = 95,
  ReleaseValue = 96,
  ReleaseTypeInfo = 98,
  ReleaseTensorTypeAndShapeInfo = 99,
  ReleaseSessionOptions = 100,
  SessionEndProfiling = 110
};

constexpr std::uint32_t interfaceVersion = 11;  // has all of them; younger libraries know it
constexpr int severityFatal = 4, withoutOptimizer = 0, withAllOptimizers = 99, arenaAllocator = 1, defaultMemory = 0;

struct OrtApiBase {
  const void* const* (*table)(std::uint32_t version);
  const char* (*version)();
};

// ONNXTensorElementDataType, from 0.
constexpr const char* typeNames[] = {"?",     "float", "uint8", "int8",    "uint16", "int16",  "int32",
                                     "int64", "?",     "bool",  "float16", "double", "uint32", "uint64"};
constexpr std::size_t typeBytes[] = {0, 4, 1, 1, 2, 2, 4, 8, 0, 1, 2, 8, 4, 8};
constexpr int floatType = 1;

template <class Number>
void convertTo(const std::vector<float>& values, std::uint8_t* bytes) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto number = static_cast<Number>(values[i]);
    std::memcpy(bytes + i * sizeof number, &number, sizeof number);
  }
}

template <class Number>
void convertFrom(const std::uint8_t* bytes, std::vector<float>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    Number number;
    std::memcpy(&number, bytes + i * sizeof number, sizeof number);
    values[i] = static_cast<float>(number);
  }
}

// Calls visit with a value of the C++ type of an element; half floats, which have none, apart.
template <class Visit>
void withNumber(int type, const Visit& visit) {
  switch (type) {
    case 1:
      return visit(float{});
    case 2:
    case 9:
      return visit(std::uint8_t{});
    case 3:
      return visit(std::int8_t{});
    case 4:
      return visit(std::uint16_t{});
    case 5:
      return visit(std::int16_t{});
    case 6:
      return visit(std::int32_t{});
    case 7:
      return visit(std::int64_t{});
    case 11:
      return visit(double{});
    case 12:
      return visit(std::uint32_t{});
    case 13:
      return visit(std::uint64_t{});
    default:
      break;
  }
}

constexpr int halfType = 10;

std::vector<std::uint8_t> elementsOf(const std::vector<float>& values, int type) {
  std::vector<std::uint8_t> bytes(values.size() * typeBytes[type]);
  if (type == halfType) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::uint16_t half = halfFromFloat(values[i]);
      std::memcpy(bytes.data() + i * sizeof half, &half, sizeof half);
    }
  } else {
    withNumber(type, [&](auto number) { convertTo<decltype(number)>(values, bytes.data()); });
  }
  return bytes;
}

void floatsOf(const std::uint8_t* bytes, int type, std::vector<float>& values) {
  if (type == halfType) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::uint16_t half;
      std::memcpy(&half, bytes + i * sizeof half, sizeof half);
      values[i] = floatFromHalf(half);
    }
  } else {
    withNumber(type, [&](auto number) { convertFrom<decltype(number)>(bytes, values); });
  }
}

}  // namespace

struct OnnxRuntime::Implementation {
  void* library = nullptr;
  const void* const* table = nullptr;
  std::string version;
  OrtEnv* environment = nullptr;
  OrtMemoryInfo* memory = nullptr;
  OrtAllocator* allocator = nullptr;  // belongs to the library

  template <class... Arguments>
  void release(Place place, Arguments... arguments) const {
    reinterpret_cast<void (*)(Arguments...)>(const_cast<void*>(table[place]))(arguments...);
  }

  // Calls a function that gives a status; throws Error with its message.
  template <class... Arguments>
  void call(Place place, Arguments... arguments) const {
    OrtStatus* status = reinterpret_cast<OrtStatus* (*)(Arguments...)>(const_cast<void*>(table[place]))(arguments...);
    if (!status) return;
    const auto message = reinterpret_cast<const char* (*)(const OrtStatus*)>(const_cast<void*>(table[GetErrorMessage]));
    const std::string said = echoed(message(status), messageCharacters);
    release(ReleaseStatus, status);
    throw Error(said);
  }

  ~Implementation() {
    if (memory) release(ReleaseMemoryInfo, memory);
    if (environment) release(ReleaseEnv, environment);
    // The library stays: its threads and statics do not expect to be unloaded.
  }
};

struct RuntimeModel::Implementation {
  const OnnxRuntime::Implementation& runtime;
  OrtSession* session = nullptr;
  std::vector<RuntimeValue> inputs, outputs;
  std::vector<int> inputTypes;
  std::vector<const char*> inputNames, outputNames;

  explicit Implementation(const OnnxRuntime::Implementation& own) : runtime(own) {}
  ~Implementation() {
    if (session) runtime.release(ReleaseSession, session);
  }

  void describe() {
    std::vector<int> outputTypes;
    describe(SessionGetInputCount, SessionGetInputName, SessionGetInputTypeInfo, inputs, inputTypes);
    describe(SessionGetOutputCount, SessionGetOutputName, SessionGetOutputTypeInfo, outputs, outputTypes);
    for (const RuntimeValue& value : inputs) inputNames.push_back(value.name.c_str());
    for (const RuntimeValue& value : outputs) outputNames.push_back(value.name.c_str());
  }

  void describe(Place count, Place name, Place info, std::vector<RuntimeValue>& values, std::vector<int>& types) const {
    std::size_t number = 0;
    runtime.call(count, static_cast<const OrtSession*>(session), &number);
    for (std::size_t i = 0; i < number; ++i) {
      RuntimeValue& value = values.emplace_back();
      char* own = nullptr;
      runtime.call(name, static_cast<const OrtSession*>(session), i, runtime.allocator, &own);
      value.name = own;
      runtime.call(AllocatorFree, runtime.allocator, static_cast<void*>(own));
      OrtTypeInfo* type = nullptr;
      runtime.call(info, static_cast<const OrtSession*>(session), i, &type);
      const OrtShapeInfo* shape = nullptr;
      runtime.call(CastTypeInfoToTensorInfo, static_cast<const OrtTypeInfo*>(type), &shape);
      int element = 0;
      if (shape) element = read(shape, value.shape);
      value.type = typeNames[element];
      types.push_back(element);
      runtime.release(ReleaseTypeInfo, type);
    }
  }

  // The element type, 0 for one that floats cannot become.
  int read(const OrtShapeInfo* info, Shape& shape) const {
    int element = 0;
    runtime.call(GetTensorElementType, info, &element);
    std::size_t rank = 0;
    runtime.call(GetDimensionsCount, info, &rank);
    shape.resize(rank);
    runtime.call(GetDimensions, info, shape.data(), rank);
    return element > 0 && element < static_cast<int>(std::size(typeBytes)) && typeBytes[element] > 0 ? element : 0;
  }

  // Inputs as the library's values, and what it gave last.
  class Values {
   public:
    Values(const Implementation& model, const std::vector<RuntimeTensor>& tensors) : model_(model) {
      if (tensors.size() != model.inputs.size())
        throw Error(text("the model has ", model.inputs.size(), " inputs, got ", tensors.size()));
      for (std::size_t i = 0; i < tensors.size(); ++i) add(tensors[i], model.inputs[i], model.inputTypes[i]);
      outputs_.resize(model.outputs.size());
    }
    Values(const Values&) = delete;
    Values& operator=(const Values&) = delete;
    ~Values() {
      clear(inputs_);
      clear(outputs_);
    }

    void run() {
      clear(outputs_);
      model_.runtime.call(RunSession, model_.session, static_cast<const void*>(nullptr), model_.inputNames.data(),
                          static_cast<const OrtValue* const*>(inputs_.data()), inputs_.size(),
                          model_.outputNames.data(), outputs_.size(), outputs_.data());
    }

    std::vector<RuntimeTensor> results() const {
      std::vector<RuntimeTensor> results;
      for (std::size_t i = 0; i < outputs_.size(); ++i) {
        RuntimeTensor& result = results.emplace_back();
        int isTensor = 0;
        model_.runtime.call(IsTensor, static_cast<const OrtValue*>(outputs_[i]), &isTensor);
        OrtShapeInfo* info = nullptr;
        int element = 0;
        if (isTensor != 0) {
          model_.runtime.call(GetTensorTypeAndShape, static_cast<const OrtValue*>(outputs_[i]), &info);
          element = model_.read(info, result.shape);
          model_.runtime.release(ReleaseTensorTypeAndShapeInfo, info);
        }
        if (element == 0)
          throw Error(text("output '", echoed(model_.outputs[i].name), "' has no numbers that become floats"));
        void* data = nullptr;
        model_.runtime.call(GetTensorMutableData, outputs_[i], &data);
        result.values.resize(static_cast<std::size_t>(elementCount(result.shape)));
        floatsOf(static_cast<const std::uint8_t*>(data), element, result.values);
      }
      return results;
    }

   private:
    void add(const RuntimeTensor& tensor, const RuntimeValue& input, int type) {
      if (type == 0) throw Error(text("input '", echoed(input.name), "' is of a type that floats cannot become"));
      if (static_cast<std::size_t>(elementCount(tensor.shape)) != tensor.values.size())
        throw Error(text("input '", echoed(input.name), "' got ", tensor.values.size(), " numbers, expected ",
                         elementCount(tensor.shape)));
      bytes_.push_back(elementsOf(tensor.values, type));
      OrtValue* value = nullptr;
      model_.runtime.call(CreateTensorWithDataAsOrtValue, static_cast<const OrtMemoryInfo*>(model_.runtime.memory),
                          static_cast<void*>(bytes_.back().data()), bytes_.back().size(), tensor.shape.data(),
                          tensor.shape.size(), type, &value);
      inputs_.push_back(value);
    }
    void clear(std::vector<OrtValue*>& values) const {
      for (OrtValue*& value : values)
        if (value) {
          model_.runtime.release(ReleaseValue, value);
          value = nullptr;
        }
    }

    const Implementation& model_;
    std::vector<std::vector<std::uint8_t>> bytes_;
    std::vector<OrtValue*> inputs_, outputs_;
  };
};

OnnxRuntime::OnnxRuntime(const std::string& library) : implementation_(std::make_unique<Implementation>()) {
  Implementation& own = *implementation_;
  own.library = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!own.library) throw Error(text("cannot load '", library, "': ", echoed(dlerror())));
  const auto base = reinterpret_cast<const OrtApiBase* (*)()>(dlsym(own.library, "OrtGetApiBase"));
  const OrtApiBase* interfaces = base ? base() : nullptr;
  if (!interfaces) throw Error(text("cannot load '", library, "': it is not ONNX Runtime"));
  own.version = interfaces->version();
  own.table = interfaces->table(interfaceVersion);
  if (!own.table)
    throw Error(text("cannot load '", library, "': it is ONNX Runtime ", own.version, ", expected 1.11 or newer"));
  own.call(CreateEnv, severityFatal, "bitprism", &own.environment);
  own.call(CreateCpuMemoryInfo, arenaAllocator, defaultMemory, &own.memory);
  own.call(GetAllocatorWithDefaultOptions, &own.allocator);
}

OnnxRuntime::~OnnxRuntime() = default;

const std::string& OnnxRuntime::version() const {
  return implementation_->version;
}

std::unique_ptr<RuntimeModel> OnnxRuntime::open(const std::string& path, const RuntimeOptions& options) const {
  const Implementation& own = *implementation_;
  OrtSessionOptions* created = nullptr;
  own.call(CreateSessionOptions, &created);
  const auto free = [&own](OrtSessionOptions* each) { own.release(ReleaseSessionOptions, each); };
  const std::unique_ptr<OrtSessionOptions, decltype(free)> settings(created, free);
  own.call(SetIntraOpNumThreads, created, options.threads);
  own.call(SetInterOpNumThreads, created, 1);
  own.call(SetSessionLogSeverityLevel, created, severityFatal);
  own.call(SetSessionGraphOptimizationLevel, created, options.optimized ? withAllOptimizers : withoutOptimizer);
  if (!options.profile.empty()) own.call(EnableProfiling, created, options.profile.c_str());
  if (!options.saved.empty()) own.call(SetOptimizedModelFilePath, created, options.saved.c_str());
  auto model = std::make_unique<RuntimeModel::Implementation>(own);
  own.call(CreateSession, static_cast<const OrtEnv*>(own.environment), path.c_str(),
           static_cast<const OrtSessionOptions*>(created), &model->session);
  model->describe();
  return std::make_unique<RuntimeModel>(std::move(model));
}

RuntimeModel::RuntimeModel(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}
RuntimeModel::~RuntimeModel() = default;

const std::vector<RuntimeValue>& RuntimeModel::inputs() const {
  return implementation_->inputs;
}

const std::vector<RuntimeValue>& RuntimeModel::outputs() const {
  return implementation_->outputs;
}

std::vector<RuntimeTensor> RuntimeModel::run(const std::vector<RuntimeTensor>& inputs) const {
  Implementation::Values values(*implementation_, inputs);
  values.run();
  return values.results();
}

double RuntimeModel::nanosecondsOfRun(const std::vector<RuntimeTensor>& inputs, double atLeast) const {
  using Clock = std::chrono::steady_clock;
  Implementation::Values values(*implementation_, inputs);
  values.run();
  const Clock::time_point begin = Clock::now();
  double taken = 0;
  int runs = 0;
  do {
    values.run();
    ++runs;
    taken = std::chrono::duration<double, std::nano>(Clock::now() - begin).count();
  } while (taken < atLeast);
  return taken / runs;
}

std::string RuntimeModel::endProfile() const {
  char* path = nullptr;
  const OnnxRuntime::Implementation& runtime = implementation_->runtime;
  runtime.call(SessionEndProfiling, implementation_->session, runtime.allocator, &path);
  std::string result = path;
  runtime.call(AllocatorFree, runtime.allocator, static_cast<void*>(path));
  return result;
}

namespace {

constexpr const char* libraryName = "libonnxruntime.so.1";

// The file itself, or the library in the folder.
std::optional<std::string> libraryAt(const std::filesystem::path& place) {
  std::error_code ignored;
  const std::filesystem::path file = std::filesystem::is_directory(place, ignored) ? place / libraryName : place;
  if (std::filesystem::is_regular_file(file, ignored)) return file.string();
  return {};
}

std::string requiredLibrary(const std::string& place, const char* source) {
  if (const auto found = libraryAt(place)) return *found;
  throw InputError(
      text("cannot find ONNX Runtime at '", place, "' (", source, "), expected ", libraryName, " or its folder"));
}

std::string fromEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

bool runtimeUnwanted() {
  return fromEnvironment("BITPRISM_ONNXRUNTIME") == "none";
}

// Folders one below another: of node's package, whose names hold an interface's version and a processor.
std::optional<std::string> libraryBelow(const std::filesystem::path& folder) {
  std::error_code ignored;
  std::vector<std::filesystem::path> found;
  for (std::filesystem::recursive_directory_iterator each(folder, ignored), end; each != end; each.increment(ignored)) {
    if (ignored) break;
    if (each->path().filename() == libraryName && each->path().string().find("linux") != std::string::npos)
      found.push_back(each->path());
  }
#if defined(__aarch64__)
  constexpr const char* processor = "arm64";
#else
  constexpr const char* processor = "x64";
#endif
  for (const auto& path : found)
    if (path.parent_path().filename() == processor) return path.string();
  return {};
}

}  // namespace

std::optional<std::string> findOnnxRuntime(const std::string& given) {
  if (!given.empty()) return requiredLibrary(given, "--onnxruntime");
  if (runtimeUnwanted()) return {};
  if (const std::string named = fromEnvironment("BITPRISM_ONNXRUNTIME"); !named.empty())
    return requiredLibrary(named, "BITPRISM_ONNXRUNTIME");
  if (const std::string judge = fromEnvironment("BITPRISM_JUDGE"); !judge.empty())
    if (const auto found = libraryBelow(std::filesystem::path(judge) / "node_modules/onnxruntime-node/bin"))
      return found;
  std::vector<std::string> folders;
  std::string paths = fromEnvironment("LD_LIBRARY_PATH");
  for (std::size_t begin = 0; begin < paths.size();) {
    const std::size_t end = std::min(paths.find(':', begin), paths.size());
    if (end > begin) folders.push_back(paths.substr(begin, end - begin));
    begin = end + 1;
  }
  for (const char* usual : {"/usr/local/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64",
                            "/usr/lib", "/opt/onnxruntime/lib"})
    folders.emplace_back(usual);
  for (const std::string& folder : folders)
    if (const auto found = libraryAt(folder)) return found;
  return {};
}

std::string onnxRuntimeMissing() {
  if (runtimeUnwanted()) return {};
  return text("ONNX Runtime was not found, so nothing was measured in it; --onnxruntime or BITPRISM_ONNXRUNTIME names ",
              libraryName, " or its folder.");
}

}  // namespace bitprism
