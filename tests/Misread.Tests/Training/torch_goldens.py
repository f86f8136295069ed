"""Writes torch_goldens.json: what PyTorch makes of small networks after a few training steps, and its OneCycleLR.

    python3 torch_goldens.py     (made with PyTorch 1.13)

Everything is computed in float64, so what differs from it is the rounding of the code under test. Weights are stored
in this project's layout: convolutions [KH,KW,C,F], dense layers [In,Out], with In in the order height, width, channel.
"""
import base64
import json
import os

import numpy as np
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(5)
SIDE, CLASSES, BATCH, STEPS = 9, 3, 11, 5


def pack(t):
    return base64.b64encode(t.detach().numpy().astype("<f4").tobytes()).decode()


class FlattenHwc(nn.Module):
    """Flattens in the order height, width, channel."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


def conv_net():
    return nn.Sequential(
        nn.Conv2d(1, 5, 3), nn.ReLU(), nn.BatchNorm2d(5), nn.Conv2d(5, 6, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        FlattenHwc(), nn.Linear(3 * 3 * 6, 8), nn.ReLU(), nn.Linear(8, CLASSES))


def mlp():
    return nn.Sequential(FlattenHwc(), nn.Linear(SIDE * SIDE, 12), nn.ReLU(), nn.Linear(12, 7), nn.ReLU(), nn.Linear(7, CLASSES))


def parameters(net):
    """In the project's order and layout."""
    out = []
    for layer in net:
        if isinstance(layer, nn.Conv2d):
            out += [layer.weight.permute(2, 3, 1, 0), layer.bias]
        elif isinstance(layer, nn.Linear):
            out += [layer.weight.t(), layer.bias]
        elif isinstance(layer, nn.BatchNorm2d):
            out += [layer.weight, layer.bias, layer.running_mean, layer.running_var]
    return [pack(p.contiguous()) for p in out]


OPTIMIZERS = {
    "Sgd": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01),
    "RmsProp": lambda p: torch.optim.RMSprop(p, lr=0.001, alpha=0.9, eps=1e-7, weight_decay=0.01),
    "Adam": lambda p: torch.optim.Adam(p, lr=0.001, weight_decay=0.01),
    "AdamW": lambda p: torch.optim.AdamW(p, lr=0.001, weight_decay=0.01),
}


def train(build, name, images, labels, smoothing):
    torch.manual_seed(17)
    net = build()
    with torch.no_grad():
        for p in net.parameters():
            p.copy_(p.float().double())  # the other side begins with floats
    start = parameters(net)
    optimizer = OPTIMIZERS[name](net.parameters())
    loss_of = nn.CrossEntropyLoss(label_smoothing=smoothing)
    losses, after = [], {}
    for step in range(STEPS):
        rows = slice(step * BATCH, (step + 1) * BATCH)
        optimizer.zero_grad()
        loss = loss_of(net(images[rows]), labels[rows])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if step in (0, STEPS - 1):
            after[str(step + 1)] = parameters(net)
    net.eval()
    with torch.no_grad():
        logits = net(images[:BATCH])
    return {"optimizer": name, "smoothing": smoothing, "start": start, "losses": losses, "after": after,
            "probabilities": pack(torch.softmax(logits, 1))}


def one_cycle(steps):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.01, total_steps=steps)
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return rates


pixels = (np.random.RandomState(3).rand(STEPS * BATCH, SIDE, SIDE) * 256).astype(np.uint8)
labels = np.random.RandomState(4).randint(0, CLASSES, STEPS * BATCH)
images = torch.from_numpy((pixels * np.float32(1 / 255)).astype(np.float64))[:, None]
targets = torch.from_numpy(labels)
goldens = {
    "side": SIDE, "classes": CLASSES, "batch": BATCH, "steps": STEPS,
    "pixels": base64.b64encode(pixels.tobytes()).decode(), "labels": labels.tolist(),
    "cases": [dict(train(build, name, images, targets, smoothing), net=net)
              for net, build, smoothing in (("conv", conv_net, 0.0), ("mlp", mlp, 0.1)) for name in OPTIMIZERS],
    "one_cycle": {str(n): one_cycle(n) for n in (4, 10, 97)},
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "torch_goldens.json"), "w") as f:
    json.dump(goldens, f, indent=1)
    f.write("\n")
