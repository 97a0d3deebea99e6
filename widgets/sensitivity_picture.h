#pragma once

#include <QString>
#include <cstdint>
#include <optional>
#include <vector>

namespace bitprism {

// What is lost when one layer alone has each of some bit-widths. A plain value.
struct SensitivityPicture {
  struct Cell {
    std::optional<double> loss;  // KL to the float network, in nats; absent: not measured
    std::int64_t bytes = 0;      // of the layer
    bool operator==(const Cell&) const = default;
  };
  struct Row {
    QString name;
    int bits = 0;  // now
    std::int64_t bytes = 0;
    bool locked = false;
    std::vector<Cell> cells;  // one per width
    bool operator==(const Row&) const = default;
  };
  std::vector<int> widths;  // rising
  std::vector<Row> rows;    // in the network's order
  bool operator==(const SensitivityPicture&) const = default;
};

enum class HeatScale { Logarithmic, Linear };
enum class HeatOrder { Network, Sensitivity };

// The range of losses that the colours span, and the place of a loss in it, 0 to 1.
class HeatRange {
 public:
  HeatRange() = default;
  HeatRange(const SensitivityPicture& picture, HeatScale scale);

  bool known() const { return high_ > 0; }  // something is measured
  double share(double loss) const;
  double lossAt(double share) const;

 private:
  HeatScale scale_ = HeatScale::Logarithmic;
  double low_ = 0, high_ = 0;
};

// The layers in the order to show: those that lose most at any width first, or as in the network.
std::vector<int> heatOrder(const SensitivityPicture& picture, HeatOrder order);

// layer,bits, the losses at every width and the bytes at every width: one row per layer.
QString heatTable(const SensitivityPicture& picture, const std::vector<int>& order);

}  // namespace bitprism
