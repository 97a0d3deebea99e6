#!/usr/bin/env python3
"""Writes reference vectors of every method, acquisition and code, computed slowly and plainly from their definitions.

    tests/vectors/make_vectors.py                                    the set in this folder
    tests/vectors/make_vectors.py --set wide --seed 7 --out FOLDER   a larger one, for BITPRISM_GOLDEN=FOLDER

Nothing but Python's own library is needed, and nothing of the program is used. The same seed gives the same numbers.
README.md tells what is in the files.
"""
import argparse
import pathlib
import random

import aciq_reference as aciq
import code_reference as codes
import dsconv_reference as dsconv
import gdrq_reference as gdrq
import gp_reference as gp
import pwlq_reference as pwlq
from plain import Arrays, Draw, floats, write_json

# Names, shapes and counts differ from set to set: tests must take them as they come.
SETS = {
    "small": {
        "vectors": [("bell", "normal", 160), ("tails", "student", 160), ("spikes", "mixture", 160)],
        "little": ("faint", 96), "weights": ("kernel", (6, 5, 3, 3)), "dense": ("rows", (5, 18)),
        "activations": ("features", (2, 4, 4, 4)), "batches": ("batches", (4, 2, 3, 4, 4)), "norm": "norm",
        "bits": (3, 8), "arrays": (3,), "weight_bits": (3, 8), "correction_bits": (3,),
        "channel_bits": (3,), "groups": (1, 4), "factors": (2.0,), "paper": ("bell", "tails"), "brute_bits": (1, 3, 8),
        "brute": ("tails", "spikes"), "points": 400, "gp": [("one", 1, 2, 7, 6), ("two", 2, 3, 9, 3)],
        "twins": ("pair", 1, 2, 6, 5), "curves": ((2, 9, 20), 2), "kernels": [("kernel", (2, 20, 2, 2))],
        "kernel_forms": ((1, 8), (2, 16), (3, 16), (4, 16), (5, 32), (8, 7)), "convolution": ((1, 20, 3, 3), (2, 20, 3, 3)),
        "ks": (0, 1, 3, 8), "maps": {"half": (8, 8, 24, 0.5), "most": (12, 6, 32, 0.8), "dense": (16, 5, 20, 0.0), "dead": (8, 4, 8, 1.0)},
    },
    "wide": {
        "vectors": [("bell_curve", "normal", 900), ("student3", "student", 1000), ("mixed", "mixture", 800),
                    ("peaked", "laplace", 500), ("flat", "uniform", 600)],
        "little": ("faint", 400), "weights": ("filters", (12, 6, 5, 5)), "dense": ("readout", (7, 40)),
        "activations": ("maps", (3, 6, 5, 7)), "batches": ("batches", (5, 3, 6, 4, 6)), "norm": "norm",
        "bits": (1, 2, 3, 5, 7, 8), "arrays": (2, 5), "weight_bits": (2, 3, 4, 6, 8),
        "correction_bits": (2, 3, 4), "channel_bits": (2, 3, 4), "groups": (1, 3, 12), "factors": (2.0, 3.0),
        "paper": ("bell_curve", "student3", "mixed"), "brute_bits": (1, 2, 4, 8),
        "brute": ("bell_curve", "student3", "mixed", "peaked"), "points": 200,
        "gp": [("line", 1, 3, 15, 9), ("plane", 2, 2, 18, 4), ("empty", 1, 2, 1, 5)], "twins": ("twins", 2, 3, 12, 3),
        "curves": ((1, 5, 17, 40), 4), "kernels": [("first", (5, 33, 3, 3)), ("second", (3, 64, 1, 2))],
        "kernel_forms": ((1, 32), (2, 32), (3, 8), (4, 64), (6, 16), (7, 5), (8, 128)),
        "convolution": ((1, 37, 4, 4), (2, 37, 3, 3)),
        "ks": (0, 1, 2, 3, 5, 8, 12),
        "maps": {"sparse": (8, 16, 40, 0.7), "broad": (10, 20, 31, 0.4), "full": (16, 9, 50, 0.0),
                 "nothing": (4, 8, 8, 1.0)},
    },
}


def make_inputs(plan, draw):
    inputs = Arrays()
    kinds = {"normal": draw.normal, "student": lambda: draw.student(3), "mixture": draw.mixture, "laplace": draw.laplace,
             "uniform": lambda: draw.random.uniform(-1, 1)}
    for name, kind, count in plan["vectors"]:
        inputs.add(name, (count,), floats(kinds[kind]() for _ in range(count)))
    name, count = plan["little"]
    inputs.add(name, (count,), floats(draw.normal(1e-3) for _ in range(count)))
    # Filters of every kind: even, heavy, one of zeros, one constant, one with a value far out.
    name, shape = plan["weights"]
    count, size = shape[0], shape[1] * shape[2] * shape[3]
    filters = []
    for c in range(count):
        scale = 0.02 * (1 + c % 4)
        row = [draw.normal(scale) if c % 2 else draw.student(3, scale) for _ in range(size)]
        if c == 1:
            row = [0.0] * size
        elif c == count - 2:
            row = [0.375] * size
        elif c == count - 1:
            row[size // 2] = -1.5
        filters += row
    inputs.add(name, shape, floats(filters))
    name, shape = plan["dense"]
    inputs.add(name, shape, floats(draw.laplace(0.1) for _ in range(shape[0] * shape[1])))
    name, shape = plan["activations"]
    inner = shape[2] * shape[3]
    for ending, dead in (("", -1), ("_dead", 1)):
        inputs.add(name + ending, shape, floats(
            0.0 if c == dead else draw.student(4, 0.5 + 0.4 * c) + 0.2 * (c % 3)
            for _ in range(shape[0]) for c in range(shape[1]) for _ in range(inner)))
    name, shape = plan["batches"]
    inputs.add(name, shape, floats(draw.student(4, 1 + 0.1 * batch) for batch in range(shape[0])
                                   for _ in range(shape[1] * shape[2] * shape[3] * shape[4])))
    count = plan["weights"][1][0]
    for part, value in (("gamma", lambda: draw.random.uniform(0.5, 1.5)), ("beta", lambda: draw.normal(0.3)),
                        ("mean", lambda: draw.normal(0.5)), ("var", lambda: draw.random.uniform(0.2, 2))):
        inputs.add(f"{plan['norm']}_{part}", (count,), floats(value() for _ in range(count)))
    # For the merged batch norm a convolution of as many channels as the filters take.
    inputs.add("image", (1, plan["weights"][1][1], 4, 5), floats(draw.normal() for _ in range(
        plan["weights"][1][1] * 20)))
    return inputs


def post_training(plan, draw, folder):
    folder.mkdir(parents=True, exist_ok=True)
    inputs = make_inputs(plan, draw)
    weights, batches = plan["weights"][0], plan["batches"][0]
    activations, norm = plan["activations"][0], plan["norm"]
    vectors = [name for name, _, _ in plan["vectors"]] + [plan["little"][0]]

    arrays, records = Arrays(), []
    for name in vectors:
        records += aciq.tensor_records(inputs, name, arrays, plan["bits"], plan["arrays"])
    records += aciq.activation_records(inputs, activations, arrays, plan["channel_bits"])
    records += aciq.activation_records(inputs, activations + "_dead", arrays, plan["channel_bits"][:1])
    for name in (weights, plan["dense"][0]):
        records += aciq.weight_records(inputs, name, arrays, plan["weight_bits"])
    records += aciq.correction_records(inputs, weights, arrays, plan["correction_bits"])
    records += aciq.allocation_records({"rising": [0.3 * i for i in range(1, 8)], "pair": [3.0, 0.7],
                                        "spread": [draw.random.uniform(0.01, 5) for _ in range(11)],
                                        "nothing": [0.0, 0.0, 0.0]}, [1, 2, 3, 4, 4.7])
    records.append(aciq.table_record([0.0, 0.5, 1.0, 2.0, 5.0, 7.0, 12.0, 20.0, 33.0, 81.0, 200.0, 470.0]))
    records += aciq.mid_tread_activation_records(inputs, activations, arrays, plan["channel_bits"])
    records += aciq.mid_tread_weight_records(inputs, weights, arrays, plan["channel_bits"])
    records += [aciq.divergence_record(inputs, name, 801) for name in plan["paper"]]
    for name in plan["paper"]:
        records += aciq.min_max_records(inputs, name, arrays, plan["arrays"])
    arrays.write(folder / "aciq.npz")
    index = {"aciq.npz": records}

    arrays, records = Arrays(), []
    for name in vectors:
        records += pwlq.tensor_records(inputs, name, arrays, [b for b in plan["bits"] if b > 1], plan["arrays"])
        records += pwlq.uniform_records(inputs, name, arrays, [b for b in plan["bits"] if b > 1], plan["arrays"])
    records += pwlq.break_point_records([1.4, 1.9, 2.7, 3.3, 4.4, 5.5, 7.0, 9.0, 12.0, 18.0, 35.0])
    records += pwlq.channel_records(inputs, weights, arrays, plan["channel_bits"],
                                    pwlq.WAYS + [("uniform", "none", False)])
    records += pwlq.activation_records(inputs, batches, arrays, plan["channel_bits"])
    records.append(pwlq.fold_record(inputs, weights, norm, arrays))
    arrays.write(folder / "pwlq.npz")
    index["pwlq.npz"] = records

    arrays, records = Arrays(), []
    for name in plan["paper"]:
        records += pwlq.paper_records(inputs, name, arrays, plan["channel_bits"], (2, 3))
    records += gdrq.weight_records(inputs, weights, arrays, plan["weight_bits"], plan["groups"], plan["factors"])
    records += gdrq.activation_records(inputs, batches, arrays, plan["channel_bits"], (2.0, 5.0))
    records.append(gdrq.batch_norm_record(inputs, weights, "image", norm, arrays, plan["groups"][1]))
    records.append(gdrq.identity_record(inputs, vectors[0]))
    arrays.write(folder / "own_and_gdrq.npz")
    index["own_and_gdrq.npz"] = records

    inputs.write(folder / "inputs.npz")
    write_json(folder / "index.json", {"files": index})
    write_json(folder / "checks.json", {
        "bruteforce": list(aciq.brute_force_records(inputs, plan["brute"], plan["brute_bits"], plan["points"])),
        "pwlq_vs_bruteforce": list(pwlq.brute_force_records(
            inputs, plan["brute"][:2], [b for b in plan["brute_bits"] if b > 1], plan["points"]))})


def search(plan, draw, folder):
    folder.mkdir(parents=True, exist_ok=True)
    arrays = Arrays()
    for name, shape in plan["kernels"]:
        count = shape[0] * shape[1] * shape[2] * shape[3]
        arrays.add(name, shape, floats(draw.student(3, 0.1) for _ in range(count)))
        dsconv.weight_arrays(arrays, name, plan["kernel_forms"])
    arrays.write(folder / "dsconv_quant.npz")
    write_json(folder / "dsconv_edges.json", dsconv.edge_records(draw))
    write_json(folder / "dsconv_packing.json", dsconv.packing_records(draw.random))

    arrays = Arrays()
    for name, shape in (("a", (1, 20, 2, 3)), ("b", (2, 9, 1, 2)), ("c", (1, 16, 1, 1))):
        count = shape[0] * shape[1] * shape[2] * shape[3]
        values = [draw.student(2) * 2.0 ** draw.random.randrange(-3, 6) for _ in range(count)]
        values = [max(x, 0.0) for x in values] if name == "c" else values
        values[1] = 0.0
        arrays.add(name, shape, floats(values))
        dsconv.block_float_arrays(arrays, name, [(m, k) for m in (1, 2, 3, 4, 6, 8) for k in (8, 32)])
    arrays.write(folder / "bfp.npz")

    arrays = Arrays()
    x_shape, w_shape = plan["convolution"]
    dsconv.integer_convolution(
        arrays, floats(draw.normal() for _ in range(x_shape[1] * x_shape[2] * x_shape[3])), x_shape,
        floats(draw.student(4, 0.2) for _ in range(w_shape[0] * w_shape[1] * w_shape[2] * w_shape[3])), w_shape)
    arrays.write(folder / "dsconv_intconv.npz")

    lengths, each = plan["curves"]
    write_json(folder / "bit_curves.json", list(gp.curve_records(draw.random, lengths, each)))
    write_json(folder / "ehvi_det.json", gp.improvement_record(draw.random, 4, 8), 15)
    arrays = Arrays()
    for case in plan["gp"]:
        gp.process_arrays(arrays, case[0], draw.random, *case[1:])
    gp.process_arrays(arrays, plan["twins"][0], draw.random, *plan["twins"][1:], twins=True)
    arrays.write(folder / "mtgp.npz")

    arrays = Arrays()
    groups = {"first": list(range(10)), "large": [0, 65535, 300, 4096], "none": [], "zero": [0], "zeros": [0] * 9,
              "mixed": [0 if draw.random.random() < 0.6 else draw.random.randrange(1, 200) for _ in range(16)],
              "beyond": [65536, 1000000, 3]}
    record = codes.entropy_record(draw.random, arrays, groups, plan["ks"], plan["maps"])
    arrays.write(folder / "entropy_arrays.npz")
    write_json(folder / "entropy.json", record, 17)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=SETS, default="small")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", default=pathlib.Path(__file__).resolve().parent)
    options = parser.parse_args()
    folder = pathlib.Path(options.out)
    # Each part its own numbers, so that a change of one leaves the other.
    post_training(SETS[options.set], Draw(random.Random(f"{options.seed} post-training")), folder / "ptq")
    search(SETS[options.set], Draw(random.Random(f"{options.seed} search")), folder / "search")


if __name__ == "__main__":
    main()
