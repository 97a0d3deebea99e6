"""PWLQ as its authors run it and as their paper has it (Fang et al. 2020): break-points, pieces, activations."""
import math

from plain import (clamp, deviation, f32, mean, mse, normal_cdf, normal_pdf, relu, rows, squared_error)


def laplace_cdf(x):
    return 1 - math.exp(-math.sqrt(2) * x) / 2


def laplace_pdf(x):
    return math.exp(-math.sqrt(2) * x) / math.sqrt(2)


DENSITIES = {"norm": (normal_cdf, normal_pdf), "laplace": (laplace_cdf, laplace_pdf)}


def slope(p, m, density, overlapping):
    """Half the derivative of the expected error by the break-point, up to a factor."""
    cdf, pdf = DENSITIES[density]
    if overlapping:
        return 2 * pdf(p) * (p * p - m * m) + 2 * p * (2 * cdf(p) - 1)
    return p - 2 * m + 2 * m * cdf(p) + m * (2 * p - m) * pdf(p)


def bisected(m, density, overlapping, tolerance=1e-3):
    low, high = 0.0, m
    for _ in range(100):
        middle = (low + high) / 2
        g = slope(middle, m, density, overlapping)
        if abs(g) <= tolerance:
            break
        low, high = (middle, high) if g < 0 else (low, middle)
    return middle


def descended(m, density, overlapping):
    p = m / 2
    for _ in range(100):
        g = slope(p, m, density, overlapping)
        if abs(g) <= 1e-3:
            break
        p -= 0.1 * g
    return p


def fitted(m, density):
    if density == "norm":
        return math.log(0.86143114 * m + 0.607901097496529)
    return 0.80304483 * math.sqrt(m) - 0.3166785508381478


def symmetric(x, reach, bits):
    step, half = f32(2 * reach / (2 ** bits - 1)), 2 ** (bits - 1)
    return f32(clamp(round(f32(x / step)), -half, half - 1) * step)


def on_pieces(values, p, m, bits, scheme):
    if scheme == "uniform":
        return [symmetric(x, m, bits) for x in values]
    if scheme == "pw-1":
        return [symmetric(x, p, bits) if abs(x) < p else symmetric(x, m, bits) for x in values]
    tail = f32((m - p) / (2 ** (bits - 1) - 1))
    result = []
    for x in values:
        if x <= -p:
            result.append(f32(f32(round(f32(f32(clamp(x, -m, -p) + m) / tail)) * tail) - m))
        elif x >= p:
            code = clamp(round(f32(f32(clamp(x, p, m) - p) / tail)), 0, 2 ** (bits - 1) - 1)
            result.append(f32(f32(code * tail) + p))
        else:
            result.append(symmetric(x, p, bits))
    return result


def searched(values, m, bits, scheme):
    """Tenths, hundredths about the best, thousandths about that."""
    def error(thousandths):
        return squared_error(values, on_pieces(values, f32(m * thousandths / 1000), m, bits, scheme))

    best = min(range(100, 901, 100), key=error)
    for step in (10, 1):
        around = [best + step * i for i in range(-10, 11) if 0 < best + step * i < 1000]
        best = min(around, key=error)
    return best / 1000


def break_point(values, bits, scheme, density, approximate):
    """Largest magnitude, and the break-point as a part of it."""
    m = max(abs(x) for x in values)
    if density == "search":
        return m, searched(values, m, bits, scheme)
    spread = deviation(values) + 1e-12
    ratio = fitted(m / spread, density) if approximate else bisected(m / spread, density, scheme == "pw-1")
    return m, ratio * spread / m


WAYS = [("pw-2", "norm", True), ("pw-2", "norm", False), ("pw-2", "laplace", True), ("pw-2", "laplace", False),
        ("pw-2", "search", False), ("pw-1", "norm", False), ("pw-1", "laplace", False), ("pw-1", "search", False)]


def way_name(scheme, density, approximate):
    return f"{scheme}_{density}_{'appx' if approximate else 'num'}"


def tensor_records(inputs, name, arrays, bits_list, kept):
    values = inputs.values(name)
    for scheme, density, approximate in WAYS:
        for bits in bits_list:
            m, ratio = break_point(values, bits, scheme, density, approximate)
            p = f32(m * ratio)
            out = on_pieces(values, p, m, bits, scheme)
            record = {"op": "pwlq.tensor", "input": name, "scheme": scheme, "break_point": density,
                      "approximate": approximate, "bits": bits, "abs_max": m, "ratio": ratio, "p": m * ratio,
                      "l2_err": math.sqrt(squared_error(values, out)), "mse": mse(values, out),
                      "distinct_levels": len(set(out))}
            if bits in kept:
                array = f"P1_{name}_{way_name(scheme, density, approximate)}_b{bits}"
                record["array"] = arrays.add(array, inputs.shape(name), out)
            yield record


def uniform_records(inputs, name, arrays, bits_list, kept):
    values = inputs.values(name)
    m, low, high = max(abs(x) for x in values), min(values), max(values)
    for bits in bits_list:
        step = f32((high - low) / (2 ** bits - 1))
        even = [symmetric(x, m, bits) for x in values]
        affine = [f32(f32(clamp(round(f32((x - low) / step)), 0, 2 ** bits - 1) * step) + low) for x in values]
        record = {"op": "pwlq.uniform", "input": name, "bits": bits, "mse_symmetric": mse(values, even),
                  "mse_affine": mse(values, affine)}
        if bits in kept:
            record["arrays"] = [arrays.add(f"P0_{name}_uni_sym_b{bits}", inputs.shape(name), even),
                                arrays.add(f"P0_{name}_uni_aff_b{bits}", inputs.shape(name), affine)]
        yield record


def break_point_records(reaches):
    for m in reaches:
        record = {"op": "pwlq.find_optimal_breakpoint", "m": m}
        for density in DENSITIES:
            for number, overlapping in ((1, True), (2, False)):
                record[f"binary_pw{number}_{density}"] = bisected(m, density, overlapping)
                record[f"gd_pw{number}_{density}"] = descended(m, density, overlapping)
            record[f"approx_{density}"] = fitted(m, density)
        yield record


def channel_records(inputs, name, arrays, bits_list, ways):
    shape, values = inputs.shape(name), inputs.values(name)
    for scheme, density, approximate in ways:
        for bits in bits_list:
            for corrects in (False, True):
                out, errors, tails, unknown = [], [], [], []
                for c, row in enumerate(rows(values, shape[0])):
                    if not any(row):  # the authors' code asserts
                        out += [math.nan] * len(row)
                        errors.append(None)
                        tails.append(None)
                        unknown.append(c)
                        continue
                    m, ratio = (max(map(abs, row)), 0.0) if scheme == "uniform" else break_point(
                        row, bits, scheme, density, approximate)
                    p = f32(m * ratio)
                    found = on_pieces(row, p, m, bits, scheme)
                    if corrects:
                        shift = mean(row) - mean(found)
                        factor = deviation(row) / (deviation(found) + 1e-12)
                        found = [f32((q + shift) * factor) for q in found]
                    out += found
                    errors.append(squared_error(row, found))
                    tails.append(sum(1 for x in row if abs(x) >= p))
                array = f"P2_{name}_{way_name(scheme, density, approximate)}_b{bits}_bc{int(corrects)}"
                record = {"op": "pwlq.weights_perchannel", "input": name, "scheme": scheme, "break_point": density,
                          "approximate": approximate, "bits": bits, "bias_corr": corrects, "sse_per_channel": errors,
                          "nan_channels": unknown, "array": arrays.add(array, shape, out)}
                if scheme != "uniform":
                    record["tail_count"] = tails
                yield record


def activation_records(inputs, name, arrays, bits_list, kept=10):
    shape = inputs.shape(name)
    batches = rows(inputs.values(name), shape[0])
    lowest, highest = min(inputs.values(name)), max(inputs.values(name))
    low = mean([sorted(batch)[(kept - 1) // 2] for batch in batches])
    high = mean([sorted(batch)[-kept:][(kept - 1) // 2] for batch in batches])
    yield {"op": "pwlq.act_clip_bounds", "input": name, "method": f"top_{kept}", "min": low, "max": high}
    fewer = 5
    yield {"op": "pwlq.act_clip_bounds", "input": name, "method": f"top_{fewer}",
           "min": mean([sorted(batch)[(fewer - 1) // 2] for batch in batches]),
           "max": mean([sorted(batch)[-fewer:][(fewer - 1) // 2] for batch in batches])}
    for part in (1.0, 0.9):
        yield {"op": "pwlq.act_clip_bounds", "input": name, "method": f"clip_{part}", "min": part * lowest,
               "max": part * highest}
    for bits in bits_list:
        for clipped in (False, True):
            values = relu(batches[0]) if clipped else batches[0]
            if clipped:
                step = f32(high / (2 ** bits - 1))
                out = [f32(clamp(round(f32(x / step)), 0, 2 ** bits - 1) * step) for x in values]
            else:
                out = [symmetric(x, max(-low, high), bits) for x in values]
            array = f"P4_{name}_b{bits}_{'relu' if clipped else 'signed'}"
            yield {"op": "pwlq.act_uniform", "input": f"{name}[0]" + (" after ReLU" if clipped else ""), "bits": bits,
                   "min": 0.0 if clipped else low, "max": high, "mse": mse(out, values),
                   "array": arrays.add(array, shape[1:], out)}


def fold_record(inputs, name, norm, arrays, eps=1e-5):
    gamma, beta, middle, variance = (inputs.values(f"{norm}_{part}") for part in ("gamma", "beta", "mean", "var"))
    factors = [g / math.sqrt(v + eps) for g, v in zip(gamma, variance)]
    shape = inputs.shape(name)
    weights = [w * factor for row, factor in zip(rows(inputs.values(name), shape[0]), factors) for w in row]
    bias = [b - factor * m for b, factor, m in zip(beta, factors, middle)]
    return {"op": "pwlq.fold_bn", "inputs": [name] + [f"{norm}_{part}" for part in ("gamma", "beta", "mean", "var")],
            "eps": eps, "arrays": [arrays.add("P5_fold_w", shape, weights),
                                   arrays.add("P5_fold_b", (shape[0],), bias)]}


def literal(values, edges, bits):
    """The paper's grid: magnitudes in pieces of b - 1 bits, the sign put back."""
    top = 2 ** (bits - 1) - 1
    steps = [(b - a) / top for a, b in zip(edges, edges[1:])]
    result = []
    for x in values:
        piece = max(i for i in range(len(steps)) if abs(x) >= edges[i])
        code = clamp(round((abs(x) - edges[piece]) / steps[piece]), 0, top)
        result.append(f32(math.copysign(edges[piece] + code * steps[piece], x) if x else 0.0))
    return result


def multiple_break_points(m, count):
    """Each in turn to the place of least error between its neighbours, for a normal density. As with one break-point, the
    outermost piece has what the density has beyond m as well."""
    edges = [m * i / (count + 1) for i in range(count + 2)]

    def error(i, at):
        left, right = edges[i - 1], edges[i + 1]
        return ((at - left) ** 2 * (normal_cdf(at) - normal_cdf(left)) +
                (right - at) ** 2 * ((1.0 if i == count else normal_cdf(right)) - normal_cdf(at)))

    for _ in range(400):
        for i in range(1, count + 1):
            low, high = edges[i - 1], edges[i + 1]
            for _ in range(60):
                a, b = low + (high - low) / 3, high - (high - low) / 3
                low, high = (low, b) if error(i, a) < error(i, b) else (a, high)
            edges[i] = (low + high) / 2
    return edges[1:-1]


def paper_records(inputs, name, arrays, bits_list, counts):
    values = inputs.values(name)
    m, spread = max(abs(x) for x in values), deviation(values)
    for bits in bits_list:
        p = bisected(m / spread, "norm", False, 1e-12) * spread
        out = literal(values, [0.0, p, m], bits)
        yield {"op": "own.pwlq_eq3_literal", "input": name, "bits": bits, "abs_max": m, "p": p, "mse": mse(values, out),
               "distinct_levels": len(set(out)),
               "array": arrays.add(f"O_pwlq_literal_{name}_b{bits}", inputs.shape(name), out)}
        for count in counts:
            edges = [x * spread for x in multiple_break_points(m / spread, count)]
            out = literal(values, [0.0] + edges + [m], bits)
            yield {"op": "own.pwlq_multi", "input": name, "bits": bits, "n_breakpoints": count, "abs_max": m,
                   "breakpoints": edges, "mse": mse(values, out),
                   "array": arrays.add(f"O_pwlq_multi{count}_{name}_b{bits}", inputs.shape(name), out)}


def brute_force_records(inputs, names, bits_list, points=500):
    """Every break-point of a fine grid, and how the chosen ones do beside the best."""
    for name in names:
        values = inputs.values(name)
        for bits in bits_list:
            best = {}
            for scheme, density, approximate in WAYS:
                m, ratio = break_point(values, bits, scheme, density, approximate)
                if scheme not in best:
                    best[scheme] = min((mse(values, on_pieces(values, f32(m * i / points), m, bits, scheme)), i / points)
                                       for i in range(1, points))
                error = mse(values, on_pieces(values, f32(m * ratio), m, bits, scheme))
                least, where = best[scheme]
                yield {"input": name, "bits": bits, "scheme": scheme, "break_point": density,
                       "approximate": approximate, "ratio": ratio, "mse": error, "brute_ratio": where,
                       "brute_mse": least, "excess": error / least - 1}
