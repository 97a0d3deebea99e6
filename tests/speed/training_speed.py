# Trains a TorchScript network on random images as a PyTorch script does: MODULE SHAPE BATCH THREADS STEPS. Prints images
# a second, the better of both memory orders.
import sys
import time

import torch

path, shape, batch, threads, steps = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
torch.set_num_threads(threads)
torch.manual_seed(1)
images = torch.randn(batch, *[int(extent) for extent in shape.split(",")])
labels = torch.arange(batch) % 10


def speed(order):
    module = torch.jit.load(path)
    parameters = list(module.parameters())
    for parameter in parameters:
        parameter.requires_grad_(True)
    module = module.to(memory_format=order)
    inputs = images.contiguous(memory_format=order)
    optimizer = torch.optim.SGD(parameters, lr=1e-6, momentum=0.9, nesterov=True)

    def step():
        optimizer.zero_grad(set_to_none=True)
        torch.nn.functional.cross_entropy(module(inputs), labels).backward()
        optimizer.step()

    for _ in range(5):
        step()
    start = time.perf_counter()
    for _ in range(steps):
        step()
    return batch * steps / (time.perf_counter() - start)


print(max(speed(torch.contiguous_format), speed(torch.channels_last)))
