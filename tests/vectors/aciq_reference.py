"""ACIQ as its authors run it (Banner, Nahshan, Soudry 2019): clips, grids, bits a channel, corrections, mid-tread."""
import math

from plain import clamp, channels, deviation, f32, from_channels, mean, mean_absolute, mse, relu, rows

# The authors' factors, cut off after two or three digits.
LAPLACE = {False: [1.05, 1.86, 2.83, 3.89, 5.03, 6.2, 7.41, 8.64, 9.89],
           True: [1.86, 2.83, 3.89, 5.02, 6.2, 7.41, 8.64, 9.89, 11.16]}
GAUSS = {False: [None, 1.24, 1.71, 2.15, 2.55, 2.93, 3.28, 3.61, 3.92],
         True: [None, 1.71, 2.15, 2.55, 2.93, 3.28, 3.61, 3.92, 4.2]}


def clip(values, bits, prior, half):
    """Half-width, range and offset of the clipped interval."""
    spread = mean_absolute(values) if prior == "laplace" else deviation(values)
    alpha = spread * (LAPLACE if prior == "laplace" else GAUSS)[half][bits]
    middle = mean(values)
    if half:
        return alpha, max(middle, 0.0) + alpha, 0.0
    return alpha, 2 * alpha, max(min(values), middle - alpha)


def on_grid(values, width, offset, bits, half_away=False):
    """Levels on the ends of the range, shifted so that zero is one of them."""
    top = 2 ** bits - 1
    scale = f32(max(width / top if top > 0 else 0.0, 1e-8))
    zero = round(-offset / scale)
    result = []
    for x in values:
        at = clamp(f32(f32(x / scale) + zero), 0, top)
        code = math.floor(at + 0.5) if half_away else round(at)
        result.append(f32((code - zero) * scale))
    return result


def allocate_once(alphas, target, mode="round"):
    shares = [a ** (2 / 3) for a in alphas]
    if sum(shares) == 0:
        return [None] * len(alphas)
    bits = []
    for share in shares:
        bins = len(alphas) * 2 ** target * share / sum(shares)
        exact = math.log2(bins) if bins > 0 else -math.inf
        whole = exact if math.isinf(exact) else round(exact) if mode == "round" else math.ceil(exact)
        bits.append(int(clamp(whole, 0, 8)))
    return bits


def allocate(alphas, goal, mode="round"):
    """The target is moved until the mean comes near the goal, ten times at most."""
    target, lacking, bits = goal, 1.0, None
    for _ in range(10):
        if abs(2 * lacking) <= 0.01:
            break
        bits = allocate_once(alphas, target, mode)
        if bits[0] is None:
            return bits
        lacking = (goal - mean(bits)) / 2
        target += lacking
    return bits


def tensor_records(inputs, name, arrays, bits_list, kept):
    values = inputs.values(name)
    for prior in ("laplace", "gaus"):
        for bits in bits_list:
            for half in (False, True):
                alpha, width, offset = clip(values, bits, prior, half)
                out = on_grid(values, width, offset, bits)
                record = {"op": "aciq.clip_tensor", "input": name, "prior": prior, "bits": bits, "half_range": half,
                          "alpha": alpha, "delta": width, "offset": offset,
                          "mse": mse(out, relu(values) if half else values)}
                if bits in kept:
                    record["array"] = arrays.add(f"A1_{name}_{prior}_b{bits}_{'half' if half else 'sym'}",
                                                 inputs.shape(name), out)
                yield record


def activation_records(inputs, name, arrays, bits_list):
    shape = inputs.shape(name)
    parts = channels(inputs.values(name), shape)
    for bits in bits_list:
        for prior in ("laplace", "gaus"):
            for half in (False, True):
                for allocated in (False, True):
                    widths = [bits] * len(parts)
                    if allocated:
                        widths = allocate([deviation(part) for part in parts], bits)
                    out, alphas = [], []
                    for part, own in zip(parts, widths):
                        alpha, width, offset = clip(part, bits if prior == "gaus" else own, prior, half)
                        out.append(on_grid(part, width, offset, own))
                        alphas.append(alpha)
                    flat = from_channels(out, shape)
                    wanted = inputs.values(name)
                    array = f"A2_{name}_{prior}_b{bits}_{'half' if half else 'sym'}_{'alloc' if allocated else 'fixed'}"
                    yield {"op": "aciq.clip_perchannel_act", "input": name, "prior": prior, "bits": bits,
                           "half_range": half, "bit_alloc": allocated,
                           "bits_per_channel": widths if allocated else None, "alpha": alphas,
                           "mse": mse(flat, relu(wanted) if half else wanted),
                           "array": arrays.add(array, shape, flat)}


def weight_rows(values, count, bits, allocated=False):
    parts = rows(values, count)
    widths = allocate([deviation(part) for part in parts], bits) if allocated and bits <= 4 else [bits] * count
    return [on_grid(part, max(part) - min(part), min(part), own) for part, own in zip(parts, widths)], widths


def weight_records(inputs, name, arrays, bits_list):
    shape, values = inputs.shape(name), inputs.values(name)
    for bits in bits_list:
        for allocated in (False, True):
            out, widths = weight_rows(values, shape[0], bits, allocated)
            flat = sum(out, [])
            array = f"A3_{name}_b{bits}_{'alloc' if allocated else 'fixed'}"
            yield {"op": "aciq.weights_perchannel", "input": name, "bits": bits, "bit_alloc": allocated,
                   "bits_per_channel": widths if allocated and bits <= 4 else None, "mse": mse(flat, values),
                   "mse_per_channel": [mse(a, b) for a, b in zip(out, rows(values, shape[0]))],
                   "array": arrays.add(array, shape, flat)}


def correction_records(inputs, name, arrays, bits_list):
    shape, values = inputs.shape(name), inputs.values(name)
    for bits in bits_list:
        for spread, middle in ((False, True), (True, False), (True, True)):
            out = []
            for part, rounded in zip(rows(values, shape[0]), weight_rows(values, shape[0], bits)[0]):
                if spread:
                    at = mean(rounded)
                    factor = deviation(part) / (deviation(rounded) + 1e-8)
                    rounded = [(q - at) * factor + at for q in rounded]
                if middle:
                    shift = mean(part) - mean(rounded)
                    rounded = [q + shift for q in rounded]
                out += [f32(q) for q in rounded]
            array = f"A4_{name}_b{bits}_vcorr{int(spread)}_bcorr{int(middle)}"
            yield {"op": "aciq.bias_correction", "input": name, "bits": bits, "vcorr": spread, "bcorr": middle,
                   "mse": mse(out, values), "array": arrays.add(array, shape, out)}
        out, shifts, factors = [], [], []
        for part, rounded in zip(rows(values, shape[0]), weight_rows(values, shape[0], bits)[0]):
            shift = mean(part) - mean(rounded)
            own = math.sqrt(math.fsum((w - mean(part)) ** 2 for w in part))
            other = math.sqrt(math.fsum((q - mean(rounded)) ** 2 for q in rounded))
            factor = own / other if other > 0 else 1.0
            out += [f32(factor * (q + shift)) for q in rounded]
            shifts.append(shift)
            factors.append(factor)
        yield {"op": "own.aciq.paper_eq12_13", "input": name, "bits": bits, "mu": shifts, "xi": factors,
               "mse": mse(out, values), "array": arrays.add(f"A4own_{name}_b{bits}_paper_eq13", shape, out)}


def allocation_records(named, targets):
    for name, alphas in named.items():
        for target in targets:
            for mode in ("round", "ceil"):
                fixed = allocate(alphas, target, mode)
                yield {"op": "aciq.bit_alloc", "alpha_name": name, "alpha": alphas, "target": target, "mode": mode,
                       "bits_once": allocate_once(alphas, target, mode), "bits_fixed_target": fixed,
                       "mean_fixed": None if fixed[0] is None else mean(fixed)}


def best_factor(bins):
    """W(3 bins^2), the least of 2 exp(-a) + a^2 / (3 bins^2)."""
    low, high = 0.0, 60.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if middle * math.exp(middle) < 3 * bins * bins else (low, middle)
    return low


TABLE = [(0.0, 0.0)] + [(x, best_factor(x)) for x in (10.0 ** decade * (1 + 9 * i / 20)
                                                    for decade in range(-2, 3) for i in range(20))]


def table_factor(bins, half):
    """From the authors' table of a hundred points, with straight lines between."""
    x = 2 * bins if half else bins
    for (left, a), (right, b) in zip(TABLE, TABLE[1:]):
        if x <= right:
            return a + (b - a) * (x - left) / (right - left)
    raise ValueError("beyond the table")


def table_record(omegas):
    return {"op": "aciq.get_alpha_mult", "omega": omegas, "sym": [table_factor(x, False) for x in omegas],
            "half": [table_factor(x, True) for x in omegas]}


def bins_of(parts, bits):
    shares = [deviation(part) ** (2 / 3) for part in parts]
    return [float(round(len(parts) * 2 ** bits * share / sum(shares))) for share in shares]


def mid_tread_activation_records(inputs, name, arrays, bits_list):
    shape = inputs.shape(name)
    parts = channels(inputs.values(name), shape)
    for bits in bits_list:
        omegas = bins_of(parts, bits)
        for half in (False, True):
            factors, out = [table_factor(x, half) for x in omegas], []
            for part, omega, factor in zip(parts, omegas, factors):
                middle = mean(part)
                reach = factor * mean_absolute(part)
                if omega == 0:
                    out.append([0.0] * len(part))
                    continue
                step = f32((max(middle, 0.0) + reach if half else 2 * reach) / omega)
                low = 0.0 if half else middle / step - omega / 2
                high = max(middle, 0.0) / step + omega if half else middle / step + omega / 2
                out.append([f32(f32(clamp(round(x / step), low, high)) * step) for x in part])
            flat = from_channels(out, shape)
            wanted = inputs.values(name)
            yield {"op": "aciq.midtread_act", "input": name, "bits": bits, "half_range": half, "omega": omegas,
                   "alpha_mult": factors, "mse": mse(flat, relu(wanted) if half else wanted),
                   "array": arrays.add(f"A6_{name}_mtd_b{bits}_{'half' if half else 'sym'}", shape, flat)}


def mid_tread_weight_records(inputs, name, arrays, bits_list):
    shape, values = inputs.shape(name), inputs.values(name)
    parts = rows(values, shape[0])
    for bits in bits_list:
        omegas, out = bins_of(parts, bits), []
        for part, omega in zip(parts, omegas):
            step = f32((max(part) - min(part)) / omega) if omega > 0 else 0.0
            out += [f32(round(x / step) * step) if step > 0 else 0.0 for x in part]
        yield {"op": "aciq.midtread_weights", "input": name, "bits": bits, "omega": omegas, "mse": mse(out, values),
               "array": arrays.add(f"A6_{name}_mtd_b{bits}", shape, out)}


def smoothed(counts):
    """Zeros get 1e-4, and what the others pay for it; None where they cannot."""
    zeros = sum(1 for x in counts if x == 0)
    others = len(counts) - zeros
    if others == 0 or 1e-4 * zeros / others >= 1:
        return None
    return [1e-4 if x == 0 else x - 1e-4 * zeros / others for x in counts]


def divergence_record(inputs, name, bins=2001, levels=15):
    """The threshold of least divergence, with what the authors' code does to the last group of levels."""
    values = inputs.values(name)
    reach = max(abs(min(values)), abs(max(values)))
    counts = [0.0] * bins
    for x in values:
        counts[min(int((x + reach) / (2 * reach) * bins), bins - 1)] += 1
    middle, best = bins // 2, None
    for half in range(levels // 2, bins // 2 + 1):
        first, last = middle - half, middle + half + 1
        inside = counts[first:last]
        p = list(inside)
        p[0] += sum(counts[:first])
        p[-1] += sum(counts[last:])
        size = len(inside) // levels
        q = [0.0] * len(inside)
        for level in range(levels):
            begin = level * size
            mass = sum(inside[begin:begin + size] if level + 1 < levels else inside[begin:])
            end = begin + size if level + 1 < levels else len(inside) - 1  # one bin short
            filled = [i for i in range(begin, end) if p[i] != 0]
            for i in range(begin, end):
                if filled:
                    q[i] = mass / len(filled)
        q = [y if x != 0 else 0.0 for x, y in zip(p, q)]
        p = smoothed(p)
        q = smoothed(q) or q  # the raw one where smoothing fails
        sum_p, sum_q = math.fsum(p), math.fsum(q)
        found = math.inf
        if sum_q > 0 and all(y > 0 for x, y in zip(p, q) if x > 0):
            found = math.fsum(x / sum_p * math.log((x / sum_p) / (y / sum_q)) for x, y in zip(p, q) if x > 0)
        if best is None or found < best[0]:
            best = (found, -reach + 2 * reach * last / bins)
    return {"op": "aciq.kld15", "input": name, "num_bins": bins, "num_quantized_bins": levels, "min": min(values),
            "max": max(values), "divergence": best[0], "threshold": best[1]}


def min_max_records(inputs, name, arrays, bits_list):
    values = inputs.values(name)
    for bits in bits_list:
        out = on_grid(values, max(values) - min(values), min(values), bits, half_away=True)
        yield {"op": "aciq.minmax_gemmlowp_cuda_kernel_standin", "input": name, "bits": bits, "mse": mse(out, values),
               "array": arrays.add(f"A8_minmax_{name}_b{bits}", inputs.shape(name), out)}


def brute_force_records(inputs, names, bits_list, points=800):
    """Every clip of a fine grid on three kinds of levels."""
    for name in names:
        values = inputs.values(name)
        reach, low, middle = max(abs(x) for x in values), min(values), mean(values)

        def affine(alpha, bits):
            return mse(values, on_grid(values, 2 * alpha, max(low, middle - alpha), bits))

        def symmetric(alpha, bits):
            step, half = 2 * alpha / (2 ** bits - 1), 2 ** (bits - 1)
            return mse(values, [clamp(round(x / step), -half, half - 1) * step for x in values])

        def mid_rise(alpha, bits):
            step, half = 2 * alpha / 2 ** bits, 2 ** (bits - 1)
            return mse(values, [(clamp(math.floor(x / step), -half, half - 1) + 0.5) * step for x in values])

        for bits in bits_list:
            record = {"input": name, "bits": bits, "abs_max": reach, "b": mean_absolute(values),
                      "std": deviation(values)}
            for key, error in (("gemmlowp_author_range", affine), ("pwlq_sym", symmetric),
                               ("midrise_2M_bins", mid_rise)):
                tried = [(error(reach * i / points, bits), reach * i / points) for i in range(1, points + 1)]
                best = min(tried)
                record[key] = {"alpha_best": best[1], "mse_best": best[0],
                               "mse_at_laplace_alpha": error(clip(values, bits, "laplace", False)[0], bits),
                               "mse_at_gauss_alpha": error(clip(values, bits, "gaus", False)[0], bits),
                               "mse_at_max": error(reach, bits)}
            yield record
