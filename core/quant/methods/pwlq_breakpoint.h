#pragma once

#include <span>
#include <vector>

namespace bitprism {

// Closed form for that density, or a search for the least true error.
enum class Breakpoint { Normal, Laplace, Search };
inline constexpr const char* breakpointNames[] = {"normal", "laplace", "search"};

// Breakpoints of a piecewise linear grid with the least expected squared error (pwlq.h). Densities are those of the
// variable divided by its standard deviation, with mean 0; m, the largest magnitude, and the breakpoints 0 < p_1 < ...
// < p_n < m likewise. The optimum does not depend on the bits. The mass beyond m counts as within: F(m) is taken as 1.
double densityOf(Breakpoint density, double x);            // Normal or Laplace, f(x)
double cumulativeDensityOf(Breakpoint density, double x);  // F(x)

// Expected squared error, up to a factor that depends on the bits: sum over pieces of (p_(r+1) - p_r)^2 times the
// probability of |x| within the piece (eq. 4; supplement 1.3 for several breakpoints). edges: p_1 ... p_n, at most 3.
double expectedPiecewiseError(std::span<const double> edges, double m, Breakpoint density);

// The same if the outer grid spans -m to m (the overlapping scheme).
double expectedOverlappingError(double p, double m, Breakpoint density);

// Half the derivative of either with respect to p (eq. 6).
double piecewiseErrorSlope(double p, double m, Breakpoint density, bool overlapping);

// Where the slope is zero, by Newton's method.
double optimalBreakpoint(double m, Breakpoint density, bool overlapping);

// The same by the authors' algorithm: bisection over (0, m), until the slope is within 1e-3.
double authorsBreakpoint(double m, Breakpoint density, bool overlapping);

// The paper's closed-form fits for one breakpoint, made for 3 <= m <= 10.
double fittedBreakpoint(double m, Breakpoint density);

// 1 to 3 breakpoints: Newton's method from the result of bisection for one after another.
std::vector<double> optimalBreakpoints(double m, int count, Breakpoint density);

}  // namespace bitprism
