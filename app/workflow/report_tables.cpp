#include "app/workflow/report_tables.h"

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <map>

#include "app/workflow/preprocessing_advice.h"
#include "app/workflow/report_html.h"
#include "core/base/text.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/packed/model_size.h"
#include "core/quant/scheme/bit_widths.h"

namespace bitprism {
namespace {

constexpr std::size_t mostRules = 12;  // named one by one

std::string hexadecimalText(std::uint64_t value) {
  constexpr char letters[] = "0123456789abcdef";
  std::string result(16, '0');
  for (std::size_t i = 0; i < 16; ++i) result[15 - i] = letters[value >> (4 * i) & 15];
  return result;
}

std::string dateText(std::chrono::system_clock::time_point when) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(when);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char written[32];
  std::strftime(written, sizeof written, "%Y-%m-%d %H:%M:%S UTC", &parts);
  return written;
}

std::string qualityOn(const Score& score, const std::optional<double>& unseen) {
  std::string result = qualityText(score);
  if (score.images > 0) result += text(" of ", groupedText(score.images), " images");
  if (unseen) result += text(", ", qualityText(score.metric, *unseen), " on images that the search never saw");
  return result;
}

std::string pictureSize(const ReportImages& images) {
  if (images.height == 0) return images.channels > 0 ? text(images.channels, " channels, of different sizes") : "";
  return text(images.channels, " x ", images.height, " x ", images.width);
}

std::string orderText(ChannelOrder order) {
  return order == ChannelOrder::Bgr ? "BGR" : order == ChannelOrder::Rgb ? "RGB, as in the images" : "grey";
}

std::string listText(const std::vector<double>& values) {
  std::string result;
  for (const double value : values) result += (result.empty() ? "" : ", ") + exactText(value);
  return result;
}

std::string preprocessingText(const Preprocessing& how) {
  std::string result = text("(pixel x ", exactText(how.scale), " - mean) / deviation; mean ", listText(how.mean),
                            "; deviation ", listText(how.deviation), "; channels ", orderText(how.channels));
  const auto extent = [](const PixelExtent& size) {
    return size.width > 0 ? text(size.height, " x ", size.width) : text("shorter side ", size.height);
  };
  if (how.resize.height > 0) result += text("; resized to ", extent(how.resize));
  if (how.crop.height > 0) result += text("; cropped to ", extent(how.crop));
  return result;
}

std::string partsText(const ReportImages& images) {
  if (images.search == 0) return {};
  return text(groupedText(images.search), " to search on, ", groupedText(images.report),
              " that only check the result, ", groupedText(images.calibration), " for calibration");
}

std::string methodCounts(const QuantPlan& plan) {
  std::map<std::string, int> counts;
  for (const QuantScheme& scheme : plan.layers)
    ++counts[scheme.hasCodes() ? schemeTitle(scheme) : scheme.isHalf() ? "half floats" : "float"];
  std::string result;
  for (const auto& [name, count] : counts) result += text(result.empty() ? "" : ", ", name, " (", count, ")");
  return result;
}

// Stays on one line.
std::string unbroken(const std::string& words) {
  std::string result;
  for (const char letter : words) result += letter == ' ' ? std::string("\u00a0") : std::string(1, letter);
  return result;
}

// As the window says it.
std::string correctionWords(Correction correction) {
  switch (correction) {
    case Correction::None:
      return "no correction";
    case Correction::Mean:
      return "mean restored";
    case Correction::MeanStd:
      return "mean and deviation restored";
    case Correction::Gain:
      return "mean and gain restored";
    case Correction::InputGain:
      break;
  }
  return "mean and output gain restored";
}

std::string schemeOf(const ReportLayer& layer) {
  if (layer.scheme.isFloat()) return "float";
  if (layer.scheme.isHalf()) return "half floats";
  std::string result = schemeTitle(layer.scheme);
  if (layer.scheme.granularity == Granularity::Tensor) result += ", per tensor";
  if (!layer.scheme.symmetric) result += ", affine";
  if (const std::string own = optionsText(layer.scheme); !own.empty()) result += ", " + own;
  if (layer.scheme.correction != Correction::None) result += ", " + correctionWords(layer.scheme.correction);
  return result;
}

std::string rulesText(const SpaceRules& rules) {
  std::string result;
  std::size_t named = 0;
  for (const auto& [layer, limits] : rules.limits) {
    if (++named > mostRules) continue;
    result += text(result.empty() ? "" : "; ", layer, limits.lock ? text(" locked at ", *limits.lock) : std::string(),
                   limits.minimum ? text(" at least ", *limits.minimum) : std::string(),
                   limits.maximum ? text(" at most ", *limits.maximum) : std::string());
  }
  if (named > mostRules) result += text("; ", named - mostRules, " more");
  if (!rules.ties.empty())
    result += text(result.empty() ? "" : "; ", rules.ties.size(), " groups of layers share a width");
  return result;
}

std::string taskNames(const std::vector<Task>& tasks) {
  std::string result;
  for (const Task& task : tasks) result += (result.empty() ? "" : ", ") + taskName(task);
  return result;
}

std::string schemeList(const SearchRequest& request) {
  std::vector<Quantization> schemes = {request.scheme};
  schemes.insert(schemes.end(), request.others.begin(), request.others.end());
  std::string result = request.automatic ? "chosen for each layer and width by least predicted damage: " : "";
  bool first = true;
  for (const std::string& name : schemeNames(schemes)) {
    result += (first ? "" : ", ") + name;
    first = false;
  }
  return result;
}

std::string durationOf(double seconds) {
  if (seconds < 90) return numberText(seconds, 1) + " s";
  if (seconds < 5400) return numberText(seconds / 60, 1) + " min";
  return numberText(seconds / 3600, 1) + " h";
}

// Evenly spread over the front, its ends and the chosen one always.
std::vector<const Evaluation*> shownPoints(const FrontReport& front, const std::optional<Evaluation>& chosen) {
  std::vector<const Evaluation*> shown;
  const std::size_t count = front.points.size();
  std::size_t last = count;
  for (std::size_t row = 0; row < std::min(count, mostFrontRows); ++row) {
    const std::size_t i = count <= mostFrontRows ? row : row * (count - 1) / (mostFrontRows - 1);
    for (std::size_t k = last == count ? i : last + 1; chosen && k < i; ++k)
      if (front.points[k].trial == chosen->trial) shown.push_back(&front.points[k]);
    shown.push_back(&front.points[i]);
    last = i;
  }
  return shown;
}

std::string baseName(const ReportSubject& subject) {
  std::string name = std::filesystem::path(subject.planned.network->name).stem().string();
  for (char& c : name)
    if (std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.").find(c) ==
        std::string_view::npos)
      c = '-';
  while (name.starts_with('-') || name.starts_with('.')) name.erase(0, 1);
  return name.empty() ? "network" : name.substr(0, 60);
}

}  // namespace

std::string networkFacts(const ReportSubject& subject) {
  const Network& network = *subject.planned.network;
  const std::int64_t bytes = modelSize(network, subject.planned.plan).total(), whole = floatBytes(network);
  Facts facts = {
      {"Name", network.name},
      {"File", subject.settings.networkPath},
      {"Format", network.format},
      {"Content hash", hexadecimalText(network.hash)},
      {"Layers", groupedText(static_cast<std::int64_t>(network.layers.size()))},
      {"Weights", text(groupedText(network.weightCount()), " of ", groupedText(network.parameters), " parameters")},
      {"Float network", text(memoryText(whole), " (", groupedText(whole), " bytes)")},
      {"This plan", text(subject.planName, ": ", memoryText(bytes), " (", groupedText(bytes), " bytes), ",
                         numberText(static_cast<double>(whole) / static_cast<double>(bytes), 2), " times smaller")},
      {"Methods of the plan", methodCounts(subject.planned.plan)}};
  if (subject.settings.equalize) facts.emplace_back("Equalized", "channel ranges of neighbouring layers");
  std::string inputs;
  if (subject.planned.plan.quantizesActivations()) {
    std::map<int, int> counts;
    for (const ActivationScheme& scheme : subject.planned.plan.activations) ++counts[scheme.bits];
    for (const auto& [bits, count] : counts)
      inputs += text(inputs.empty() ? "" : ", ", bits == floatBits ? std::string("float") : text(bits, " bits"), " (",
                     count, ")");
    facts.emplace_back("Inputs of layers", inputs);
  }
  if (!subject.planned.plan.integer.empty())
    facts.emplace_back("Integer form", "runs with whole numbers between layers");
  return factsList(facts);
}

std::string measuringFacts(const ReportSubject& subject) {
  const ReportImages& images = subject.images;
  Facts facts;
  if (subject.unchanged) {
    facts.emplace_back("Metric", metricTitle(subject.unchanged->metric));
    facts.emplace_back("Float network", qualityOn(*subject.unchanged, subject.unchangedReport));
  }
  if (subject.measured) {
    facts.emplace_back("This plan", qualityOn(*subject.measured, subject.measuredReport));
    facts.emplace_back("Agreement with float",
                       text(numberText(100 * subject.measured->agreement, 2), " % of images, KL ",
                            significantText(subject.measured->kl), " nats"));
  }
  if (!subject.settings.dataPath.empty()) facts.emplace_back("Images", subject.settings.dataPath);
  if (images.count > 0) {
    facts.emplace_back("Their number",
                       text(groupedText(images.count), images.labelled ? ", labelled" : "",
                            images.classes > 0 ? text(", ", images.classes, " classes") : std::string()));
    facts.emplace_back("Their size", pictureSize(images));
    facts.emplace_back("Parts", partsText(images));
    facts.emplace_back("Seed of the parts", text(subject.settings.seed));
  }
  if (const auto& how = subject.settings.preprocessing) facts.emplace_back("Preprocessing", preprocessingText(*how));
  const std::string& calibration =
      subject.settings.calibrationPath.empty() ? subject.settings.trainPath : subject.settings.calibrationPath;
  if (!calibration.empty()) facts.emplace_back("Calibration images", calibration);
  const std::string threads = subject.origin.threads > 0 ? text(subject.origin.threads, " threads") : std::string();
  facts.emplace_back("Program", text("BitPrism ", toolVersion()));
  facts.emplace_back("Report made", dateText(subject.origin.when));
  facts.emplace_back("On", text(subject.origin.processor, subject.origin.processor.empty() ? "" : ", ", threads));
  return factsList(facts);
}

std::string searchFacts(const ReportSubject& subject) {
  if (!subject.front) return {};
  const FrontReport& front = *subject.front;
  const SearchRequest& request = subject.request;
  Facts facts = {{"Session", subject.session},
                 {"Method", request.search.method},
                 {"Evaluations", text(front.evaluations.size(), ", ", front.points.size(), " of them on the front")},
                 {"Trials wanted", text(request.search.trials)},
                 {"Tasks", taskNames(request.search.tasks)},
                 {"Seed", text(request.search.seed)},
                 {"Bit-widths", widthsToText(request.widths)},
                 {"Methods of layers", schemeList(request)}};
  if (request.search.tasks.size() > 1)
    facts.emplace_back("Cheap tasks observe", cheapObservationTitle(request.search.cheap));
  if (request.lookAhead > 0) facts.emplace_back("Trials proposed ahead", text(request.lookAhead));
  if (const std::string rules = rulesText(request.rules); !rules.empty()) facts.emplace_back("Rules", rules);
  if (!request.inputs.empty())
    facts.emplace_back("Inputs of layers", "quantized, each layer its own way");
  else if (request.activation.wanted())
    facts.emplace_back("Inputs of layers", text(request.activation.tied ? std::string("the bits of the weights")
                                                                        : text(request.activation.bits, " bits"),
                                                ", ", optionsText(request.activation.options)));
  if (request.countActivations) facts.emplace_back("Memory", "the network and the peak of its activations");
  facts.emplace_back("Hypervolume", numberText(front.hypervolume, 5));
  facts.emplace_back("Time of the evaluations", durationOf(front.seconds));
  return factsList(facts);
}

std::string layersTable(const ReportSubject& subject, const std::vector<ReportLayer>& layers) {
  const bool inputs = subject.planned.plan.quantizesActivations();
  const auto& harm = subject.sensitivities;
  const bool measured = std::any_of(harm.begin(), harm.end(), [](const auto& value) { return value.has_value(); });
  std::vector<HtmlTable::Column> columns = {
      {"Layer"}, {"#", true, "place in the network"}, {"Kind"}, {"Shape"}, {"Weights", true}, {"Bits", true}};
  if (inputs) columns.push_back({"Input bits", true, "of the layer's input"});
  columns.push_back({"Method"});
  columns.push_back({"Bytes", true});
  columns.push_back({"SQNR, dB", true, "signal to noise of the rounded weights; exact: no change"});
  if (measured) columns.push_back({"Sensitivity", true, "KL to float, in nats, when only this layer is quantized"});
  HtmlTable table("Layers under the plan", std::move(columns));
  std::int64_t weights = 0, bytes = 0;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const ReportLayer& layer = layers[l];
    std::vector<std::string> row = {
        layer.name, text(l), layer.kind, unbroken(layer.shape), groupedText(layer.weights), text(layer.scheme.bits)};
    if (inputs) row.push_back(text(layer.input.bits));
    row.push_back(schemeOf(layer));
    row.push_back(groupedText(layer.bytes));
    row.push_back(layer.sqnrDb ? numberText(*layer.sqnrDb, 2) : layer.known ? "exact" : "needs images");
    if (measured) row.push_back(l < harm.size() && harm[l] ? significantText(*harm[l]) : "-");
    table.add(std::move(row));
    weights += layer.weights;
    bytes += layer.bytes;
  }
  std::vector<std::string> total = {"All layers", "", "", "", groupedText(weights), ""};
  if (inputs) total.emplace_back();
  total.emplace_back();
  total.push_back(groupedText(bytes));
  table.addTotal(std::move(total));
  return table.str();
}

std::string bitsLine(const PlanChoice& choices) {
  std::string line;
  for (const LayerChoice& choice : choices)
    line += choice.bits == floatBits ? "f" : choice.bits == halfBits ? "h" : text(choice.bits);
  return line;
}

std::string frontTable(const FrontReport& front, const std::optional<Evaluation>& chosen) {
  const auto shown = shownPoints(front, chosen);
  const bool other = front.axis != Cost::Memory;  // it has a column of its own
  std::vector<HtmlTable::Column> columns = {{"Plan"}, {"Bytes", true}, {"Size", true}};
  if (other) columns.push_back({costTitle(front.axis), true, "of a run for one image"});
  columns.insert(columns.end(), {{"Smaller", true, "than the float network"},
                                 {metricTitle(front.metric), true, "on the images of the search"},
                                 {"Unseen", true, "on images that the search never saw"},
                                 {"Proposed because"},
                                 {"Bits", false, "of each layer", true}});
  HtmlTable table(text("Plans on the front, by rising ", other ? costTitle(front.axis) : "size",
                       ". Bits: a digit for each layer; h: half floats, f: float."),
                  std::move(columns));
  for (const Evaluation* point : shown) {
    std::vector<std::string> row = {
        text("trial ", point->trial, chosen && chosen->trial == point->trial ? ", this plan" : ""),
        groupedText(point->bytes), memoryText(point->bytes)};
    if (other) row.push_back(costText(front.axis, point->cost()));
    row.push_back(front.floatBytes > 0
                      ? numberText(static_cast<double>(front.floatBytes) / static_cast<double>(point->bytes), 2) + " x"
                      : std::string("-"));
    row.push_back(qualityText(point->score));
    row.push_back(point->reportAccuracy ? qualityText(front.metric, *point->reportAccuracy) : std::string("-"));
    row.push_back(point->why);
    row.push_back(bitsLine(point->bits));
    table.add(row);
  }
  std::string result = table.str();
  if (shown.size() < front.points.size())
    result += text("<p class=\"muted\">", shown.size(), " of ", front.points.size(), " plans are listed.</p>\n");
  return result;
}

std::string comparisonTable(const ReportComparison& comparison) {
  if (comparison.cells.empty()) return {};
  std::vector<HtmlTable::Column> columns = {{"Method"}};
  for (const std::string& setting : comparison.settings) columns.push_back({setting, true});
  HtmlTable table("The whole network by each method; W: bits of the weights, A: of the layers' inputs, 32: float",
                  std::move(columns));
  for (std::size_t m = 0; m < comparison.methods.size(); ++m) {
    std::vector<std::string> row = {comparison.methods[m]};
    row.resize(comparison.settings.size() + 1, "-");
    for (const ComparedCell& cell : comparison.cells)
      if (cell.method == m && cell.failure.empty())
        row[cell.setting + 1] = text(qualityText(cell.score), ", ", memoryText(cell.bytes));
    table.add(std::move(row));
  }
  return table.str();
}

namespace {

// Beside the report, which the command would refuse to overwrite.
std::string againFile(const ReportSubject& subject, const std::string& name) {
  if (subject.output.empty()) return name + "-report.html";
  const std::filesystem::path path(subject.output);
  return (path.parent_path() / (path.stem().string() + "-again" + path.extension().string())).string();
}

}  // namespace

ReportCommands reportCommands(const ReportSubject& subject) {
  ReportCommands commands;
  const std::string name = baseName(subject);
  const StudySettings& study = subject.settings;
  PlanSource source = subject.source;
  const auto add = [&](const CommandWords& words) { commands.plan += words.text() + "\n"; };
  if (!subject.session.empty()) {
    SearchRequest request = subject.request;
    request.sessionPath = name + "-again.bitprism";
    request.forkOf.clear();
    StudySettings whole = study;
    if (subject.front) whole.metric = subject.front->metric;
    commands.again = searchCommand(whole, request).text() + "\n";
  }
  if (std::holds_alternative<PointOfSession>(source)) {
    commands.planFile = name + "-plan.json";
    commands.planIsSaved = true;
    add(exportCommand({.networkPath = study.networkPath, .equalize = study.equalize}, source, "plan",
                      commands.planFile));
    source = commands.planFile;
  } else if (const auto* file = std::get_if<std::string>(&source); file && file->empty()) {
    commands.planFile = name + "-plan.json";
    source = commands.planFile;
  }
  StudySettings measuring = study;
  if (subject.measured) measuring.metric = subject.measured->metric;
  if (!study.dataPath.empty()) add(evaluateCommand(measuring, source));
  add(exportCommand(measuring, source, "onnx", name + "-quantized.onnx"));
  const bool point = std::holds_alternative<PointOfSession>(subject.source);
  add(reportCommand(measuring, point ? subject.source : source, subject.options, againFile(subject, name)));
  return commands;
}

}  // namespace bitprism
