#include "core/quant/methods/pwlq_breakpoint.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace bitprism {
namespace {

// Beyond this both densities are 0 in doubles, and optima lie below it for any m.
constexpr double farthest = 600;

double squared(double x) {
  return x * x;
}

// 1 - F(x) for x >= 0, also exact for large x.
double upperTail(Breakpoint density, double x) {
  return density == Breakpoint::Laplace ? std::exp(-std::numbers::sqrt2 * x) / 2
                                        : std::erfc(x / std::numbers::sqrt2) / 2;
}

// f'(x) for x > 0.
double densitySlope(Breakpoint density, double x) {
  return -(density == Breakpoint::Laplace ? std::numbers::sqrt2 : x) * densityOf(density, x);
}

// The derivative of piecewiseErrorSlope.
double slopeOfSlope(double p, double m, Breakpoint density, bool overlapping) {
  const double f = densityOf(density, p), falling = densitySlope(density, p);
  if (overlapping) return falling * (p - m) * (p + m) + 4 * p * f + 1 - 2 * upperTail(density, p);
  return 1 + 4 * m * f + m * (2 * p - m) * falling;
}

// Up to three breakpoints between 0 and m, and half the error's derivatives with respect to them.
class PieceEdges {
 public:
  PieceEdges(Breakpoint density, double m, int count) : density_(density), count_(static_cast<std::size_t>(count)) {
    edges_[count_ + 1] = m;
    for (std::size_t i = 1; i <= count_; ++i)
      set(i, std::min(m, farthest) * static_cast<double>(i) / static_cast<double>(count_ + 1));
  }

  double at(std::size_t i) const { return edges_[i]; }
  void set(std::size_t i, double edge) {
    edges_[i] = edge;
    tails_[i] = upperTail(density_, edge);
  }

  double error() const {
    double sum = 0;
    for (std::size_t i = 0; i <= count_; ++i) sum += 2 * squared(width(i)) * mass(i);
    return sum;
  }

  // Moves every edge in turn to the best place between its neighbours; returns the largest move.
  double sweep(double shortest) {
    double moved = 0;
    for (std::size_t i = 1; i <= count_; ++i) {
      const double before = edges_[i];
      double low = edges_[i - 1], high = std::min(edges_[i + 1], farthest);
      while (high - low > shortest) {
        const double middle = (low + high) / 2;
        if (middle <= low || middle >= high) break;
        set(i, middle);
        (slope(i) < 0 ? low : high) = middle;
      }
      set(i, (low + high) / 2);
      moved = std::max(moved, std::fabs(edges_[i] - before));
    }
    return moved;
  }

  // One Newton step for all edges at once, by elimination in the tridiagonal matrix. False, without moving anything, if
  // it would violate the order or the matrix is not that of a minimum.
  bool step(double& moved) {
    std::array<double, 5> diagonal{}, change{};
    for (std::size_t i = 1; i <= count_; ++i) {
      diagonal[i] = curvature(i);
      change[i] = -slope(i);
      if (i > 1) {
        const double factor = coupling(i - 1) / diagonal[i - 1];
        diagonal[i] -= factor * coupling(i - 1);
        change[i] -= factor * change[i - 1];
      }
      if (!(diagonal[i] > 0)) return false;
    }
    PieceEdges next = *this;
    double farthestMoved = 0;
    for (std::size_t i = count_; i >= 1; --i) {
      change[i] = (change[i] - (i < count_ ? coupling(i) * change[i + 1] : 0)) / diagonal[i];
      farthestMoved = std::max(farthestMoved, std::fabs(change[i]));
      next.set(i, edges_[i] + change[i]);
    }
    for (std::size_t i = 0; i <= count_; ++i)
      if (!(next.width(i) > 0)) return false;
    moved = farthestMoved;
    *this = next;
    return true;
  }

 private:
  double mass(std::size_t i) const { return tails_[i] - tails_[i + 1]; }  // of the piece that begins at edge i
  double width(std::size_t i) const { return edges_[i + 1] - edges_[i]; }

  double slope(std::size_t i) const {
    return 2 * width(i - 1) * mass(i - 1) - 2 * width(i) * mass(i) +
           (squared(width(i - 1)) - squared(width(i))) * densityOf(density_, edges_[i]);
  }
  double curvature(std::size_t i) const {
    return 2 * (mass(i - 1) + mass(i)) + 4 * (width(i - 1) + width(i)) * densityOf(density_, edges_[i]) +
           (squared(width(i - 1)) - squared(width(i))) * densitySlope(density_, edges_[i]);
  }
  double coupling(std::size_t i) const {  // of edges i and i + 1
    return -2 * mass(i) - 2 * width(i) * (densityOf(density_, edges_[i]) + densityOf(density_, edges_[i + 1]));
  }

  Breakpoint density_;
  std::size_t count_;
  std::array<double, 5> edges_{};
  std::array<double, 5> tails_{0.5};  // 1 - F at the edges; at m it counts as 0
};

}  // namespace

double densityOf(Breakpoint density, double x) {
  if (density == Breakpoint::Laplace) return std::exp(-std::numbers::sqrt2 * std::fabs(x)) / std::numbers::sqrt2;
  return std::exp(-x * x / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
}

double cumulativeDensityOf(Breakpoint density, double x) {
  return x < 0 ? upperTail(density, -x) : 1 - upperTail(density, x);
}

double expectedPiecewiseError(std::span<const double> edges, double m, Breakpoint density) {
  PieceEdges pieces(density, m, static_cast<int>(edges.size()));
  for (std::size_t i = 0; i < edges.size(); ++i) pieces.set(i + 1, edges[i]);
  return pieces.error();
}

double expectedOverlappingError(double p, double m, Breakpoint density) {
  const double beyond = 2 * upperTail(density, p);
  return (1 - beyond) * p * p + beyond * m * m;
}

double piecewiseErrorSlope(double p, double m, Breakpoint density, bool overlapping) {
  const double f = densityOf(density, p), tail = upperTail(density, p);
  if (overlapping) return f * (p - m) * (p + m) + p * (1 - 2 * tail);
  return p - 2 * m * tail + m * (2 * p - m) * f;
}

double optimalBreakpoint(double m, Breakpoint density, bool overlapping) {
  // Newton's method, bracketed between a point of negative slope and one of nonnegative slope.
  constexpr int mostSteps = 100;
  double low = 0, high = std::min(m, farthest);
  double p = std::clamp(fittedBreakpoint(m, density), high / 16, high * 15 / 16);
  for (int step = 0; step < mostSteps; ++step) {
    const double slope = piecewiseErrorSlope(p, m, density, overlapping);
    (slope < 0 ? low : high) = p;
    double next = p - slope / slopeOfSlope(p, m, density, overlapping);
    if (!(next > low && next < high)) next = (low + high) / 2;
    const double moved = std::fabs(next - p);
    p = next;
    if (!(moved > 1e-14 * p)) break;
  }
  return p;
}

double authorsBreakpoint(double m, Breakpoint density, bool overlapping) {
  constexpr int mostHalvings = 100;
  constexpr double nearlyZero = 1e-3;
  // If overlapping, the authors' slope is twice ours.
  const double factor = overlapping ? 2 : 1;
  double low = 0, high = m, middle = m / 2;
  for (int step = 0; step < mostHalvings; ++step) {
    middle = (low + high) / 2;
    const double slope = factor * piecewiseErrorSlope(middle, m, density, overlapping);
    if (std::fabs(slope) <= nearlyZero) break;
    (slope < 0 ? low : high) = middle;
  }
  return middle;
}

double fittedBreakpoint(double m, Breakpoint density) {
  if (density == Breakpoint::Laplace) return 0.80304483 * std::sqrt(m) - 0.3166785508381478;
  return std::log(0.86143114 * m + 0.607901097496529);
}

std::vector<double> optimalBreakpoints(double m, int count, Breakpoint density) {
  constexpr int roughSweeps = 3, mostSteps = 50, mostSweeps = 300;
  PieceEdges pieces(density, m, count);
  const double extent = std::min(m, farthest), enough = 1e-11 * extent;
  double moved = extent;
  for (int i = 0; i < roughSweeps; ++i) pieces.sweep(extent / 64);
  for (int i = 0; i < mostSteps && moved > enough; ++i)
    if (!pieces.step(moved)) moved = pieces.sweep(extent / 4096);
  for (int i = 0; i < mostSweeps && moved > enough; ++i) moved = pieces.sweep(enough / 10);
  std::vector<double> edges;
  for (int i = 1; i <= count; ++i) edges.push_back(pieces.at(static_cast<std::size_t>(i)));
  return edges;
}

}  // namespace bitprism
