"""A multi-task Gaussian process, its acquisitions, bit curves and expected hypervolume improvement, from definitions."""
import math

from plain import f32, normal_cdf, normal_pdf


def cholesky(matrix):
    n = len(matrix)
    lower = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            rest = matrix[i][j] - math.fsum(lower[i][k] * lower[j][k] for k in range(j))
            lower[i][j] = math.sqrt(rest) if i == j else rest / lower[j][j]
    return lower


def solve(lower, right):
    """By the factor and its transpose."""
    n, forward = len(lower), []
    for i in range(n):
        forward.append((right[i] - math.fsum(lower[i][k] * forward[k] for k in range(i))) / lower[i][i])
    result = [0.0] * n
    for i in reversed(range(n)):
        result[i] = (forward[i] - math.fsum(lower[k][i] * result[k] for k in range(i + 1, n))) / lower[i][i]
    return result


def log_determinant(matrix):
    return 2 * math.fsum(math.log(row[i]) for i, row in enumerate(cholesky(matrix))) if matrix else 0.0


class Process:
    """k((x,t),(x',t')) = s exp(-1/2 sum (x-x')^2/l^2) (B B' + diag v)[t,t'], one mean, one noise variance."""

    def __init__(self, inputs, tasks, outputs, lengths, factor, own, mean, scale, noise):
        self.inputs, self.tasks, self.outputs = inputs, tasks, outputs
        self.lengths, self.factor, self.own = lengths, factor, own
        self.mean, self.scale, self.noise = mean, scale, noise
        count = len(own)
        self.between = [[math.fsum(a * b for a, b in zip(factor[i], factor[j])) + (own[i] if i == j else 0.0)
                         for j in range(count)] for i in range(count)]
        self.lower = cholesky([[self.kernel(inputs[i], tasks[i], inputs[j], tasks[j]) + (noise if i == j else 0.0)
                                for j in range(len(inputs))] for i in range(len(inputs))])
        self.weights = solve(self.lower, [y - mean for y in outputs])

    def shape(self, a, b):
        return math.exp(-0.5 * math.fsum(((x - y) / length) ** 2 for x, y, length in zip(a, b, self.lengths)))

    def kernel(self, a, s, b, t):
        return self.scale * self.shape(a, b) * self.between[s][t]

    def likelihood(self):
        rest = [y - self.mean for y in self.outputs]
        return (-0.5 * math.fsum(r * a for r, a in zip(rest, self.weights)) -
                math.fsum(math.log(row[i]) for i, row in enumerate(self.lower)) -
                0.5 * len(rest) * math.log(2 * math.pi))

    def gradient(self):
        """By the trace formula, in natural parameters."""
        n, count = len(self.inputs), len(self.own)
        inverse = [solve(self.lower, [1.0 if i == j else 0.0 for i in range(n)]) for j in range(n)]
        w = [[0.5 * (self.weights[i] * self.weights[j] - inverse[i][j]) for j in range(n)] for i in range(n)]
        pairs = [(i, j) for i in range(n) for j in range(n)]
        shapes = {(i, j): self.scale * self.shape(self.inputs[i], self.inputs[j]) for i, j in pairs}
        k = {(i, j): shapes[i, j] * self.between[self.tasks[i]][self.tasks[j]] for i, j in pairs}
        h = [[math.fsum(w[i][j] * shapes[i, j] for i, j in pairs if self.tasks[i] == a and self.tasks[j] == b)
              for b in range(count)] for a in range(count)]
        return {"g_mean": math.fsum(self.weights), "g_s": math.fsum(w[i][j] * k[i, j] for i, j in pairs) / self.scale,
                "g_noise": math.fsum(w[i][i] for i in range(n)),
                "g_ls": [math.fsum(w[i][j] * k[i, j] * (self.inputs[i][d] - self.inputs[j][d]) ** 2
                                   for i, j in pairs) / length ** 3 for d, length in enumerate(self.lengths)],
                "g_B": [[2 * math.fsum(h[a][t] * self.factor[t][r] for t in range(count)) for r in range(count)]
                        for a in range(count)],
                "g_v": [h[a][a] for a in range(count)]}

    def cross(self, point, task):
        return [self.kernel(x, t, point, task) for x, t in zip(self.inputs, self.tasks)]

    def predicted(self, point, task):
        return self.mean + math.fsum(a * b for a, b in zip(self.cross(point, task), self.weights))

    def covariance(self, a, s, b, t):
        return self.kernel(a, s, b, t) - math.fsum(
            x * y for x, y in zip(self.cross(a, s), solve(self.lower, self.cross(b, t))))


def information(process, grid, task, top):
    """I(y_task(x); y_top(grid) | D) from determinants of the joint covariance."""
    s = [[process.covariance(a, top, b, top) + (process.noise if i == j else 0.0) for j, b in enumerate(grid)]
         for i, a in enumerate(grid)]
    alone, result = log_determinant(s), []
    for x in grid:
        variance = process.covariance(x, task, x, task) + process.noise
        across = [process.covariance(g, top, x, task) for g in grid]
        joint = [row + [across[i]] for i, row in enumerate(s)] + [across + [variance]]
        result.append(0.5 * (alone + math.log(variance) - log_determinant(joint)))
    return result


def point_information(process, grid, task, top):
    result = []
    for x in grid:
        variance = process.covariance(x, task, x, task) + process.noise
        across = process.covariance(x, task, x, top)
        above = process.covariance(x, top, x, top)
        result.append(-0.5 * math.log(1 - across * across / (variance * above)))
    return result


def gibbon(process, grid, task, top, maxima):
    result = []
    for x in grid:
        variance = max(process.covariance(x, task, x, task) + process.noise, 1e-8)
        above = max(process.covariance(x, top, x, top), 1e-8)
        squared = min(process.covariance(x, task, x, top) ** 2 / (variance * above), 1.0)
        total = 0.0
        for maximum in maxima:
            g = (maximum - process.predicted(x, top)) / math.sqrt(above)
            ratio = normal_pdf(g) / normal_cdf(g)
            total -= 0.5 * math.log(max(1 - squared * ratio * (g + ratio), 1e-8))
        result.append(total / len(maxima))
    return result


def grid_of(dimensions, count):
    points = [[]]
    for _ in range(dimensions):
        points = [point + [i / (count - 1)] for point in points for i in range(count)]
    return points


def process_arrays(arrays, name, random, dimensions, tasks, n, side, twins=False):
    inputs = [[random.random() for _ in range(dimensions)] for _ in range(n)]
    labels = [random.randrange(tasks) for _ in range(n)]
    if twins:  # the second half has the places of the first
        inputs[n // 2:], labels[n // 2:] = inputs[:n - n // 2], labels[:n - n // 2]
    outputs = [0.5 + 0.3 * math.sin(5 * sum(x)) + 0.1 * t + random.gauss(0, 0.1) for x, t in zip(inputs, labels)]
    lengths = [random.uniform(0.15, 0.5) for _ in range(dimensions)]
    factor = [[random.random() for _ in range(tasks)] for _ in range(tasks)]
    own = [random.uniform(0.05, 0.3) for _ in range(tasks)]
    mean, scale, noise = random.random(), random.uniform(1, 2), random.uniform(0.05, 0.3)
    process = Process(inputs, labels, outputs, lengths, factor, own, mean, scale, noise)
    grid, top = grid_of(dimensions, side), tasks - 1

    def add(key, shape, values, kind="<f8"):
        arrays.add(f"{name}/{key}", shape, values, kind)

    def flat(lists):
        return [x for one in lists for x in one]

    add("X", (n, dimensions), flat(inputs))
    add("t", (n,), labels, "<i8")
    add("y", (n,), outputs)
    add("ls", (dimensions,), lengths)
    add("B", (tasks, tasks), flat(factor))
    add("v", (tasks,), own)
    add("scal", (3,), [mean, scale, noise])
    add("lml", (), [process.likelihood()])
    for key, value in process.gradient().items():
        if key == "g_B":
            add(key, (tasks, tasks), flat(value))
        elif isinstance(value, list):
            add(key, (len(value),), value)
        else:
            add(key, (), [value])
    count = len(grid)
    add("grid", (count, dimensions), flat(grid))
    means = [process.predicted(x, top) for x in grid]
    variances = [process.covariance(x, top, x, top) for x in grid]
    add("mu_top", (count,), means)
    add("var_top", (count,), variances)
    add("mu_0", (count,), [process.predicted(x, 0) for x in grid])
    add("var_0", (count,), [process.covariance(x, 0, x, 0) for x in grid])
    if count <= 10:
        add("cov_top", (count, count), [process.covariance(a, top, b, top) for a in grid for b in grid])
    add("infogain", (top, count), flat(information(process, grid, task, top) for task in range(top)))
    add("point_mi", (tasks, count), flat(point_information(process, grid, task, top) for task in range(tasks)))
    times = (1, 4)
    betas = [0.4 * math.log(count * t * t * 3.1415 ** 2 / 0.6) for t in times]
    add("betas", (len(times),), betas)
    for t, beta in zip(times, betas):
        add(f"ucb_t{t}", (count,), [m + math.sqrt(beta * (v + noise)) for m, v in zip(means, variances)])
    maxima = [max(means) + step for step in (0.02, 0.2, 0.6)]
    add("ystar", (3,), maxima)
    add("gibbon", (tasks, count), flat(gibbon(process, grid, task, top, maxima) for task in range(tasks)))


def curve_value(curve, t, p):
    """In floats of 32 bits, step by step."""
    r = f32
    s = r(1 - t)
    if curve == "linear_1d":
        return r(0.5 + r(t * r(p[0] - 0.5)))
    if curve == "bezier_linear":
        return r(p[0] + r(t * r(p[1] - p[0])))
    if curve == "bezier_quadratic":
        return r(r(p[1] + r(r(s * s) * r(p[0] - p[1]))) + r(r(t * t) * r(p[2] - p[1])))
    if curve == "bezier_cubic":
        return math.fsum([s ** 3 * p[0], 3 * s * s * t * p[1], 3 * s * t * t * p[2], t ** 3 * p[3]])
    u = 2 * t - 1
    return 0.5 + math.fsum((p[i] - 0.5) * math.cos(i * math.acos(max(-1.0, min(1.0, u)))) for i in range(4))


CURVES = {"linear_1d": 1, "bezier_linear": 2, "bezier_quadratic": 3, "bezier_cubic": 4, "chebyshev4": 4}


def curve_records(random, lengths, each):
    for curve, count in CURVES.items():
        for length in lengths:
            made = 0
            while made < each:
                parameters = [f32(random.random()) for _ in range(count)]
                values = [curve_value(curve, f32(i / (length - 1)) if length > 1 else 0.0, parameters)
                          for i in range(length)]
                scaled = [6 * min(max(v, 0.0), 1.0) for v in values]
                # Where the last digit of a float decides is no matter of the curve; a whole half is exact.
                if any(0 < abs(x - round(x)) < 1e-4 for x in scaled):
                    continue
                made += 1
                yield {"curve": curve, "L": length, "params": parameters, "bits": [1 + math.floor(x) for x in scaled]}


def improvement(front, reference, mean, deviation, cost):
    """The integral of P(accuracy > c) times the cost that is gained there, by Simpson's rule between the corners."""
    corners = sorted([reference[0]] + [a for a, _ in front])
    corners.append(max(corners[-1], mean) + 12 * deviation + 1e-12)
    total = 0.0
    for left, right in zip(corners, corners[1:]):
        beyond = [m for a, m in front if a > left]  # who is at least as good as anything in this strip
        gained = max(0.0, min(beyond + [reference[1]]) - cost)
        if gained == 0 or right <= left:
            continue
        if deviation == 0:
            total += gained * max(0.0, min(mean, right) - left)
            continue
        # Strips no wider than a tenth of the deviation; beyond 12 of them nothing is left.
        low, high = max(left, min(right, mean - 12 * deviation)), min(right, mean + 12 * deviation)
        total += gained * (low - left)
        if high <= low:
            continue
        panels = 2 * max(50, math.ceil((high - low) / (0.02 * deviation)))
        width = (high - low) / panels
        at = [normal_cdf((mean - low - width * i) / deviation) for i in range(panels + 1)]
        total += gained * width / 3 * math.fsum(
            value * (1 if i in (0, panels) else 4 if i % 2 else 2) for i, value in enumerate(at))
    return total


def improvement_record(random, points, cases):
    accuracies = sorted(random.uniform(0.2, 0.9) for _ in range(points))
    costs = sorted(random.uniform(1, 9) for _ in range(points))
    front, reference = [list(pair) for pair in zip(accuracies, costs)], [0.1, 10.0]
    area, before = 0.0, reference[0]
    for accuracy, cost in front:
        area += (accuracy - before) * (reference[1] - cost)
        before = accuracy
    chosen = [(random.uniform(0, 1), random.choice((0.005, 0.03, 0.2)), random.uniform(0.5, 11)) for _ in range(cases)]
    chosen += [(0.8, 0.0, 0.7), (0.99, 1e-9, 12.0)]
    return {"front": front, "ref": reference, "hv": area,
            "cases": [{"mu": mu, "sd": sd, "mem": mem, "ehvi": improvement(front, reference, mu, sd, mem)}
                      for mu, sd, mem in chosen],
            "empty_front": improvement([], reference, 0.5, 0.1, 4)}
