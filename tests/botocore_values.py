"""Random values of the shapes of botocore's models, for `botocore_peer.py`."""

import base64
import datetime
import random
import struct

ALPHABET = "abcXYZ019 _-./:\\\"'{}[]<>&%\n\té漢🙂\u2028"
DEPTH = 5


class Maker:
    """Makes random values: as botocore's callers write them, and as they stand on the wire."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, probability):
        return self.random.random() < probability

    def text(self):
        return "".join(self.random.choice(ALPHABET) for _ in range(self.random.choice([0, 1, 5, 12, 36])))

    def count(self, depth):
        return 0 if depth > DEPTH else self.random.choice([0, 1, 1, 2, 3])

    def document(self, depth=0):
        kinds = ["text", "integer", "number", "boolean"] + (["list", "object"] if depth < 3 else [])
        match self.random.choice(kinds):
            case "text":
                return self.text()
            case "integer":
                return self.random.randint(-(2**53), 2**53)
            case "number":
                return self.random.uniform(-1e6, 1e6)
            case "boolean":
                return self.chance(0.5)
            case "list":
                return [self.document(depth + 1) for _ in range(self.random.randint(0, 3))]
            case "object":
                return {self.text(): self.document(depth + 1) for _ in range(self.random.randint(0, 3))}

    def scalar(self, shape):
        """A value for botocore and the same value on the wire."""
        match shape.type_name:
            case "string" | "character":
                known = shape.enum if shape.type_name == "string" else []
                text = self.random.choice(known) if known and self.chance(0.9) else self.text()
                return text, text
            case "boolean":
                value = self.chance(0.5)
            case "byte" | "short" | "integer":
                value = self.random.choice([0, 1, -1, 2**31 - 1, -(2**31), self.random.randint(-10**6, 10**6)])
            case "long":
                value = self.random.choice([0, 2**63 - 1, -(2**63), self.random.randint(-(10**15), 10**15)])
            case "float":
                value = single(self.random.choice([0.0, 0.5, self.random.uniform(-1e6, 1e6)]))
            case "double":
                value = self.random.choice([0.0, -1.5, 1e-9, 1e300, self.random.uniform(-1e9, 1e9)])
            case "blob":
                value = self.random.randbytes(self.random.choice([0, 1, 2, 3, 40]))
                return value, base64.b64encode(value).decode()
            case "timestamp":
                return self.timestamp(shape)
            case other:
                raise ValueError(f"{shape.name} is a {other}")
        return value, value

    def timestamp(self, shape):
        seconds = self.random.choice([0, self.random.randint(1, 10**6), self.random.randint(10**9, 4 * 10**9)])
        micros = self.random.choice([0, 0, 500_000, 123_000, self.random.randint(1, 999_999)])
        kind = shape.serialization.get("timestampFormat", "unixtimestamp").lower()
        if kind == "rfc822":
            micros = 0
        moment = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).replace(microsecond=micros)
        if kind == "rfc822":
            return moment, moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
        if kind == "iso8601" or self.chance(0.1):
            return moment, moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ" if micros else "%Y-%m-%dT%H:%M:%SZ")
        return moment, (seconds * 10**6 + micros) / 10**6 if micros else seconds

    def input(self, shape, depth=0, top=False):
        """An input for botocore, and the JSON for `call`."""
        match shape.type_name:
            case "structure" if shape.is_document_type:
                value = self.document()
                return value, value
            case "structure":
                members = self.chosen(shape, depth, top)
                ours, theirs = {}, {}
                for name in members:
                    member = shape.members[name]
                    label = member.serialization.get("hostLabel") or member.metadata.get("hostLabel")
                    theirs[name], wire = ("label-7", "label-7") if label else self.input(member, depth + 1)
                    ours[name] = wire
                return theirs, ours
            case "list":
                pairs = [self.input(shape.member, depth + 1) for _ in range(self.count(depth))]
                return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
            case "map":
                keys = {self.scalar(shape.key)[0] for _ in range(self.count(depth))}
                pairs = {key: self.input(shape.value, depth + 1) for key in sorted(keys)}
                return {key: pair[0] for key, pair in pairs.items()}, {key: pair[1] for key, pair in pairs.items()}
            case _:
                return self.scalar(shape)

    def chosen(self, shape, depth, top):
        names = list(shape.members)
        if getattr(shape, "is_tagged_union", False):
            plain = [name for name in names if shape.members[name].type_name not in ("structure", "list", "map")]
            return [self.random.choice(plain if depth > DEPTH and plain else names)]
        share = 0.0 if depth > DEPTH else self.random.choice([0.1, 0.5, 1.0])
        tokens = [name for name in names if top and shape.members[name].metadata.get("idempotencyToken")]
        return [
            name for name in names if name in shape.required_members or name in tokens or self.chance(share)
        ]

    def reply(self, shape, depth=0):
        """What a service might answer."""
        match shape.type_name:
            case "structure" if shape.is_document_type:
                return self.document()
            case "structure":
                return self.reply_structure(shape, depth)
            case "list":
                return [self.reply(shape.member, depth + 1) for _ in range(self.count(depth))]
            case "map":
                keys = {self.scalar(shape.key)[0] for _ in range(self.count(depth))}
                return {key: self.reply(shape.value, depth + 1) for key in sorted(keys)}
            case _:
                return self.scalar(shape)[1]

    def reply_structure(self, shape, depth):
        if getattr(shape, "is_tagged_union", False):
            if self.chance(0.1):
                return {"memberOfTheFuture": self.document()}
            (name,) = self.chosen(shape, depth, False)
            reply = {"__type": "com.example#Union"} if self.chance(0.1) else {}
            member = shape.members[name]
            reply[member.serialization.get("name", name)] = self.reply(member, depth + 1)
            return reply
        reply = {}
        share = 0.0 if depth > DEPTH else self.random.choice([0.2, 0.7, 1.0])
        for name, member in shape.members.items():
            wire = member.serialization.get("name", name)
            if self.chance(share):
                reply[wire] = None if self.chance(0.03) else self.reply(member, depth + 1)
        if self.chance(0.1):
            reply["memberOfTheFuture"] = self.document()
        entries = list(reply.items())
        self.random.shuffle(entries)
        return dict(entries)


def single(value):
    """The float of 32 bits that is nearest."""
    return struct.unpack("f", struct.pack("f", value))[0]
