"""GDRQ in its three readings (Yu et al. 2019): scale-clip, groups of filters, running thresholds, merged batch norm."""
import math

from plain import clamp, f32, mean, mse, relu, rows


def threshold(values, k):
    return k * mean([abs(x) for x in values])


def on_levels(values, limit, bits, reading):
    half = 2 ** (bits - 1)
    step = limit / (half - 1) if reading == "R1" else limit / half
    low, high = {"R1": (1 - half, half - 1), "R2": (-half, half), "R2s": (-half, half - 1)}[reading]
    step = f32(step)
    codes = [clamp(round(f32(x / step)), low, high) if step > 0 else 0 for x in values]
    return step, codes, [f32(q * step) for q in codes]


def grouped(values, count, size):
    parts = rows(values, count)
    return [sum(parts[i:i + size], []) for i in range(0, count, size)]


def weight_records(inputs, name, arrays, bits_list, group_sizes, factors):
    shape, values = inputs.shape(name), inputs.values(name)
    for bits in bits_list:
        for size in group_sizes:
            for k in factors:
                for reading in ("R1", "R2", "R2s"):
                    limits, steps, out = [], [], []
                    for group in grouped(values, shape[0], size):
                        limits.append(threshold(group, k))
                        step, _, rounded = on_levels(group, limits[-1], bits, reading)
                        steps.append(step)
                        out += rounded
                    array = f"G_{name}_b{bits}_gs{size}_{reading}_k{k:g}"
                    yield {"op": "own.gdrq_weight", "input": name, "bits": bits, "group_size": size,
                           "n_groups": len(limits), "grid": reading, "k": k, "T": limits, "step": steps,
                           "mse_vs_w": mse(out, values), "distinct": len(set(out)),
                           "array": arrays.add(array, shape, out)}


def activation_records(inputs, name, arrays, bits_list, factors):
    shape = inputs.shape(name)
    batches = [relu(batch) for batch in rows(inputs.values(name), shape[0])]
    for bits in bits_list:
        for k in factors:
            limit = threshold(batches[0], k)
            step = f32(limit / (2 ** bits - 1))
            out = [f32(clamp(round(f32(x / step)), 0, 2 ** bits - 1) * step) for x in batches[0]]
            yield {"op": "own.gdrq_act_unsigned", "input": f"relu({name}[0])", "bits": bits, "k": k, "T": limit,
                   "mse": mse(out, batches[0]), "array": arrays.add(f"G_{name}_b{bits}_k{k:g}", shape[1:], out)}
    limits, running = [threshold(batch, 2.0) for batch in batches], []
    for limit in limits:
        running.append(running[-1] + 0.01 * (limit - running[-1]) if running else limit)
    yield {"op": "own.gdrq_act_ema", "input": f"relu({name}[0..{len(batches) - 1}])", "k": 2.0, "lam": 0.01,
           "T_batch": limits, "T_ema": running}


def identity_record(inputs, name):
    return {"op": "own.gdrq_identity", "input": name, "T_k2": threshold(inputs.values(name), 2.0),
            "abs_max": max(abs(x) for x in inputs.values(name))}


def batch_norm_record(inputs, name, activations, norm, arrays, size, bits=4, eps=1e-5):
    """Whole numbers through a convolution with padding 1, then batch norm with all scales merged into it."""
    count, depth, high, wide = inputs.shape(activations)
    filters, _, kernel, _ = inputs.shape(name)
    limit = threshold(relu(inputs.values(activations)), 2.0)
    input_step = f32(limit / (2 ** bits - 1))
    x = [clamp(round(f32(v / input_step)), 0, 2 ** bits - 1) for v in relu(inputs.values(activations))]
    steps, codes = [], []
    for group in grouped(inputs.values(name), filters, size):
        step, own, _ = on_levels(group, threshold(group, 2.0), bits, "R1")
        steps.append(step)
        codes += own
    gamma, beta, middle, variance = (inputs.values(f"{norm}_{part}") for part in ("gamma", "beta", "mean", "var"))
    factors = [g * input_step * steps[c // size] / math.sqrt(v + eps)
               for c, (g, v) in enumerate(zip(gamma, variance))]
    shifts = [b - g * m / math.sqrt(v + eps) for g, b, m, v in zip(gamma, beta, middle, variance)]
    sums, expected = [], []
    for n in range(count):
        for o in range(filters):
            for i in range(high):
                for j in range(wide):
                    total = 0
                    for c in range(depth):
                        for u in range(kernel):
                            for v in range(kernel):
                                row, column = i + u - 1, j + v - 1
                                if 0 <= row < high and 0 <= column < wide:
                                    total += (codes[((o * depth + c) * kernel + u) * kernel + v] *
                                              x[((n * depth + c) * high + row) * wide + column])
                    y = input_step * steps[o // size] * total
                    sums.append(total)
                    expected.append(gamma[o] * (y - middle[o]) / math.sqrt(variance[o] + eps) + beta[o])
    out = (count, filters, high, wide)
    return {"op": "own.gdrq_bn_merge", "input": name,
            "inputs": [name] + [f"{norm}_{part}" for part in ("gamma", "beta", "mean", "var")], "s_x": input_step,
            "T_x": limit, "s_w_group": steps, "group_size": size, "padding": 1,
            "arrays": [arrays.add("G_bn_ref", out, expected), arrays.add("G_bn_int_acc", out, sums),
                       arrays.add("G_bn_A", (filters,), factors), arrays.add("G_bn_B", (filters,), shifts),
                       arrays.add("G_bn_w_int", inputs.shape(name), codes),
                       arrays.add("G_bn_x_int", inputs.shape(activations), x)]}
