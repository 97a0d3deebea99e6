#include "app/cli/command.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iomanip>
#include <iostream>

#include "app/workflow/integer_plan.h"
#include "app/workflow/program_trust.h"
#include "app/workflow/remeasuring.h"
#include "core/base/alternatives.h"
#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/image_format.h"
#include "core/quant/activations/activation_method.h"
#include "core/quant/scheme/layer_choice.h"
#include "core/weights/weight_file.h"

namespace bitprism {
namespace {

// Methods that are uniform quantization with their own range.
std::optional<ActivationRange> rangeOfMethod(const std::string& method) {
  for (const ActivationRangeInfo& info : activationRanges())
    if (info.methodName && method == info.methodName) return info.range;
  return {};
}

}  // namespace

namespace {

// "--half-scales"; "--no-clip" for options that are on by default.
std::string flagOf(const MethodOption& option) {
  const bool on = option.kind == MethodOption::Kind::Flag && option.standard != 0;
  std::string name = text(on ? "--no-" : "--", option.key);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

std::string listed(std::span<const Method> methods) {
  std::vector<const char*> names;
  for (const Method method : methods) names.push_back(methodName(method));
  return joined(names);
}

// "dsconv: input channels that share a scale".
std::string helpOf(const MethodOption& option) {
  std::vector<Method> methods;
  for (const Method method : existingMethods)
    if (hasOption(method, option)) methods.push_back(method);
  std::string help = text(listed(methods), ": ", flagOf(option).starts_with("--no-") ? "no " : "", option.help);
  if (option.kind == MethodOption::Kind::Name) help += text(": ", joined(option.names));
  return help;
}

}  // namespace

void SchemeOptions::add(CLI::App& command, Choice choice) {
  const std::size_t before = command.get_options().size();
  const Quantization standard;
  range_ = rangeName(standard.range);
  const bool automatic = choice == Choice::Automatic;
  method_ = automatic ? automaticMethod : methodName(standard.method);
  if (choice != Choice::Own)
    methodOption_ = command
                        .add_option("--method", method_,
                                    text("how weights are rounded: ", listed(existingMethods),
                                         automatic ? "; auto: for each layer the one with the least predicted damage "
                                                     "in the bytes of uniform (uniform if "
                                                     "only its options are given)"
                                                   : ""))
                        ->capture_default_str();
  command.add_option("--per", granularity_, "one scale per tensor or per output channel: tensor, channel")
      ->capture_default_str();
  command.add_option("--range", range_, "the clipping range: minmax, mse (least squared error) or percentile")
      ->capture_default_str();
  command.add_option(
      "--percentile", percentile_,
      text("share of the weights, in percent, inside a percentile range (default: ", standardPercentile, ")"));
  command.add_option("--correction", correction_,
                     "statistic of every output channel restored after rounding: none, mean, mean-std, gain, or "
                     "input-gain (needs calibration images); default: the best for the method and range");
  auto* symmetric = command.add_flag("--symmetric", symmetric_, "no zero point (the default)");
  command.add_flag("--affine", affine_, "with a zero point")->excludes(symmetric);
  for (const MethodOption* each : methodOptions()) {
    const MethodOption& option = *each;
    Given& given = given_.emplace_back(Given{&option});
    const std::string flag = flagOf(option), help = helpOf(option);
    if (option.kind == MethodOption::Kind::Flag)
      given.flag = command.add_flag(flag, help);
    else if (option.kind == MethodOption::Kind::Name)
      given.flag = command.add_option(flag, given.name, help);
    else
      given.flag = command.add_option(flag, given.number, help);
  }
  const std::vector<CLI::Option*> all = command.get_options();
  options_.assign(all.begin() + static_cast<std::ptrdiff_t>(before), all.end());
}

bool SchemeOptions::gave(const char* option) const {
  return std::any_of(options_.begin(), options_.end(),
                     [&](const CLI::Option* one) { return one->count() > 0 && one->check_name(option); });
}

void SchemeOptions::setTarget(const TargetProfile& target, const ActivationRequest& inputs) {
  target_ = &target;
  inputs_ = inputs;
}

Quantization SchemeOptions::fittedToTarget(const Quantization& quantization) const {
  const bool quantized = inputs_.wanted();
  const Quantization near = fitted(*target_, quantization, LayerKind::Convolution, quantized);
  if (near == quantization) return near;
  const auto refuse = [&](const std::string& option) {
    QuantScheme scheme = quantization.at(maximumBits);
    TargetProfile anyWidth = *target_;
    constexpr int codes[] = {maximumBits};
    anyWidth.weightBits = anyWidth.aloneBits = codes;
    anyWidth.aloneOnlyLinear = false;
    const bool folds = quantized && target_->integers;
    const auto finding = weightFinding(anyWidth, scheme, LayerKind::Convolution, quantized, folds, "the network");
    throw UsageError(text(option, " for --target ", target_->name, ": ", finding ? finding->sentence : std::string()));
  };
  if (near.method != quantization.method) refuse(text("method ", methodName(quantization.method)));
  if (near.granularity != quantization.granularity && gave("--per")) refuse("--per channel");
  if (near.range != quantization.range && gave("--range")) refuse(text("--range ", rangeName(quantization.range)));
  if (near.symmetric != quantization.symmetric) refuse("--affine");
  if (near.correction != quantization.correction && gave("--correction"))
    refuse(text("--correction ", correctionName(quantization.correction)));
  return near;
}

bool SchemeOptions::given() const {
  return std::any_of(options_.begin(), options_.end(), [](const CLI::Option* option) { return option->count() > 0; });
}

bool SchemeOptions::automatic() const {
  if (method_ != automaticMethod) return false;
  for (const CLI::Option* option : options_) {
    if (option == methodOption_ || option->count() == 0) continue;
    if (methodOption_->count() == 0) return false;
    throw UsageError(text("--method ", automaticMethod, " chooses the whole scheme, so ", option->get_name(),
                          " has no effect: leave it out, or name a method"));
  }
  return true;
}

QuantPlan SchemeOptions::plan(Study& study, int bits, SchemeUse use, const CommandContext& context) const {
  const Network& network = *study.network();
  if (!automatic())
    return fitted(*target_, network, uniformPlan(network.layers.size(), quantization().at(bits)), inputs_);
  checkBits(bits);
  QuantPlan plan = fitted(*target_, network, automaticPlan(study, bits, use, context.stop, context.progress), inputs_);
  if (bits <= maximumBits)
    printNotices({text("methods chosen by layers' ", study.calibration().hasMoments() ? "outputs" : "weights", ": ",
                       methodsText(plan))});
  return plan;
}

double SchemeOptions::valueOf(const Given& given) const {
  const MethodOption& option = *given.option;
  if (option.kind == MethodOption::Kind::Flag) return option.standard != 0 ? 0 : 1;
  if (option.kind == MethodOption::Kind::Name) {
    const auto found = std::find(option.names.begin(), option.names.end(), given.name);
    if (found == option.names.end())
      throw UsageError(text("unknown ", option.key, " '", given.name, "', expected one of ", joined(option.names)));
    return static_cast<double>(found - option.names.begin());
  }
  checkOption(option, given.number);
  return roundedOption(option, given.number);
}

// Except the method and the options of some methods.
Quantization SchemeOptions::common() const {
  Quantization quantization;
  quantization.granularity = granularityFromName(granularity_);
  quantization.range = rangeFromName(range_);
  if (!correction_.empty()) quantization.correction = correctionFromName(correction_);
  if (percentile_) {
    if (quantization.range != RangeRule::Percentile) throw UsageError("--percentile needs --range percentile");
    quantization.percentile = checkedPercentile(*percentile_);
  }
  if (affine_) quantization.symmetric = false;
  if (symmetric_) quantization.symmetric = true;
  return quantization;
}

Quantization SchemeOptions::quantization() const {
  return quantizations({method_ == automaticMethod ? Method::Uniform : methodFromName(method_)}).front();
}

std::vector<Quantization> SchemeOptions::quantizations(const std::vector<Method>& methods) const {
  std::vector<Quantization> all(methods.size(), common());
  for (std::size_t i = 0; i < methods.size(); ++i) all[i].method = methods[i];
  for (const Given& given : given_) {
    if (given.flag->count() == 0) continue;
    const double value = valueOf(given);
    bool found = false;
    for (Quantization& quantization : all) {
      if (!hasOption(quantization.method, *given.option)) continue;
      quantization.options.set(*given.option, value);
      found = true;
    }
    if (!found) throw UsageError(text(flagOf(*given.option), " is not an option of ", listed(methods)));
  }
  if (methods.size() > 1)
    for (Quantization& quantization : all) quantization = canonical(quantization);
  if (correction_.empty())
    for (Quantization& quantization : all) quantization.correction = standardCorrection(quantization);
  for (Quantization& quantization : all) quantization = fittedToTarget(quantization);
  return all;
}

namespace {

// "uniform (equal steps), pwlq (two pieces) or bfp (shared exponents); or uniform with the range that a method finds:
// omse (mse), aciq, kl, gdrq".
std::string activationMethodsText() {
  std::string methods, finders;
  const auto all = activationMethods();
  for (std::size_t i = 0; i < all.size(); ++i)
    methods += text(i == 0 ? "" : i + 1 < all.size() ? ", " : " or ", all[i]->name, " (", all[i]->help, ')');
  for (const ActivationRangeInfo& range : activationRanges())
    if (range.methodName)
      finders += text(finders.empty() ? "" : ", ", range.methodName,
                      std::string_view(range.name) == range.methodName ? "" : text(" (", range.name, ')'));
  return text(methods, "; or uniform with the range that a method finds: ", finders);
}

// "mse (least squared error), minmax (...), ...; unless given mse for uniform, topk for pwlq".
std::string activationRangesText() {
  std::string ranges, standards;
  for (const ActivationRangeInfo& range : activationRanges())
    ranges += text(ranges.empty() ? "" : ", ", range.name, " (", range.help, ')');
  for (const ActivationMethodInfo* method : activationMethods())
    if (!method->ranges.empty())
      standards += text(standards.empty() ? "; unless given " : ", ", activationRangeName(method->ranges.front()),
                        " for ", method->name);
  return ranges + standards;
}

}  // namespace

void ActivationFlags::add(CLI::App& command) {
  command.add_option("--activation-bits", bits_,
                     "also quantize the input of every layer: 1 to 8, 32 for float, or 'tied' to the layer's weights");
  options_ = {
      command.add_option("--activation-method", method_, "how inputs are quantized: " + activationMethodsText())
          ->capture_default_str(),
      command.add_option("--activation-range", range_, "their clipping range: " + activationRangesText())};
  for (const ActivationOption* each : activationOptions()) {
    const MethodOption& option = each->option;
    Given& given = given_.emplace_back(Given{each});
    std::string flag = text("--activation-", option.key);
    std::replace(flag.begin(), flag.end(), '_', '-');
    if (option.kind == MethodOption::Kind::Flag) {
      given.flag = command.add_flag(flag, option.help);
    } else if (option.kind == MethodOption::Kind::Name) {
      given.name = option.names[static_cast<std::size_t>(option.standard)];
      given.flag = command.add_option(flag, given.name, text(option.help, ": ", joined(option.names)));
      given.flag->capture_default_str();
    } else {
      given.number = option.standard;
      given.flag = command.add_option(flag, given.number, option.help)->capture_default_str();
    }
    options_.push_back(given.flag);
  }
}

ActivationRequest ActivationFlags::request() const {
  if (bits_.empty())
    for (const CLI::Option* option : options_)
      if (option->count() > 0) throw UsageError(text(option->get_name(), " needs --activation-bits"));
  ActivationOptions options;
  const std::optional<ActivationRange> ofMethod = rangeOfMethod(method_);
  options.method = ofMethod ? ActivationMethod::Uniform : activationMethodFromName(method_);
  options.range = ofMethod.value_or(standardRange(options.method));
  if (!range_.empty()) {
    const ActivationRange range = activationRangeFromName(range_);
    if (ofMethod && range != *ofMethod)
      throw UsageError(text("--activation-method ", method_, " chooses its own range; --activation-range ", range_,
                            " contradicts it"));
    if (activationMethod(options.method).ranges.empty())
      throw UsageError(text("--activation-range: activations by ", method_, " have no clipping range"));
    options.range = range;
  }
  for (const Given& given : given_) {
    if (given.flag->count() == 0) continue;
    const MethodOption& option = given.option->option;
    double value = option.kind == MethodOption::Kind::Flag ? 1 : given.number;
    if (option.kind == MethodOption::Kind::Name) {
      const auto found = std::find(option.names.begin(), option.names.end(), given.name);
      if (found == option.names.end())
        throw UsageError(
            text("unknown ", given.flag->get_name(), " '", given.name, "', expected ", alternatives(option.names)));
      value = static_cast<double>(found - option.names.begin());
    }
    checkOption(option, value);
    given.option->set(options, value);
  }
  return activationRequest(bits_, options);
}

void IntegerFlag::add(CLI::App& command) {
  option_ = command.add_flag(
      "--integer,!--no-integer", value_,
      "round sums, results and whatever else stands between layers, too, so that runtimes compute with whole numbers "
      "from end to end (default: where --activation-bits is given, inputs are on single uniform grids and weights have "
      "4 to 8 bits)");
}

bool IntegerFlag::wantedFor(int weightBits, const ActivationRequest& request) const {
  return option_->count() > 0 ? value_ : suitsIntegers(weightBits, request);
}

void TargetFlag::add(CLI::App& command) {
  std::string help = "what runs the network, which limits widths, methods and inputs to what it takes: ";
  for (const TargetProfile& target : targetProfiles())
    help += text(target.target == Target::Any ? "" : "; ", target.name, " (", target.purpose, ')');
  option_ = command.add_option("--target", name_, help)->capture_default_str();
}

const TargetProfile& TargetFlag::profile() const {
  return targetProfile(targetFromName(name_));
}

const TargetProfile& TargetFlag::profileOr(Target otherwise) const {
  return given() ? profile() : targetProfile(otherwise);
}

bool integerFormFor(const TargetProfile& target, const IntegerFlag& flag, int weightBits,
                    const ActivationRequest& inputs, bool quantizedInputs) {
  if (!target.limits) return flag.wantedFor(weightBits, inputs);
  if (flag.asked() && !target.integers)
    throw UsageError(text("--integer for --target ", target.name, ": it computes layers with floats, ", target.name,
                          " accepts plans without an integer form"));
  if (flag.refused() && target.integers && quantizedInputs)
    throw UsageError(text("--no-integer for --target ", target.name, ": it computes layers in integers, ", target.name,
                          " accepts plans with an integer form"));
  return target.integers && quantizedInputs;
}

void DataOptions::add(CLI::App& command, bool required) {
  auto* data = command.add_option("--data", data_,
                                  text("images: ", imageFormatsText(),
                                       "; or a folder of them (of pictures: one per class, or only pictures); or "
                                       "'example'; or 'synthetic' (synthetic:256), images made from the network's "
                                       "batch norms or of noise, where there are none. "
                                       "classes.txt in or next to a folder or list names the classes, one per line"));
  if (required) data->required();
  command.add_option("--scale", scale_, "x = (pixel * scale - mean) / std (default: 1/255)");
  command.add_option("--mean", mean_, "one number, or one per channel")->delimiter(',')->expected(1, 4);
  command.add_option("--std", deviation_, "one number, or one per channel")->delimiter(',')->expected(1, 4);
  command.add_option("--resize", resize_, "the shorter side in pixels, or HEIGHTxWIDTH (bilinear with antialias)");
  command.add_option("--crop", crop_, "size of the centre crop after resizing: a side in pixels, or HEIGHTxWIDTH");
  command.add_option("--letterbox", letterbox_,
                     "the whole image as large as fits into a side in pixels, or HEIGHTxWIDTH, on grey (the default "
                     "where boxes are annotated)");
  command
      .add_option(
          "--head", head_,
          text("how a detector's outputs give boxes: ", alternatives(boxHeadNames()), " (default: by their shapes)"))
      ->check(CLI::IsMember(boxHeadNames()));
  auto* judge =
      command.add_option("--metric-command", judge_.program,
                         "a program that measures plans: it is given a folder with output0.npy ..., images.npy "
                         "and labels.npy, and prints a number from 0 to 1, larger is better");
  command
      .add_option("--metric-argument", judge_.arguments, "an argument for that program, before the folder; repeatable")
      ->needs(judge)
      ->expected(1)
      ->take_all();
  command.add_option("--metric-name", judge_.name, "what that program measures")->needs(judge)->capture_default_str();
  command.add_option("--metric-seconds", judge_.seconds, "the longest that it may take for one plan")
      ->needs(judge)
      ->capture_default_str()
      ->check(CLI::Range(0.1, 1e6));
  channelsOption_ = command.add_option("--channels", channels_, "channels that the network expects: rgb, bgr, grey")
                        ->check(CLI::IsMember({"rgb", "bgr", "grey"}));
  command.add_option("--preprocess", file_, "a JSON file with scale, mean, std, resize, crop, channels");
  command
      .add_option("--image-cache", cacheMebibytes_,
                  "MiB of decoded images to keep in memory; others are decoded each time they are needed")
      ->capture_default_str()
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 20));
  command.add_option("--device", device_, "where networks run: cpu, cuda, or auto (cuda if available)")
      ->capture_default_str()
      ->check(CLI::IsMember(deviceNames()));
}

StudySettings DataOptions::study(const std::string& network) const {
  StudySettings settings;
  settings.networkPath = network;
  settings.dataPath = data_;
  settings.preprocessing = preprocessing();
  settings.imageCacheBytes = cacheBytes();
  settings.device = device();
  settings.head = head();
  settings.command = judge();
  return settings;
}

Device DataOptions::device() const {
  return deviceFromName(device_);
}

std::optional<BoxHead> DataOptions::head() const {
  return head_.empty() ? std::nullopt : std::optional(boxHeadFromName(head_));
}

std::optional<MetricCommand> DataOptions::judge() const {
  return judge_.program.empty() ? std::nullopt : std::optional(judge_);
}

std::optional<Preprocessing> DataOptions::preprocessing() const {
  const bool single = scale_ != 0 || !mean_.empty() || !deviation_.empty() || !resize_.empty() || !crop_.empty() ||
                      !letterbox_.empty() || (channelsOption_ && channelsOption_->count() > 0);
  if (file_.empty() && !single) return {};
  Preprocessing result = file_.empty() ? Preprocessing() : readPreprocessing(file_);
  if (scale_ != 0) result.scale = scale_;
  if (!mean_.empty()) result.mean = mean_;
  if (!deviation_.empty()) result.deviation = deviation_;
  if (channelsOption_->count() > 0) result.channels = channelsFromName(channels_).value();
  if (!resize_.empty()) result.resize = parseResize(resize_);
  if (!crop_.empty()) result.crop = parseCrop(crop_);
  if (!letterbox_.empty()) {
    if (result.resize.height > 0 || result.crop.height > 0)
      throw UsageError("--letterbox stands in the place of --resize and --crop; give either");
    result.crop = parseCrop(letterbox_);
    result.letterbox = true;
  }
  for (const double value : result.deviation)
    if (!(value > 0)) throw UsageError(text("--std has ", value, ", expected numbers above zero"));
  return result;
}

void adoptPreprocessing(const PlanFile& plan, StudySettings& settings) {
  if (settings.preprocessing || settings.dataPath.empty() || !plan.facts().preprocessing) return;
  settings.preprocessing = plan.facts().preprocessing;
  printNotices({plan.preprocessingNotice()});
}

void addEqualize(CLI::App& command, bool& equalize) {
  command.add_flag(
      "--equalize", equalize,
      "first equalize the channel ranges of neighbouring layers, which does not change the outputs of the float "
      "network (cross-layer equalization)");
}

void addMetric(CLI::App& command, std::string& metric) {
  command.add_option("--metric", metric, alternatives(metricNames()) + " (default: depends on the data and outputs)");
}

std::optional<Metric> metricOf(const std::string& given) {
  return given.empty() ? std::nullopt : std::optional(metricFromName(given));
}

std::string networkHelp() {
  return text("a file of a network: ", networkFormatsText(), "; or 'example'");
}

CLI::Option* addNetwork(CLI::App& command, std::string& path, const char* name, const std::string& more) {
  addWeights(command);
  return command.add_option(name, path, networkHelp() + more);
}

void addRuntime(CLI::App& command, std::string& library) {
  command.add_option("--onnxruntime", library,
                     "ONNX Runtime: libonnxruntime.so.1 or its folder (BITPRISM_ONNXRUNTIME, or the usual folders)");
}

void addWeights(CLI::App& command) {
  if (command.get_option_no_throw("--weights")) return;
  command.add_option("--weights")
      ->description(text("weights that take the place of the network's own, by name or else by shape and order: ",
                         weightFormatsText()));
}

void addShape(CLI::App& command, std::string& shape) {
  command.add_option("--shape", shape,
                     "shape of the network's input if its file leaves it open, batch first: 1x3x224x224");
}

Shape shapeOf(const std::string& given) {
  constexpr std::int64_t largestExtent = std::int64_t{1} << 24;
  if (given.empty()) return {};
  Shape shape;
  std::stringstream parts(given);
  for (std::string part; std::getline(parts, part, 'x');) {
    std::int64_t extent = 0;
    const auto [end, problem] = std::from_chars(part.data(), part.data() + part.size(), extent);
    if (problem != std::errc() || end != part.data() + part.size() || extent < 1 || extent > largestExtent)
      throw UsageError(text("'", given, "' is not a shape, expected extents such as 1x3x224x224, the batch first"));
    shape.push_back(extent);
  }
  if (shape.size() < 2 || given.back() == 'x')
    throw UsageError(
        text("'", given, "' is not a shape, expected the batch and an image's extents, such as 1x3x224x224"));
  shape.erase(shape.begin());
  return shape;
}

ReadOptions readingOf(const CommandContext& context, const std::string& shape) {
  ReadOptions reading = context.reading;
  reading.inputShape = shapeOf(shape);
  return reading;
}

std::unique_ptr<Study> openStudy(StudySettings settings, const CommandContext& context) {
  Shape shape = std::move(settings.reading.inputShape);
  settings.reading = context.reading;
  if (!context.reading.weights.empty()) settings.weightsPath = context.reading.weights;
  settings.reading.inputShape = std::move(shape);
  return Study::open(settings, context.stop, context.progress);
}

ExportReport exportFile(const Network& network, const QuantPlan& plan, const NetworkWriter& writer,
                        const std::string& path, const ExportOptions& options) {
  TrustedPrograms trusted(TrustedPrograms::usersFile());
  return exportTrusted(network, plan, writer, path, options, trusted);
}

void printNotices(const std::vector<std::string>& notices) {
  const char* start = isatty(STDERR_FILENO) ? "\r\033[K" : "";  // clears a line of progress
  for (const std::string& notice : notices) std::cerr << start << "note: " << shownMessage(notice) << '\n';
}

void noteSession(const Session& session) {
  printNotices(session.notices());
  const std::optional<std::string> older = olderNotice(session);
  if (!older) return;
  printNotices({*older});
  markOlderNoticeShown(session.path());
}

void checkOutput(const std::string& path, bool force) {
  std::error_code ignored;
  if (!force && std::filesystem::exists(path, ignored))
    throw UsageError(text("'", path, "' exists; pass --force to overwrite it"));
}

TextTable::TextTable(std::vector<std::string> header) {
  rows_.push_back(std::move(header));
}

void TextTable::add(std::vector<std::string> row) {
  rows_.push_back(std::move(row));
}

std::string TextTable::str() const {
  std::vector<std::size_t> widths(rows_[0].size(), 0);
  for (const auto& row : rows_)
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], row[c].size());
  std::string result;
  for (const auto& row : rows_) result += line(row, widths);
  return result;
}

std::string TextTable::line(const std::vector<std::string>& row, const std::vector<std::size_t>& widths) {
  std::ostringstream out;
  for (std::size_t c = 0; c < row.size(); ++c) {
    out << (c ? "  " : "");
    if (c == 0)
      out << std::left << std::setw(static_cast<int>(widths[c])) << row[c] << std::right;
    else
      out << std::setw(static_cast<int>(widths[c])) << row[c];
  }
  out << '\n';
  return out.str();
}

std::string fixed(double value, int digits) {
  return text(std::fixed, std::setprecision(digits), value);
}
std::string kibText(std::int64_t bytes) {
  return fixed(static_cast<double>(bytes) / 1024, 1) + " KiB";
}
std::string percentText(double fraction) {
  return fixed(100 * fraction, 2) + " %";
}
std::string bitsText(const PlanChoice& bits) {
  std::string result;
  for (const LayerChoice& choice : bits) {
    const int width = choice.bits;
    result += width == floatBits ? "f" : width == halfBits ? "h" : text(width);
  }
  return result;
}

namespace {

// 'a' for the first method.
char letterOf(int scheme) {
  return static_cast<char>('a' + scheme);
}

}  // namespace

std::vector<std::string> frontHeader(const FrontReport& report) {
  std::vector<std::string> header{"trial", "size"};
  if (report.axis != Cost::Memory) header.emplace_back(costTitle(report.axis));
  header.insert(header.end(), {metricTitle(report.metric), "on unseen", "bits"});
  if (report.methods.size() > 1) header.emplace_back("methods");
  return header;
}

std::vector<std::string> frontRow(const FrontReport& report, const Evaluation& point, const char* mark) {
  std::vector<std::string> row{text(point.trial, mark), kibText(point.bytes)};
  if (report.axis != Cost::Memory) row.push_back(costText(report.axis, point.cost()));
  row.insert(row.end(),
             {qualityText(point.score), point.reportAccuracy ? qualityText(report.metric, *point.reportAccuracy) : "-",
              bitsText(point.bits)});
  if (report.methods.size() > 1) {
    row.emplace_back();
    for (const LayerChoice& choice : point.bits)
      row.back() += choice.bits > maximumBits ? '-' : letterOf(choice.scheme);
  }
  return row;
}

std::string methodsLegend(const FrontReport& report) {
  if (report.methods.size() < 2) return {};
  std::string legend;
  for (std::size_t i = 0; i < report.methods.size(); ++i)
    legend += text(i ? ", " : "\n", letterOf(static_cast<int>(i)), ": ", report.methods[i]);
  return legend + "\n";
}

}  // namespace bitprism
