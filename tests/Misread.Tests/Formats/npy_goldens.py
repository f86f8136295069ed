"""Writes npy_goldens.json: small .npy files as NumPy writes them, and what they hold.

    python3 npy_goldens.py     (made with NumPy 1.24.2)
"""
import base64
import io
import json
import os

import numpy as np


def encoded(array, version=(1, 0), pickle=False):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, version=version, allow_pickle=pickle)
    return base64.b64encode(buffer.getvalue()).decode()


def entry(name, array, **kw):
    kind = "floats" if array.dtype.kind == "f" else "integers"
    values = [v.item() if kind == "floats" else int(v) for v in array.ravel(order="C")]
    return dict(name=name, kind=kind, shape=list(array.shape), values=values, file=encoded(array, **kw))


cases = []
base = np.array([[0.5, -1.25, 3.0], [1e-3, 65504.0, -0.0]])
for code in ("f2", "f4", "f8"):
    for order in "<>":
        for memory in "CF":
            cases.append(entry(order + code + " " + memory, np.asarray(base.astype(order + code), order=memory)))
ints = np.arange(24).reshape(2, 3, 4) % 7
for code in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"):
    info = np.iinfo(code)
    for order in "<>":
        array = ints.astype(order + code)
        array[1, 2, 3] = min(info.max, 2**63 - 1)
        array[0, 1, 0] = info.min
        cases.append(entry(order + code, array))
        cases.append(entry(order + code + " F", np.asfortranarray(array)))
cases.append(entry("bool", np.array([True, False, True])))
cases.append(entry("0-d", np.array(2.5, dtype="<f4")))
cases.append(entry("empty", np.zeros((0, 10), dtype="<f4")))
cases.append(entry("empty F", np.asfortranarray(np.zeros((3, 0, 2), dtype="<i8"))))
cases.append(entry("version 2", base.astype("<f4"), version=(2, 0)))
for shape in ((5,), (2, 2), (2, 1, 3, 1)):
    for code in ("<f4", "<f8", "<i4", "<i8"):
        cases.append(entry("as written " + code, (np.arange(np.prod(shape)) - 1).reshape(shape).astype(code)))

refused = [
    dict(name="uint64 beyond int64", file=encoded(np.array([1, 2**64 - 1], dtype="<u8"))),
    dict(name="complex", file=encoded(np.array([1j]))),
    dict(name="text", file=encoded(np.array(["a"]))),
    dict(name="structured", file=encoded(np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))),
    dict(name="pickled", file=encoded(np.array([{"a": 1}], dtype=object), pickle=True)),
    dict(name="version 3", file=encoded(base.astype("<f4"), version=(3, 0))),
    dict(name="float128", file=encoded(np.array([1], dtype=np.longdouble))),
    dict(name="datetime", file=encoded(np.array(["2020-01-01"], dtype="M8[D]"))),
]
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "npy_goldens.json")
with open(path, "w") as out:
    json.dump(dict(read=cases, refused=refused), out, indent=0)
    out.write("\n")
