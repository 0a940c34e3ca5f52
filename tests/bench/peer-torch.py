# SPDX-License-Identifier: GPL-3.0-or-later
"""Training throughput of PyTorch on the networks of bench-neural.c.

    peer-torch.py [SECONDS]

float32, one thread; a step is the choice of a batch, forward, backward and
Adam, as its tutorials write it.  One JSON line a network: samples a second.
"""
import json
import sys
import time

import torch
from torch import nn

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
SAMPLES = 1000
torch.set_num_threads(1)
torch.manual_seed(1)


class Characters(nn.Module):
    """The same answer at each of the steps: the next character."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(64, 32)
        self.lstm = nn.LSTM(32, 128, batch_first=True)
        self.dense = nn.Linear(128, 64)

    def forward(self, x):
        y, _ = self.lstm(self.embedding(x))
        return self.dense(y).flatten(0, 1)


def networks():
    """Name, model, loss, batch, inputs, targets."""
    images = torch.rand(SAMPLES, 784)
    digits = torch.randint(10, (SAMPLES,))
    yield ("tiny", nn.Sequential(
        nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 8), nn.Tanh(),
        nn.Linear(8, 1)), nn.MSELoss(), 10,
        torch.rand(SAMPLES, 2), torch.rand(SAMPLES, 1))
    yield ("mlp", nn.Sequential(
        nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)),
        nn.CrossEntropyLoss(), 64, images, digits)
    yield ("cnn", nn.Sequential(
        nn.Conv2d(1, 8, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(256, 64), nn.ReLU(), nn.Linear(64, 10)),
        nn.CrossEntropyLoss(), 64, images.view(-1, 1, 28, 28), digits)
    text = torch.randint(64, (SAMPLES, 65))
    yield ("lstm", Characters(), nn.CrossEntropyLoss(), 16,
           text[:, :64].contiguous(), text[:, 1:].contiguous())


def throughput(model, loss, batch, inputs, targets):
    optimizer = torch.optim.Adam(model.parameters())
    order = torch.randperm(SAMPLES)
    done = 0
    begin = None
    while True:
        for i in range(0, SAMPLES - batch + 1, batch):
            chosen = order[i:i + batch]
            optimizer.zero_grad()
            value = loss(model(inputs[chosen]),
                         targets[chosen].view(-1) if targets.dtype ==
                         torch.int64 else targets[chosen])
            value.backward()
            optimizer.step()
            if begin is not None:
                done += batch
                if time.process_time() - begin >= SECONDS:
                    return done / (time.process_time() - begin)
            elif i >= 3 * batch:
                begin = time.process_time()  # warm by now


for name, *network in networks():
    print(json.dumps({"name": name, "value": round(throughput(*network)),
                      "unit": "samples/s", "version": torch.__version__}),
          flush=True)
