#include "app/desktop/search_requests.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <algorithm>

#include "app/workflow/automatic_methods.h"
#include "app/workflow/integer_plan.h"
#include "app/workflow/target_limits.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/quant/scheme/bit_widths.h"
#include "core/torch/graph/torch_runtime.h"
#include "widgets/training_view.h"

namespace bitprism {
namespace {

// Whether a search has this as one of its layer's choices.
bool choosesAmong(const SearchRequest& request, std::size_t layer, const QuantScheme& scheme) {
  if (!request.automatic || layer >= request.choices.size()) return false;
  const SearchSpace space{.scheme = request.scheme, .others = request.others};
  return std::any_of(request.choices[layer].begin(), request.choices[layer].end(),
                     [&](const LayerChoice& choice) { return space.schemeOf(choice) == scheme; });
}

// Methods chosen by the user are kept, others are chosen automatically. Methods loaded with a point of the search shown
// do not count as chosen.
bool leavesMethodsOpen(SearchRequest& request, const Document& document, const SearchRequest& shown) {
  request.kept.assign(document.layerCount(), std::nullopt);
  bool open = false;
  for (std::size_t l = 0; l < request.kept.size(); ++l) {
    const QuantScheme& own = document.plan().layers[l];
    const bool found = choosesAmong(shown, l, own);
    if (!document.automatic(l))
      request.kept[l] = !found                  ? std::optional(own.quantization())
                        : l < shown.kept.size() ? shown.kept[l]
                                                : std::nullopt;
    open = open || !request.kept[l];
  }
  const auto keeps = [](const auto& scheme) { return scheme.has_value(); };
  if (!open || std::none_of(request.kept.begin(), request.kept.end(), keeps)) request.kept.clear();
  return open;
}

// The scheme of most layers comes first: it is the default of choices.
std::vector<Quantization> wishedSchemes(const std::vector<Method>& methods, const Document& document,
                                        const SearchRequest& shown) {
  std::vector<Quantization> known = document.schemes();
  if (!shown.automatic) {
    known.push_back(shown.scheme);
    known.insert(known.end(), shown.others.begin(), shown.others.end());
  }
  std::vector<Quantization> schemes;
  for (const Method method : methods) {
    const auto found = std::find_if(known.begin(), known.end(), [&](const auto& s) { return s.method == method; });
    schemes.push_back(found != known.end() ? *found : withMethod(document.baseScheme(), method));
  }
  if (schemes.empty()) schemes = document.schemes();
  const auto base = std::find(schemes.begin(), schemes.end(), document.baseScheme());
  if (base != schemes.end()) std::rotate(schemes.begin(), base, base + 1);
  return schemes;
}

// Whether both trade and bound the same latencies, if any.
bool sameTimes(const SearchRequest& one, const SearchRequest& other) {
  if (!one.needs(Cost::Latency)) return true;
  return one.latency == other.latency || (one.latency && other.latency && *one.latency == *other.latency);
}

}  // namespace

SearchRequest searchRequest(const Workspace& workspace, const SearchWish& wish) {
  const Document& document = workspace.document();
  const SearchRequest& shown = workspace.search().request();
  SearchRequest request;
  request.search.method = wish.method;
  request.search.tasks = wish.tasks;
  request.search.cheap = wish.cheap;
  request.search.trials = wish.trials;
  request.search.seed = wish.seed;
  request.widths = wish.widths;
  request.countActivations = wish.countActivations;
  request.cost = wish.cost;
  request.limits = tightest(wish.limits);
  if (request.needs(Cost::Latency)) request.latency = document.costs().latency;
  if (trains(wish.tasks)) {
    const TrainingWish training = workspace.trainer().wish();
    request.training = training.settings;
    request.training.device = foundDevice(Device::Automatic);
    request.training.epochs = 1;  // the tasks have the number
    request.training.reshapeEpochs = 0;
    request.training.sparsity = 0;
    request.trainPath = training.data;
  }
  request.rules = document.rules();
  request.target = wish.target;
  const TargetProfile& target = targetProfile(wish.target);
  std::vector<ActivationRequest> inputs = document.inputs();
  for (ActivationRequest& input : inputs) input = fitted(target, input);
  if (const auto common = commonRequest(inputs))
    request.activation = *common;
  else
    request.inputs = inputs;
  // A search that was begun with float inputs goes on with them.
  if (!shown.needs(Cost::Latency) || shown.wantsActivations()) quantizeInputsForLatency(request);
  for (const int bits : request.widths) checkWidth(target, "bits", bits, request.wantsActivations());

  if (wish.methods.empty() && leavesMethodsOpen(request, document, shown)) {
    request.automatic = true;
    request.scheme = {};
    return request;
  }
  request.kept.clear();

  std::vector<Quantization> schemes = wishedSchemes(wish.methods, document, shown);
  for (Quantization& scheme : schemes)
    scheme = fitted(target, scheme, LayerKind::Convolution, request.wantsActivations());
  request.scheme = schemes.front();
  request.others.assign(schemes.begin() + 1, schemes.end());
  return request;
}

bool fillChoices(SearchRequest& request, const Document& document) {
  if (trains(request.search.tasks)) return false;
  auto schemes = document.lastingChoices(widthsToChoose(request, *document.network()));
  if (schemes.empty()) return false;
  fitToTarget(request, *document.network(), schemes);
  setChoices(request, std::move(schemes));
  return true;
}

bool goesOn(const SearchRequest& request, const SearchController& search) {
  const SearchRequest& shown = search.request();
  if (!search.snapshot() || shown.sessionPath.empty()) return false;
  const bool left = search.snapshot()->topEvaluations() < request.search.trials;
  return request.search.method == shown.search.method && request.search.tasks == shown.search.tasks &&
         request.search.cheap == shown.search.cheap && request.search.seed == shown.search.seed &&
         request.automatic == shown.automatic && request.kept == shown.kept &&
         (request.automatic || (request.scheme == shown.scheme && request.others == shown.others)) &&
         request.widths == shown.widths && (request.rules == shown.rules || left) &&
         request.activation == shown.activation && request.inputs == shown.inputs &&
         request.countActivations == shown.countActivations && request.target == shown.target &&
         request.cost == shown.cost && request.limits == shown.limits && sameTimes(request, shown) &&
         (!trains(request.search.tasks) ||
          (request.training == shown.training && request.trainPath == shown.trainPath));
}

std::string sessionPath(const Workspace& workspace, const SearchRequest& request) {
  const Network& network = *workspace.document().network();
  const Study& study = *workspace.study()->study;
  std::string identity =
      text(network.hash, '|', study.settings().dataPath, '|', toJson(study.preprocessing()).dump(), '|',
           request.search.method, '|', request.search.seed, '|',
           request.automatic ? std::string(automaticMethod) : toJson(request.scheme.at(maximumBits)).dump(), '|',
           widthsToText(request.widths), '|', toJson(request.rules).dump(), '|', toJson(request.activation).dump(), '|',
           cheapObservationName(request.search.cheap));
  if (study.settings().metric) identity += text("|metric ", metricName(*study.settings().metric));
  if (request.cost != Cost::Memory) identity += text("|cost ", costName(request.cost));
  if (!request.limits.empty()) identity += text("|limits ", toJson(request.limits).dump());
  if (request.latency) identity += text("|latency ", toJson(*request.latency).dump());
  if (request.target != Target::Any) identity += text("|target ", targetName(request.target));
  if (!request.automatic)
    for (const Quantization& other : request.others) identity += text('|', toJson(other.at(maximumBits)).dump());
  for (std::size_t l = 0; l < request.kept.size(); ++l)
    if (request.kept[l]) identity += text('|', l, toJson(request.kept[l]->at(floatBits)).dump());
  for (const ActivationRequest& input : request.inputs) identity += text('|', toJson(input).dump());
  for (const Task& task : request.search.tasks) identity += text('|', task.images, ':', task.epochs);
  if (trains(request.search.tasks)) identity += text('|', toJson(request.training).dump(), '|', request.trainPath);
  const QString name = QFileInfo(QString::fromStdString(network.name)).completeBaseName();
  return dataFile(QStringLiteral("sessions"), name.toStdString() + '-', identity, ".bitprism");
}

std::string dataFile(const QString& folder, const std::string& prefix, const std::string& identity,
                     const std::string& suffix) {
  const QString path = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QChar('/') + folder;
  if (!QDir().mkpath(path)) return {};
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(identity.data());
  const QString hash = QString::number(contentHash({bytes, identity.size()}), 16).rightJustified(16, '0');
  return text(path.toStdString(), '/', prefix, hash.toStdString(), suffix);
}

}  // namespace bitprism
