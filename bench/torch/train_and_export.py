"""Trains a small network in PyTorch on a folder of photographs, one subfolder a class, and exports it to ONNX.

    python3 bench/torch/train_and_export.py PHOTOGRAPHS OUT [--side 64] [--epochs 4] [--preprocess imagenet] [--probabilities]

Needs torch, numpy and Pillow (Debian: python3-torch python3-numpy python3-pil). Leaves in OUT
    model.onnx          input [1,3,side,side] float, output logits (or probabilities); no metadata, as most exports are
    probabilities.npy   [N,K] float32: what PyTorch says of every photograph, in the order of images.txt
    images.txt          the photographs, class/file
bench/torch/compare.cs asks Misread about the same photographs and compares.
"""
import argparse
import os

import numpy as np
import torch
from PIL import Image
from torch import nn

WAYS = {
    "imagenet": ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225], 1 / 255, False),
    "unit": ([0, 0, 0], [1, 1, 1], 1 / 255, False),
    "tf": ([0.5, 0.5, 0.5], [0.5, 0.5, 0.5], 1 / 255, False),
    "caffe": ([103.939, 116.779, 123.68], [1, 1, 1], 1, True),
}


def crop(image, side):
    """torchvision's Resize(side) and CenterCrop(side)."""
    width, height = image.size
    if width < height:
        size = (side, int(side * height / width))
    else:
        size = (int(side * width / height), side)
    image = image.resize(size, Image.BILINEAR)
    left = int(round((size[0] - side) / 2))
    top = int(round((size[1] - side) / 2))
    return image.crop((left, top, left + side, top + side))


def load(path, side, way):
    mean, deviation, scale, blue_first = WAYS[way]
    pixels = np.asarray(crop(Image.open(path).convert("RGB"), side), dtype=np.float32)
    if blue_first:
        pixels = pixels[:, :, ::-1]
    values = (pixels * scale - np.array(mean, dtype=np.float32)) / np.array(deviation, dtype=np.float32)
    return np.ascontiguousarray(values.transpose(2, 0, 1), dtype=np.float32)


def block(inputs, outputs):
    return [nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU(), nn.MaxPool2d(2)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("photographs")
    parser.add_argument("out")
    parser.add_argument("--side", type=int, default=64)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--preprocess", choices=sorted(WAYS), default="imagenet")
    parser.add_argument("--probabilities", action="store_true", help="export with a softmax")
    args = parser.parse_args()
    torch.manual_seed(1)
    classes = sorted(d for d in os.listdir(args.photographs) if os.path.isdir(os.path.join(args.photographs, d)))
    files = [(c, f) for c in classes for f in sorted(os.listdir(os.path.join(args.photographs, c)))]
    x = torch.from_numpy(np.stack([load(os.path.join(args.photographs, c, f), args.side, args.preprocess) for c, f in files]))
    y = torch.tensor([classes.index(c) for c, _ in files])
    model = nn.Sequential(*block(3, 16), *block(16, 32), *block(32, 64), nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Linear(1024, len(classes)))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(args.epochs):
        model.train()
        total = 0.0
        for rows in torch.randperm(len(files)).split(32):
            loss = nn.functional.cross_entropy(model(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        print(f"epoch {epoch + 1}: loss {total / len(files):.3f}")
    model.eval()
    with torch.no_grad():
        probabilities = torch.cat([model(part).softmax(1) for part in x.split(64)]).numpy()
    print(f"accuracy on what it was trained on: {(probabilities.argmax(1) == y.numpy()).mean():.3f}")
    os.makedirs(args.out, exist_ok=True)
    np.save(os.path.join(args.out, "probabilities.npy"), probabilities)
    with open(os.path.join(args.out, "images.txt"), "w") as file:
        file.writelines(f"{c}/{f}\n" for c, f in files)
    exported = nn.Sequential(model, nn.Softmax(1)) if args.probabilities else model
    torch.onnx.export(exported, x[:1], os.path.join(args.out, "model.onnx"), input_names=["input"], output_names=["output"], opset_version=13)


if __name__ == "__main__":
    main()
