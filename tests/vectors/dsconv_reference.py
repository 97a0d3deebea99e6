"""DSConv and block floating point as the authors' code has them (do Nascimento, Prisacariu, Fawcett 2019)."""
import math

from plain import clamp, f32


def blocks(shape, size):
    """(number of the scale, places of the weights) of every block along the input channels."""
    filters, depth, high, wide = shape
    count = -(-depth // size)
    for o in range(filters):
        for block in range(count):
            for u in range(high):
                for v in range(wide):
                    yield ((o * count + block) * high + u) * wide + v, [
                        ((o * depth + c) * high + u) * wide + v
                        for c in range(block * size, min((block + 1) * size, depth))]


def on_block(values, bits):
    """Codes and signed scale: the extreme value falls on the lowest code."""
    low, high = -2 ** (bits - 1), 2 ** (bits - 1) - 1
    extreme = max(values, key=abs)  # the first of equals
    if abs(extreme) < 2.0 ** -126:
        return [0] * len(values), 0.0
    factor = f32(low / extreme)
    codes = [int(clamp(round(f32(factor * x)), low, high)) for x in values]
    return codes, math.fsum(x * q for x, q in zip(values, codes)) / sum(q * q for q in codes)


def quantized(values, shape, bits, size):
    filters, depth, high, wide = shape
    codes, scales = [0] * len(values), [0.0] * (filters * -(-depth // size) * high * wide)
    out = [0.0] * len(values)
    for number, places in blocks(shape, size):
        own, scale = on_block([values[i] for i in places], bits)
        scales[number] = f32(scale)
        for i, q in zip(places, own):
            codes[i], out[i] = q, f32(q * f32(scale))
    return codes, scales, out


def weight_arrays(arrays, name, forms):
    shape, values = arrays.shape(name), arrays.values(name)
    filters, depth, high, wide = shape
    for bits, size in forms:
        codes, scales, out = quantized(values, shape, bits, size)
        stem = f"{name}_b{bits}_k{size}"
        arrays.add(stem + "_int", shape, codes, "<i2")
        arrays.add(stem + "_alpha", (filters, -(-depth // size), high, wide), scales)
        arrays.add(stem + "_quant", shape, out)


def edge_records(draw):
    """Ties, equal values, whole halves, the largest and the smallest floats; what the first code did not clamp."""
    cases = {"sign_tie_4bit": [0.75, -0.75, 0.3, 0.0], "sign_tie_2bit_b": [-0.5, 0.5, 0.25],
             "constant_block_5bit": [0.7] * 6, "constant_block_1bit": [-0.2] * 3,
             "half_even_3bit": [1.0, 0.125, 0.375, 0.625, -0.125, -0.375], "large_6bit": [2.5e38, -1.5e38, 3e36, 0.0],
             "heavy_4bit": [draw.student(2, 0.05) for _ in range(24)]}
    records = {"zero_block": {"int": ["nan"] * 5, "alpha": ["nan"], "quant": ["nan"] * 5}}
    for name, values in cases.items():
        values = [f32(x) for x in values]
        bits = int(name.split("bit")[0].split("_")[-1])
        codes, scale = on_block(values, bits)
        records[name] = {"x": values, "int": codes, "alpha": [f32(scale)]}
    values = [f32(x) for x in (0.8, -0.9, 0.89, 0.2, -0.6)]
    factor = f32(-4 / values[1])
    codes = [round(f32(factor * x)) for x in values]
    records["old_noclamp_3bit"] = {"x": values, "int": codes, "alpha": [
        math.fsum(x * q for x, q in zip(values, codes)) / sum(q * q for q in codes)]}
    return records


def packing_records(random, count=16):
    """Parts of the flat codes on top of each other, the first lowest."""
    records = {}
    for bits in (4, 2):
        parts, half = 8 // bits, 2 ** (bits - 1)
        values = [random.randrange(-half, half) for _ in range(count)]
        size = count // parts
        records[f"int{bits}"] = {"shape": [count, 1, 1, 1], "values": values, "bytes": [
            sum((values[part * size + i] + half) << (part * bits) for part in range(parts)) for i in range(size)]}
    return records


def exponent_of(values, field=7):
    largest = max(abs(x) for x in values)
    lowest, highest = -2 ** (field - 1), 2 ** (field - 1) - 1
    return int(clamp(math.frexp(largest)[1] - 1, lowest, highest)) if largest > 0 else lowest


def block_float(values, shape, mantissa, size):
    """Rounded values, exponents and mantissas of [N, C, H, W]."""
    count, depth, high, wide = shape
    inner, number = high * wide, -(-depth // size)
    out, mantissas, exponents = [0.0] * len(values), [0] * len(values), [0] * (count * number * inner)
    for n in range(count):
        for block in range(number):
            for i in range(inner):
                places = [(n * depth + c) * inner + i for c in range(block * size, min((block + 1) * size, depth))]
                exponent = exponent_of([values[at] for at in places])
                unit, most = 2.0 ** (exponent - mantissa + 1), 2 ** mantissa - 1
                exponents[(n * number + block) * inner + i] = exponent
                for at in places:
                    mantissas[at] = int(clamp(round(values[at] / unit), -most, most))
                    out[at] = mantissas[at] * unit
    return out, exponents, mantissas


def block_float_arrays(arrays, name, forms):
    for mantissa, size in forms:
        out = block_float(arrays.values(name), arrays.shape(name), mantissa, size)[0]
        arrays.add(f"{name}_m{mantissa}_k{size}_legacy", arrays.shape(name), out)


def integer_convolution(arrays, x, x_shape, w, w_shape, size=32, bits=4, mantissa=4):
    """Whole numbers times scales: a convolution with padding 1."""
    _, depth, high, wide = x_shape
    filters, _, kernel, _ = w_shape
    rounded, exponents, mantissas = block_float(x, x_shape, mantissa, size)
    codes, scales, _ = quantized(w, w_shape, bits, size)
    number, y = -(-depth // size), []
    for o in range(filters):
        for i in range(high):
            for j in range(wide):
                total = []
                for u in range(kernel):
                    for v in range(kernel):
                        row, column = i + u - 1, j + v - 1
                        if not (0 <= row < high and 0 <= column < wide):
                            continue
                        for block in range(number):
                            dot = sum(codes[((o * depth + c) * kernel + u) * kernel + v] *
                                      mantissas[(c * high + row) * wide + column]
                                      for c in range(block * size, min((block + 1) * size, depth)))
                            exponent = exponents[(block * high + row) * wide + column]
                            total.append(scales[((o * number + block) * kernel + u) * kernel + v] *
                                         2.0 ** (exponent - mantissa + 1) * dot)
                y.append(math.fsum(total))
    arrays.add("x", x_shape, x)
    arrays.add("w", w_shape, w)
    arrays.add("x_bfp", x_shape, rounded)
    arrays.add("w_int", w_shape, codes, "|i1")
    arrays.add("alpha", (filters, number, kernel, kernel), scales)
    arrays.add("act_exp", (number, high, wide), exponents, "<i4")
    arrays.add("act_mant", (depth, high, wide), mantissas, "<i4")
    arrays.add("y", (filters, high, wide), y, "<f8")
