#include "widgets/sensitivity_picture.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bitprism {
namespace {

constexpr double decades = 1e-4;  // losses below this share of the largest have one colour

double largestLoss(const SensitivityPicture::Row& row) {
  double largest = -1;  // nothing measured comes last
  for (const SensitivityPicture::Cell& cell : row.cells)
    if (cell.loss) largest = std::max(largest, *cell.loss);
  return largest;
}

}  // namespace

HeatRange::HeatRange(const SensitivityPicture& picture, HeatScale scale) : scale_(scale) {
  double least = 0;
  for (const SensitivityPicture::Row& row : picture.rows)
    for (const SensitivityPicture::Cell& cell : row.cells) {
      if (!cell.loss || !(*cell.loss > 0)) continue;
      high_ = std::max(high_, *cell.loss);
      least = least > 0 ? std::min(least, *cell.loss) : *cell.loss;
    }
  low_ = std::max(least, high_ * decades);
  if (low_ >= high_) low_ = high_ / 10;
}

double HeatRange::share(double loss) const {
  if (!known() || !(loss > 0)) return 0;
  const double share = scale_ == HeatScale::Linear ? loss / high_ : std::log(loss / low_) / std::log(high_ / low_);
  return std::clamp(share, 0.0, 1.0);
}

double HeatRange::lossAt(double share) const {
  return scale_ == HeatScale::Linear ? share * high_ : low_ * std::pow(high_ / low_, share);
}

std::vector<int> heatOrder(const SensitivityPicture& picture, HeatOrder order) {
  std::vector<int> layers(picture.rows.size());
  std::iota(layers.begin(), layers.end(), 0);
  if (order == HeatOrder::Network) return layers;
  std::vector<double> losses;
  for (const SensitivityPicture::Row& row : picture.rows) losses.push_back(largestLoss(row));
  std::stable_sort(layers.begin(), layers.end(), [&](int a, int b) {
    return losses[static_cast<std::size_t>(a)] > losses[static_cast<std::size_t>(b)];
  });
  return layers;
}

QString heatTable(const SensitivityPicture& picture, const std::vector<int>& order) {
  QString csv = QStringLiteral("layer,bits");
  for (const char* what : {"loss", "bytes"})
    for (const int width : picture.widths) csv += QStringLiteral(",%1_%2").arg(QLatin1String(what)).arg(width);
  csv += QChar('\n');
  for (const int layer : order) {
    const SensitivityPicture::Row& row = picture.rows[static_cast<std::size_t>(layer)];
    QString name = row.name;
    csv += name.replace(QChar(','), QChar(';')) + QChar(',') + QString::number(row.bits);
    for (const SensitivityPicture::Cell& cell : row.cells)
      csv += QChar(',') + (cell.loss ? QString::number(*cell.loss, 'g', 9) : QString());
    for (const SensitivityPicture::Cell& cell : row.cells) csv += QChar(',') + QString::number(cell.bytes);
    csv += QChar('\n');
  }
  return csv;
}

}  // namespace bitprism
