"""Writes resample_goldens.json: what Pillow makes of small images of real values (mode F, BILINEAR). Needs python3-pil."""
import json
import random
from PIL import Image

random.seed(7)
cases = []
for width, height, new_width, new_height in [(7, 5, 3, 2), (9, 6, 4, 6), (4, 3, 9, 7), (12, 12, 5, 5), (3, 8, 3, 3)]:
    pixels = [round(random.random(), 4) for _ in range(width * height)]
    image = Image.new("F", (width, height))
    image.putdata(pixels)
    resized = image.resize((new_width, new_height), Image.BILINEAR)
    cases.append({
        "width": width, "height": height, "new_width": new_width, "new_height": new_height,
        "pixels": pixels, "expected": [round(v, 6) for v in resized.getdata()],
    })
with open("resample_goldens.json", "w") as file:
    json.dump(cases, file)
    file.write("\n")
