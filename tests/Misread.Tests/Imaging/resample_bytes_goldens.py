"""Writes resample_bytes_goldens.json: what Pillow makes of small RGB images (mode RGB, three filters). Needs python3-pil."""
import json
import random
from PIL import Image

random.seed(8)
cases = []
for name, how in [("Bilinear", Image.BILINEAR), ("Bicubic", Image.BICUBIC), ("Lanczos", Image.LANCZOS)]:
    for width, height, new_width, new_height in [(37, 23, 11, 7), (20, 31, 9, 31), (5, 4, 13, 11), (40, 40, 8, 3)]:
        pixels = bytes(random.choice([0, 255, random.randrange(256)]) for _ in range(width * height * 3))
        resized = Image.frombytes("RGB", (width, height), pixels).resize((new_width, new_height), how)
        cases.append({
            "filter": name, "width": width, "height": height, "new_width": new_width, "new_height": new_height,
            "pixels": pixels.hex(), "expected": resized.tobytes().hex(),
        })
with open("resample_bytes_goldens.json", "w") as file:
    json.dump(cases, file)
    file.write("\n")
