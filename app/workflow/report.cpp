#include "app/workflow/report.h"

#include "app/workflow/report_html.h"
#include "app/workflow/report_layers.h"
#include "app/workflow/report_pictures.h"
#include "app/workflow/report_styles.h"
#include "app/workflow/report_tables.h"
#include "app/workflow/session_costs.h"
#include "core/base/text.h"
#include "core/quant/packed/model_size.h"

namespace bitprism {
namespace {

std::string keyFigure(const std::string& value, const std::string& words) {
  return text("<li><b>", htmlText(value), "</b> ", htmlText(words), "</li>\n");
}

std::string heading(const ReportSubject& subject) {
  const Network& network = *subject.planned.network;
  const std::int64_t bytes = modelSize(network, subject.planned.plan).total(), whole = floatBytes(network);
  std::string figures;
  if (subject.measured)
    figures += keyFigure(qualityText(*subject.measured), text(metricTitle(subject.measured->metric), " of this plan"));
  if (subject.unchanged)
    figures += keyFigure(qualityText(*subject.unchanged),
                         text(metricTitle(subject.unchanged->metric), " of the float network"));
  figures += keyFigure(
      memoryText(bytes),
      text("this plan, ", numberText(static_cast<double>(whole) / static_cast<double>(bytes), 2), " times smaller"));
  figures += keyFigure(memoryText(whole), "float network");
  if (subject.front)
    figures += keyFigure(groupedText(static_cast<std::int64_t>(subject.front->evaluations.size())),
                         "evaluations in the search");
  std::string notices;
  for (const std::string& notice : subject.notices) notices += text("<p class=\"muted\">", htmlText(notice), "</p>\n");
  return text("<header>\n<h1>", htmlText(network.name),
              "</h1>\n<p class=\"muted\">Quantization report: ", htmlText(subject.planName),
              "</p>\n<ul class=\"figures\">\n", figures, "</ul>\n", notices, "</header>\n");
}

std::string frontSection(const ReportSubject& subject) {
  if (!subject.front || subject.front->evaluations.empty()) return {};
  const FrontReport& front = *subject.front;
  FrontPicture picture{.metric = front.metric, .axis = front.axis};
  for (const Evaluation& evaluation : front.evaluations)
    if (evaluation.taskIndex == front.topTask) picture.cloud.push_back({evaluation.score.accuracy, evaluation.cost()});
  for (const Evaluation& point : front.points) {
    picture.front.push_back({point.score.accuracy, point.cost()});
    picture.hints.push_back(text("trial ", point.trial, ": ", qualityText(point.score), ", ", memoryText(point.bytes),
                                 front.axis == Cost::Memory ? "" : ", " + costText(front.axis, point.cost())));
  }
  if (subject.chosen)
    picture.chosen = FrontPoint{subject.chosen->score.accuracy, subject.chosen->cost()};
  else if (subject.measured && front.axis != Cost::Memory)
    picture.chosen =
        FrontPoint{subject.measured->accuracy, front.costs->network().costOf(front.axis, subject.planned.plan)};
  else if (subject.measured && !subject.request.countActivations)
    picture.chosen =
        FrontPoint{subject.measured->accuracy, modelSize(*subject.planned.network, subject.planned.plan).total()};
  if (front.floatAccuracy > 0) picture.floatQuality = front.floatAccuracy;
  if (front.floatCost > 0) picture.floatCost = front.floatCost;
  return section(
      "front", "Front",
      figure(frontSvg(picture), text("Each dot is a plan that the search measured. No plan is both cheaper and "
                                     "better than one on the front. The table below has its points.")) +
          frontTable(front, subject.chosen));
}

std::string histogramsSection(const std::vector<ReportLayer>& layers) {
  std::string multiples;
  std::size_t drawn = 0;
  for (const ReportLayer& layer : layers) {
    if (layer.histogram.counts.empty()) continue;
    ++drawn;
    multiples +=
        figure(histogramSvg(layer),
               text(layer.name, ": ",
                    layer.scheme.isFloat()  ? std::string("float")
                    : layer.scheme.isHalf() ? std::string("half floats")
                                            : text(layer.scheme.bits, " bits, ", methodTitle(layer.scheme.method)),
                    layer.sqnrDb ? text(", ", numberText(*layer.sqnrDb, 1), " dB") : std::string()));
  }
  std::string words =
      "<p>Weights of each layer, and below them as ticks the levels to which they are rounded. Where "
      "every channel has its own scale, the levels are those of the channel with the median scale.</p>\n";
  if (drawn < layers.size())
    words += text("<p class=\"muted\">The ", drawn, " largest of ", layers.size(), " layers are drawn.</p>\n");
  return section("weights", "Weights and levels", text(words, "<div class=\"multiples\">\n", multiples, "</div>\n"));
}

std::string planSection(const ReportSubject& subject, const std::string& file) {
  const std::string json = planDocument(subject.planned.plan, *subject.planned.network, subject.facts)
                               .dump(1, ' ', false, Json::error_handler_t::replace) +
                           "\n";
  return section("plan", "Plan",
                 text("<p>", downloadLink(file, "application/json", json, text("Save the plan as ", file)),
                      ". The program opens it as it is.</p>\n<details>\n<summary>Show the plan</summary>\n<pre>",
                      htmlLines(json), "</pre>\n</details>\n"));
}

std::string commandsSection(const ReportCommands& commands, const std::string& file) {
  std::string content = "<p>Lines for a POSIX shell.";
  if (!commands.planIsSaved && !commands.planFile.empty())
    content += text(" They expect the plan above in the current folder as <code>", htmlText(file), "</code>.");
  content += "</p>\n";
  if (!commands.again.empty())
    content += text("<h3>The search, from its beginning</h3>\n<pre>", htmlLines(commands.again),
                    "</pre>\n<h3>This plan</h3>\n");
  content += text("<pre>", htmlLines(commands.plan), "</pre>\n");
  return section("commands", "Commands that repeat it", content);
}

}  // namespace

std::string reportDocument(const ReportSubject& subject, std::stop_token stop, const Progress& progress) {
  std::vector<ReportLayer> layers = reportLayers(subject.planned, std::move(stop), progress);
  for (std::size_t l = 0; l < layers.size() && l < subject.sensitivities.size(); ++l)
    layers[l].sensitivity = subject.sensitivities[l];
  const ReportCommands commands = reportCommands(subject);
  const std::string file = commands.planFile.empty() ? "plan.json" : commands.planFile;
  std::string body = heading(subject);
  body += section("network", "Network", networkFacts(subject));
  body += section("measuring", "How it was measured", measuringFacts(subject));
  body += frontSection(subject);
  body += section("bits", "Bits",
                  figure(bitsSvg(layers), text("Bit-width of the weights of every layer, in the order of the network.",
                                               subject.planned.plan.quantizesActivations()
                                                   ? " A line across a bar: the bits of the layer's input."
                                                   : "")) +
                      methodsLegend(layers));
  body += section("layers", "Layers", layersTable(subject, layers));
  body += histogramsSection(layers);
  if (const std::string table = comparisonTable(subject.comparison); !table.empty())
    body += section("methods", "Methods compared", table);
  if (subject.front) body += section("search", "Search settings", searchFacts(subject));
  body += planSection(subject, file);
  body += commandsSection(commands, file);
  return htmlDocument(text(subject.planned.network->name, ": quantization report"), pictureStyles(), body);
}

}  // namespace bitprism
