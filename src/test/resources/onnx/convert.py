#!/usr/bin/env python3
"""Makes the files of this folder from ONNX's form of operator tests: convert.py FROM TO

FROM holds a folder for each test with model.onnx (a single node) and test_data_set_0/*.pb. For each of them TO gets
one safetensors file with the node's inputs and outputs under the operator's own names (X, W, R, ..., Y, Y_h, Y_c) and
its attributes as metadata. Numbers are copied as they are. Python 3 and nothing else.
"""
import json
import pathlib
import struct
import sys

INPUTS = {"RNN": "X W R B sequence_lens initial_h", "GRU": "X W R B sequence_lens initial_h",
          "LSTM": "X W R B sequence_lens initial_h initial_c P"}
OUTPUTS = "Y Y_h Y_c"
TYPES = {1: ("F32", 4), 6: ("I32", 4)}      # TensorProto.DataType


def fields(data):
    """The fields of a protocol buffers message: (number, value), value an int or bytes."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = varint()
        wire = key & 7
        if wire == 0:
            yield key >> 3, varint()
            continue
        size = {1: 8, 5: 4}.get(wire) or varint()
        yield key >> 3, data[at:at + size]
        at += size


def floats(data):
    return list(struct.unpack("<%df" % (len(data) // 4), data))


def attribute(message):
    """AttributeProto: name 1, f 2, i 3, s 4, floats 7, strings 9."""
    name, value = None, []
    for number, field in fields(message):
        if number == 1:
            name = field.decode()
        elif number in (2, 7):
            value += floats(field)
        elif number == 3:
            value.append(field)
        elif number in (4, 9):
            value.append(field.decode())
    return name, " ".join(str(v) for v in value)


def node(model):
    """The only node of ModelProto.graph (7): input 1, output 2, op_type 4, attribute 5; and the graph's inputs (11)."""
    graph = next(field for number, field in fields(model) if number == 7)
    message = next(field for number, field in fields(graph) if number == 1)
    given = [next(v for n, v in fields(field) if n == 1).decode() for number, field in fields(graph) if number == 11]
    made = [next(v for n, v in fields(field) if n == 1).decode() for number, field in fields(graph) if number == 12]
    parts = [(number, field) for number, field in fields(message)]
    names = lambda wanted: [field.decode() for number, field in parts if number == wanted]
    return names(4)[0], names(1), names(2), dict(attribute(f) for n, f in parts if n == 5), given, made


def tensor(message):
    """TensorProto: dims 1, data_type 2, raw_data 9."""
    dims, kind, raw = [], None, b""
    for number, field in fields(message):
        if number == 1:
            dims += [field] if isinstance(field, int) else [value for value in field]
        elif number == 2:
            kind = field
        elif number == 9:
            raw = field
    dtype, size = TYPES[kind]
    count = 1
    for dim in dims:
        count *= dim
    if len(raw) != size * count:
        raise ValueError("%d bytes for a tensor of %s" % (len(raw), dims))
    return dtype, dims, raw


def convert(source, target):
    op, inputs, outputs, attributes, given, made = node((source / "model.onnx").read_bytes())
    tensors = {}
    for slots, names, files, stem in ((INPUTS[op], inputs, given, "input"), (OUTPUTS, outputs, made, "output")):
        for slot, name in zip(slots.split(), names):
            if name:
                file = source / "test_data_set_0" / ("%s_%d.pb" % (stem, files.index(name)))
                tensors[slot] = tensor(file.read_bytes())
    header, body = {"__metadata__": {"op": op, **attributes}}, b""
    for name, (dtype, dims, raw) in tensors.items():
        header[name] = {"dtype": dtype, "shape": dims, "data_offsets": [len(body), len(body) + len(raw)]}
        body += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    target.write_bytes(struct.pack("<Q", len(text)) + text + body)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    for folder in sorted(pathlib.Path(sys.argv[1]).iterdir()):
        if folder.is_dir():
            convert(folder, pathlib.Path(sys.argv[2]) / (folder.name + ".safetensors"))
