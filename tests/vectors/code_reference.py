"""Codes of sparse activation maps as strings of bits (Georgiadis 2019): EG, SEG, Golomb and Rice, ZVC, CSR."""
import hashlib
import math

from plain import clamp, f32


def exponential_golomb(x, k):
    head = format((x >> k) + 1, "b")
    return "0" * (len(head) - 1) + head + (format(x & (2 ** k - 1), f"0{k}b") if k else "")


def sparse(x, k, flagged=False):
    if k == 0 and not flagged:
        return exponential_golomb(x, 0)
    return "1" if x == 0 else "0" + exponential_golomb(x - 1, k)


def golomb(x, divisor):
    quotient, rest = divmod(x, divisor)
    width = math.ceil(math.log2(divisor))
    shorter = 2 ** width - divisor
    if width == 0:
        tail = ""
    elif rest < shorter:
        tail = format(rest, f"0{width - 1}b") if width > 1 else ""
    else:
        tail = format(rest + shorter, f"0{width}b")
    return "1" * quotient + "0" + tail


def packed(bits):
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def value_record(values, ks):
    def joined(code):
        return "".join(code(x) for x in values)

    record = {"values": values, "eg": {str(k): joined(lambda x: exponential_golomb(x, k)) for k in ks},
              "seg": {str(k): joined(lambda x: sparse(x, k)) for k in ks}}
    if values and max(values) < 300:
        record["golomb_rice"] = {str(k): joined(lambda x: golomb(x, 2 ** k)) for k in ks}
    record["seg_k0_prefixed"] = joined(lambda x: sparse(x, 0, True))
    record["seg_packed_hex_k3"] = packed(joined(lambda x: sparse(x, 3))).hex()
    return record


def array_record(codes, bits, rows, columns):
    n, filled = len(codes), sum(1 for x in codes if x)
    eg = {str(k): sum(len(exponential_golomb(x, k)) for x in codes) for k in range(16)}
    streams = {str(k): "".join(sparse(x, k) for x in codes) for k in range(16)}
    seg = {k: len(stream) for k, stream in streams.items()}
    best_seg, best_eg = min(seg, key=seg.get), min(eg, key=eg.get)
    counts = {x: codes.count(x) for x in set(codes)}
    zvc = n + filled * bits
    return {"q": bits, "N": n, "nnz": filled, "raw_bits": n * bits, "zvc_bits": zvc, "eg_bits": eg, "seg_bits": seg,
            "seg_sha256": {k: hashlib.sha256(packed(stream)).hexdigest() for k, stream in streams.items()},
            "csr_bits": {"rows": rows, "cols": columns,
                         "bits": filled * bits + filled * math.ceil(math.log2(columns)) +
                                 (rows + 1) * max(1, math.ceil(math.log2(filled + 1)))},
            "best_seg_k": int(best_seg), "best_eg_k": int(best_eg),
            "entropy_bits": -math.fsum(c * math.log2(c / n) for c in counts.values()),
            "gain_seg": n * bits / seg[best_seg], "gain_eg": n * bits / eg[best_eg], "gain_zvc": n * bits / zvc}


def quantizer_record(values, bits_list, limits):
    cases = {}
    for bits in bits_list:
        for limit in limits:
            top = 2 ** bits - 1
            codes = [round(clamp(x, 0.0, limit) / limit * top) for x in values]
            cases[f"q{bits}_max{limit}"] = {"codes": codes, "dequant": [q / top * limit for q in codes]}
    return {"x": values, "cases": cases}


def entropy_record(random, arrays, groups, ks, maps):
    """`maps`: name to (bits, rows, columns, part of zeros)."""
    record = {"codes": {name: value_record(values, ks) for name, values in groups.items()}}
    for divisor in (3, 6, 7):
        record[f"golomb_M{divisor}"] = {str(x): golomb(x, divisor) for x in range(2 * divisor + 3)}
    record["codeword_table"] = {str(x): {str(k): {"eg": exponential_golomb(x, k), "seg": sparse(x, k)} for k in ks}
                                for x in (0, 1, 2, 5, 17, 254)}
    record["arrays"] = {}
    for name, (bits, rows, columns, zeros) in maps.items():
        codes = [0 if random.random() < zeros else
                 1 + min(int(random.expovariate(8 / 2 ** bits)), 2 ** bits - 2) for _ in range(rows * columns)]
        arrays.add(name, (rows * columns,), codes, "<u2")
        record["arrays"][name] = array_record(codes, bits, rows, columns)
    record["quant"] = quantizer_record([0.0, 1e-7, 0.2, 0.3, 0.45, 0.998, 1.3, 2.9, -0.1], (1, 3, 5, 8, 12),
                                       (1.0, 1.7))
    return record
