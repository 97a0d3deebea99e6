#pragma once

#include <span>
#include <vector>

namespace bitprism {

// Closed form for that density, or a search for the least true error.
enum class Breakpoint { Normal, Laplace, Search };
inline constexpr const char* breakpointNames[] = {"normal", "laplace", "search"};

// Where the pieces of a piecewise linear grid should meet for the least expected squared error (pwlq.h). Densities are
// those of the variable divided by its standard deviation, with mean 0; m, the largest magnitude, and the break-points
// 0 < p_1 < ... < p_n < m likewise. The optimum does not depend on the bits. What lies beyond m counts as within: F(m)
// is taken for 1.
double densityOf(Breakpoint density, double x);            // Normal or Laplace, f(x)
double cumulativeDensityOf(Breakpoint density, double x);  // F(x)

// Expected squared error, but for a constant that depends on the bits: sum over pieces of (p_(r+1) - p_r)^2 times the
// probability of |x| within the piece (eq. 4; supplement 1.3 for several break-points). edges: p_1 ... p_n, at most 3.
double expectedPiecewiseError(std::span<const double> edges, double m, Breakpoint density);

// The same when the outer grid reaches from -m to m (the overlapping scheme).
double expectedOverlappingError(double p, double m, Breakpoint density);

// Half the derivative of either with respect to p (eq. 6).
double piecewiseErrorSlope(double p, double m, Breakpoint density, bool overlapping);

// Where the slope is zero, by Newton's method.
double optimalBreakpoint(double m, Breakpoint density, bool overlapping);

// The same as the authors find it: by bisection over (0, m), until the slope is within 1e-3.
double authorsBreakpoint(double m, Breakpoint density, bool overlapping);

// The paper's closed-form fits for one break-point, made for 3 <= m <= 10.
double fittedBreakpoint(double m, Breakpoint density);

// 1 to 3 break-points: Newton's method from where bisection of one after the other leads.
std::vector<double> optimalBreakpoints(double m, int count, Breakpoint density);

}  // namespace bitprism
