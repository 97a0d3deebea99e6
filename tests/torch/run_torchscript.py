# Runs a TorchScript module as its users would: MODULE INPUT OUTPUT EXTENT..., raw float32 in and out.
import array
import sys

import torch

module = torch.jit.load(sys.argv[1])
numbers = array.array("f")
with open(sys.argv[2], "rb") as file:
    numbers.frombytes(file.read())
with torch.no_grad():
    result = module(torch.tensor(numbers).reshape([int(extent) for extent in sys.argv[4:]]))
with open(sys.argv[3], "wb") as file:
    file.write(array.array("f", result.flatten().tolist()).tobytes())
