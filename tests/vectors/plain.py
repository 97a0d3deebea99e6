"""Numbers, samples and files for the reference vectors, with nothing but Python's own library."""
import io
import json
import math
import struct
import zipfile


def f32(x):
    """The nearest float of 32 bits; what is computed in 64 and rounded once is what 32 bits would have given."""
    try:
        return struct.unpack("<f", struct.pack("<f", x))[0]
    except OverflowError:
        return math.copysign(math.inf, x)


def floats(values):
    return [f32(x) for x in values]


def clamp(x, low, high):
    return min(max(x, low), high)


def mean(values):
    return math.fsum(values) / len(values)


def deviation(values):
    """Unbiased, as the authors' tensors have it."""
    middle = mean(values)
    return math.sqrt(math.fsum((x - middle) ** 2 for x in values) / (len(values) - 1))


def mean_absolute(values):
    middle = mean(values)
    return mean([abs(x - middle) for x in values])


def squared_error(a, b):
    return math.fsum((x - y) ** 2 for x, y in zip(a, b))


def mse(a, b):
    return squared_error(a, b) / len(a)


def relu(values):
    return [max(x, 0.0) for x in values]


def rows(values, count):
    """Values of [count, ...] by their first axis."""
    size = len(values) // count
    return [values[i * size:(i + 1) * size] for i in range(count)]


def channels(values, shape):
    """Values of [N, C, ...] by their second axis."""
    inner = math.prod(shape[2:])
    return [[values[(n * shape[1] + c) * inner + i] for n in range(shape[0]) for i in range(inner)]
            for c in range(shape[1])]


def from_channels(lists, shape):
    """What channels() took apart."""
    inner = math.prod(shape[2:])
    return [lists[c][n * inner + i] for n in range(shape[0]) for c in range(shape[1]) for i in range(inner)]


def normal_cdf(x):
    return math.erfc(-x / math.sqrt(2)) / 2


def normal_pdf(x):
    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


class Draw:
    """Samples of named densities."""

    def __init__(self, random):
        self.random = random

    def normal(self, deviation_=1.0):
        return self.random.gauss(0, deviation_)

    def laplace(self, scale=1.0):
        return self.random.expovariate(1 / scale) * self.random.choice((-1, 1))

    def student(self, freedom, scale=1.0):
        square = self.random.gammavariate(freedom / 2, 2)
        return scale * self.random.gauss(0, 1) / math.sqrt(square / freedom)

    def mixture(self, scale=1.0):
        """Laplace, with one value in fifty far out."""
        return self.laplace(scale * (12 if self.random.random() < 0.02 else 1))


class Arrays:
    """Named arrays of one .npz."""
    FORMATS = {"<f4": "f", "<f8": "d", "<i2": "h", "<i4": "i", "<i8": "q", "<u2": "H", "|i1": "b"}

    def __init__(self):
        self.all = {}

    def add(self, name, shape, values, kind="<f4"):
        values = list(values)
        assert len(values) == math.prod(shape), name
        self.all[name] = (tuple(shape), kind, values)
        return name

    def values(self, name):
        return self.all[name][2]

    def shape(self, name):
        return self.all[name][0]

    def write(self, path):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name, (shape, kind, values) in self.all.items():
                header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}"
                header += " " * (-(len(header) + 11) % 64) + "\n"
                content = io.BytesIO()
                content.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
                content.write(struct.pack("<" + str(len(values)) + self.FORMATS[kind], *values))
                # One date for all, so that the same numbers give the same file.
                entry = zipfile.ZipInfo(name + ".npy", (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, content.getvalue())


def write_json(path, value, digits=10):
    """One record a line, so that a change shows where it is."""
    def clean(one):
        if isinstance(one, dict):
            return {key: clean(item) for key, item in one.items()}
        if isinstance(one, (list, tuple)):
            return [clean(item) for item in one]
        if isinstance(one, float) and not math.isfinite(one):
            return None
        return float(f"{one:.{digits}g}") if isinstance(one, float) else one

    def text(one, depth):
        pad = " " * depth
        if depth < 3 and isinstance(one, dict) and any(isinstance(item, (dict, list)) for item in one.values()):
            return "{\n" + ",\n".join(f"{pad} {json.dumps(key)}: {text(item, depth + 1)}"
                                      for key, item in one.items()) + "\n" + pad + "}"
        if depth < 3 and isinstance(one, list) and any(isinstance(item, dict) for item in one):
            return "[\n" + ",\n".join(pad + " " + text(item, 3) for item in one) + "\n" + pad + "]"
        return json.dumps(one, separators=(",", ":"))

    with open(path, "w", encoding="utf-8") as file:
        file.write(text(clean(value), 0) + "\n")
