#!/usr/bin/python3
"""Writes torchvision's architectures with random weights, as TorchScript and ONNX, with an input and PyTorch's output.

torchvision_networks.py FOLDER [NAME...]: each case is NAME.FORM.{pt,onnx}, .in and .out (little-endian floats) and a line
"file channels height width" in FOLDER/cases.txt. Exit code 77: PyTorch is not installed.
"""
import os
import sys
import warnings

try:
    import numpy as np
    import torch
    import torchvision
    from torch.utils.mobile_optimizer import optimize_for_mobile
except ImportError:
    sys.exit(77)

warnings.filterwarnings("ignore")
models = torchvision.models


class FirstOutput(torch.nn.Module):
    """Segmentation networks give a dictionary; tracing wants tensors."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return self.network(x)["out"]


class SmallHead(torch.nn.Module):
    """VGG's features with a classifier that is no 400 MB."""

    def __init__(self):
        super().__init__()
        self.features = models.vgg11(weights=None).features
        self.pool = torch.nn.AdaptiveAvgPool2d((2, 2))
        self.head = torch.nn.Sequential(torch.nn.Linear(2048, 64), torch.nn.ReLU(), torch.nn.Dropout(), torch.nn.Linear(64, 10))

    def forward(self, x):
        return self.head(torch.flatten(self.pool(self.features(x)), 1))


def plain(name, **options):
    return lambda: getattr(models, name)(weights=None, num_classes=10, **options)


def segmentation(name):
    return lambda: FirstOutput(getattr(models.segmentation, name)(weights=None, weights_backbone=None, num_classes=4))


networks = {
    "vgg": (SmallHead, 64),
    "resnet18": (plain("resnet18"), 64),
    "resnext50": (plain("resnext50_32x4d"), 64),
    "densenet121": (plain("densenet121"), 64),
    "googlenet": (plain("googlenet", aux_logits=False, init_weights=False), 96),
    "inception_v3": (plain("inception_v3", aux_logits=False, init_weights=False), 128),
    "mobilenet_v2": (plain("mobilenet_v2"), 64),
    "mobilenet_v3": (plain("mobilenet_v3_small"), 64),
    "squeezenet": (plain("squeezenet1_1"), 64),
    "shufflenet": (plain("shufflenet_v2_x0_5"), 64),
    "efficientnet": (plain("efficientnet_b0"), 64),
    "convnext": (plain("convnext_tiny"), 64),
    "vit": (lambda: models.VisionTransformer(32, 8, 3, 4, 64, 128, num_classes=10), 32),
    "swin": (plain("swin_t"), 64),
    "mnasnet": (plain("mnasnet0_5"), 64),
    "regnet": (plain("regnet_y_400mf"), 64),
    "lraspp": (segmentation("lraspp_mobilenet_v3_large"), 64),
    "fcn": (segmentation("fcn_resnet50"), 64),
}


def lively(network):
    """Batch norm with statistics that do something, and no layer scale that hides a mistake."""
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
    for name, parameter in network.named_parameters():
        if name.endswith("layer_scale"):
            torch.nn.init.uniform_(parameter, 0.5, 1)
        elif not parameter.any():
            torch.nn.init.normal_(parameter, 0, 0.1)
    return network.eval()


def main(folder, names):
    torch.manual_seed(3)
    torch.set_num_threads(2)
    with open(os.path.join(folder, "cases.txt"), "w") as cases:
        for name in names or networks:
            make, side = networks[name]
            network = lively(make())
            x = torch.randn(2, 3, side, side)
            with torch.no_grad():
                expected = network(x)
            forms = {}
            with torch.no_grad():
                traced = torch.jit.trace(network, x, check_trace=False)
            forms["traced.pt"] = lambda path: traced.save(path)
            forms["scripted.pt"] = lambda path: torch.jit.script(network).save(path)
            forms["frozen.pt"] = lambda path: torch.jit.freeze(torch.jit.script(network)).save(path)
            forms["mobile.ptl"] = lambda path: optimize_for_mobile(traced)._save_for_lite_interpreter(path)
            for opset in (9, 11, 13, 16):
                forms[f"{opset}.onnx"] = lambda path, opset=opset: torch.onnx.export(
                    network, x, path, opset_version=opset, input_names=["x"], output_names=["y"],
                    dynamic_axes={"x": {0: "n"}, "y": {0: "n"}} if opset != 11 else None)
            for form, write in forms.items():
                stem = os.path.join(folder, f"{name}.{form}")
                try:
                    with torch.no_grad():
                        write(stem)
                except Exception as problem:
                    print(f"{name}.{form}: not exported: {str(problem).splitlines()[0][:120]}", file=sys.stderr)
                    continue
                given = expected
                if form.endswith(".ptl"):  # the optimizer may change what a network computes
                    with torch.no_grad():
                        given = torch.jit.load(stem)(x)
                x.numpy().astype("<f4").tofile(stem + ".in")
                given.numpy().astype("<f4").tofile(stem + ".out")
                cases.write(f"{name}.{form} 3 {side} {side}\n")
                cases.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
