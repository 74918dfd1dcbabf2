"""Random values of the shapes of botocore's models, for `botocore_peer.py`."""

import base64
import datetime
import json
import random
import struct

import botocore_xml

ALPHABET = "abcXYZ019 _-./:\\\"'{}[]<>&%\n\té漢🙂\u2028"
# What stands in a header. Line breaks cannot, and other letters only where nothing is signed.
SIGNED = "abcXYZ019 _-./:,;\"'{}[]<>&%"
UNSIGNED = SIGNED + "é漢🙂"
TOKEN = "abcxyz019-"
DEPTH = 5


class Maker:
    """Makes random values: as botocore's callers write them, and as they stand on the wire."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, probability):
        return self.random.random() < probability

    def text(self, letters=ALPHABET, least=0):
        length = max(least, self.random.choice([0, 1, 5, 12, 36]))
        return "".join(self.random.choice(letters) for _ in range(length))

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
                # So few digits that the shortest text is the same for 32 bits and for 64.
                value = self.random.choice([0.0, 0.5, self.random.randint(-40000, 40000) / 4])
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

    def timestamp(self, shape, default="unixtimestamp", is_whole=False):
        seconds = self.random.choice([0, self.random.randint(1, 10**6), self.random.randint(10**9, 4 * 10**9)])
        micros = self.random.choice([0, 0, 500_000, 123_000, self.random.randint(1, 999_999)])
        kind = shape.serialization.get("timestampFormat", default).lower()
        if kind == "rfc822" or is_whole:
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
                    theirs[name], ours[name] = self.input_member(member, depth)
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

    def input_member(self, member, depth):
        """The value of a member, which may be one that its place in the request can hold."""
        if member.serialization.get("hostLabel") or member.metadata.get("hostLabel"):
            return "label-7", "label-7"
        match member.serialization.get("location"):
            case "uri" if member.type_name == "string":
                text = self.scalar(member)[0]
                # What is empty or a step of dots is refused: it would be the path of something else.
                while not text or {".", "..", ""} & set(text.split("/")):
                    text = self.text(least=1)
                return text, text
            case "header" if is_json_text(member):
                document = self.document()
                return document, json.dumps(document, separators=(",", ":"))
            case "header" if member.type_name == "list":
                values = [self.header(member.member, SIGNED) for _ in range(self.count(depth))]
                return values, values
            case "header" if member.type_name == "timestamp":
                # Botocore leaves out fractions of a second there, which the form may have.
                return self.timestamp(member, is_whole=True)
            case "header" if member.type_name in ("string", "blob"):
                text = self.header(member, letters_of(member))
                return text, text
            case "headers":
                values = {self.text(TOKEN, 1): self.text(SIGNED).strip() for _ in range(self.count(depth))}
                return values, values
        return self.input(member, depth + 1)

    def header(self, shape, letters):
        """The text of a header. White space at its ends is none of it."""
        match shape.type_name:
            case "string":
                text = self.scalar(shape)[0] if shape.enum else self.text(letters)
                return text.strip() if set(text) <= set(letters) else self.text(letters).strip()
            case "boolean":
                return self.random.choice(["true", "false"])
            case "timestamp":
                return str(self.timestamp(shape, "rfc822")[1])
            case _:
                return str(self.scalar(shape)[1])

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

    def reply(self, shape, form, depth=0):
        """What a service might answer, in a form: values of JSON, or those that CBOR knows."""
        if form == "xml":
            # By the names of the model, since there is more to an element than a name.
            return botocore_xml.speakable(self.input(shape, depth)[0])
        match shape.type_name:
            case "structure" if shape.is_document_type:
                return self.document()
            case "structure":
                return self.reply_structure(shape, form, depth)
            case "list":
                return [self.reply(shape.member, form, depth + 1) for _ in range(self.count(depth))]
            case "map":
                keys = {self.scalar(shape.key)[0] for _ in range(self.count(depth))}
                return {key: self.reply(shape.value, form, depth + 1) for key in sorted(keys)}
            case _:
                native, json_value = self.scalar(shape)
                return native if form == "cbor" else json_value

    def reply_structure(self, shape, form, depth):
        if getattr(shape, "is_tagged_union", False):
            if self.chance(0.1):
                return {"memberOfTheFuture": self.document()}
            (name,) = self.chosen(shape, depth, False)
            reply = {"__type": "com.example#Union"} if self.chance(0.1) else {}
            member = shape.members[name]
            reply[member.serialization.get("name", name)] = self.reply(member, form, depth + 1)
            return reply
        members = self.reply_members(shape, form, depth)
        return self.body({shape.members[name].serialization.get("name", name): value for name, value in members.items()})

    def reply_members(self, shape, form, depth=0):
        """Some members of a structure, by their names in the model, each as its place in the reply wants it."""
        share = 0.0 if depth > DEPTH else self.random.choice([0.2, 0.7, 1.0])
        chosen = [name for name in shape.members if self.chance(share)]
        return {name: self.reply_member(shape, name, form, depth) for name in chosen}

    def reply_member(self, shape, name, form, depth):
        member = shape.members[name]
        location = member.serialization.get("location") if depth == 0 else None
        if depth == 0 and name == shape.serialization.get("payload"):
            if member.type_name == "blob":
                return self.random.randbytes(40)
            return self.text(least=1) if member.type_name == "string" else self.reply(member, form, 1)
        match location:
            case "header" if is_json_text(member):
                return base64.b64encode(json.dumps(self.document()).encode()).decode()
            case "header":
                return self.header(member, UNSIGNED)
            case "headers":
                return {self.text(TOKEN, 1): self.text(SIGNED, 1).strip() for _ in range(self.count(depth))}
        return None if self.chance(0.03) else self.reply(member, form, depth + 1)

    def body(self, entries):
        """Entries of a structure in any order, perhaps with one that the model does not know."""
        if self.chance(0.1):
            entries = {**entries, "memberOfTheFuture": self.document()}
        shuffled = list(entries.items())
        self.random.shuffle(shuffled)
        return dict(shuffled)


def is_json_text(member):
    return bool(member.serialization.get("jsonvalue")) and member.serialization.get("location") == "header"


def letters_of(member):
    """The letters that a header may have: those that are signed are plain."""
    name = member.serialization.get("name", "").lower()
    return SIGNED if name.startswith("x-amz-") or name == "content-type" else UNSIGNED


def single(value):
    """The float of 32 bits that is nearest."""
    return struct.unpack("f", struct.pack("f", value))[0]
