#include "app/desktop/plot_picture.h"

#include <QFileInfo>
#include <algorithm>
#include <limits>

#include "app/desktop/curves_picture.h"
#include "app/desktop/front_picture.h"
#include "app/workflow/session_costs.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "qcustomplot.h"
#include "widgets/bits_view.h"
#include "widgets/error_view.h"
#include "widgets/front_view.h"
#include "widgets/plot_export.h"
#include "widgets/search_view.h"
#include "widgets/weights_view.h"

namespace bitprism {
namespace {

constexpr QSize pictureSize(900, 600);
constexpr QSize lowSize(900, 360);  // of plots that need little height
constexpr std::uint64_t largestDocument = std::uint64_t{1} << 26;
const std::string source = "the plot document";

std::vector<double> numbers(const Json& json, const char* key) {
  const Json& list = member(json, key, source);
  if (!list.is_array()) throw InputError(text("cannot read ", source, ": '", key, "' is not a list"));
  std::vector<double> values;
  for (const Json& value : list)
    values.push_back(value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN());
  return values;
}

double numberMember(const Json& json, const char* key) {
  const Json& value = member(json, key, source);
  return value.is_number() ? value.get<double>() : std::numeric_limits<double>::infinity();
}

QString textMember(const Json& json, const char* key) {
  return QString::fromStdString(stringMember(json, key, source));
}

QByteArray histogramPicture(const Json& json, PictureFormat format) {
  WeightsView view;
  auto bins = std::make_shared<Histogram>();
  const Json& stored = member(json, "histogram", source);
  bins->low = numberMember(stored, "low");
  bins->high = numberMember(stored, "high");
  constexpr double mostInBin = 1e15;
  for (const double count : numbers(stored, "counts"))
    bins->counts.push_back(count > 0 ? static_cast<std::int64_t>(std::min(count, mostInBin)) : 0);
  WeightsPicture picture;
  picture.histogram = bins;
  picture.deviation = numberMember(json, "deviation");
  picture.levels = numbers(json, "levels");
  picture.marks = clipMarks(picture.levels, picture.deviation);
  picture.bits = static_cast<int>(integerMember(json, "bits", source));
  view.resize(pictureSize);
  view.show(picture);
  return pictureOf(*view.plot(), pictureSize, format);
}

QByteArray errorPicture(const Json& json, PictureFormat format) {
  ErrorView view;
  std::vector<ErrorCurve> curves;
  for (const Json& curve : member(json, "curves", source))
    curves.push_back({textMember(curve, "name"), numbers(curve, "sqnr_db")});
  view.resize(pictureSize);
  view.show(curves, 0, static_cast<int>(integerMember(json, "bits", source)));
  return pictureOf(*view.plot(), pictureSize, format);
}

QByteArray bitsPicture(const Json& json, PictureFormat format) {
  BitsView view;
  std::vector<LayerRow> rows;
  for (const Json& layer : member(json, "layers", source)) {
    LayerRow row;
    row.name = textMember(layer, "name");
    row.bits = static_cast<int>(integerMember(layer, "bits", source));
    row.weights = integerMember(layer, "weights", source);
    row.bytes = integerMember(layer, "bytes", source);
    row.sqnrDb = numberMember(layer, "sqnr_db");
    rows.push_back(row);
  }
  view.resize(lowSize);
  view.show(rows);
  return pictureOf(view, lowSize, format);
}

QString nameOfSession(const std::string& path) {
  return QFileInfo(QString::fromStdString(path)).fileName();
}

// The float network and uniform bits, which are drawn beside the evaluations.
FrontMarks marksOf(const Json& json, const SearchSnapshot& snapshot) {
  FrontMarks marks;
  marks.axis = snapshot.axis;
  for (const Evaluation& evaluation : snapshot.evaluations)
    if (evaluation.ok()) marks.metric = evaluation.score.metric;
  marks.floatAccuracy = snapshot.floatAccuracy;
  marks.floatBytes = integerMember(json, "float_cost", source);
  for (const Json& uniform : member(json, "uniforms", source))
    marks.uniforms.push_back({static_cast<int>(integerMember(uniform, "bits", source)),
                              integerMember(uniform, "cost", source), numberMember(uniform, "accuracy")});
  return marks;
}

QByteArray sessionPicture(const Json& json, PictureFormat format) {
  FrontView view;
  view.resize(pictureSize);
  const std::string own = stringMember(json, "session", source);
  const FrontAxis shown = {costFromName(stringMember(json, "axis", source)),
                           networkCostsFromJson(member(json, "costs", source), source)};
  const auto snapshot = snapshotOf(Session::openForReading(own), shown);
  view.show(snapshot);
  view.show(marksOf(json, *snapshot));
  if (json.contains("others")) {
    std::vector<OtherFront> others;
    for (const Json& other : member(json, "others", source)) {
      if (!other.is_string())
        throw InputError(text("cannot read ", source, ": 'others' has an element that is not a name"));
      const std::string path = other.get<std::string>();
      others.push_back({nameOfSession(path), snapshotOf(Session::openForReading(path), {shown.axis, {}})});
    }
    view.compare(std::move(others));
    view.setOwnName(nameOfSession(own));
  }
  return pictureOf(*view.plot(), pictureSize, format);
}

QByteArray hypervolumePicture(const Json& json, PictureFormat format) {
  SearchView view;
  auto snapshot = std::make_shared<SearchSnapshot>();
  snapshot->state = SearchState::Stopped;
  snapshot->hypervolumes = numbers(json, "values");
  view.show(snapshot);
  return pictureOf(*view.plot(), lowSize, format);
}

}  // namespace

void savePicture(const QByteArray& bytes, const QString& file) {
  writeFile(file.toStdString(), std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

void drawPlot(const Json& document, const QString& file) {
  const PictureFormat format = pictureFormatOf(file);
  const std::string kind = stringMember(document, "kind", source);
  if (kind == "front")
    savePicture(sessionPicture(document, format), file);
  else if (kind == "hypervolume")
    savePicture(hypervolumePicture(document, format), file);
  else if (kind == "weights" || kind == "activations")
    savePicture(histogramPicture(document, format), file);
  else if (kind == "error")
    savePicture(errorPicture(document, format), file);
  else if (kind == "bits")
    savePicture(bitsPicture(document, format), file);
  else if (kind == "curves")
    savePicture(curvesPicture(document, format), file);
  else
    throw InputError(text("cannot read ", source, ": there is no plot '", kind, "'"));
}

void drawPlot(const std::string& documentPath, const QString& file) {
  const Bytes bytes = readFile(documentPath, largestDocument);
  drawPlot(parseJson(std::string(bytes.begin(), bytes.end()), documentPath), file);
}

}  // namespace bitprism
