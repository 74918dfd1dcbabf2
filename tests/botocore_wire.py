"""What protocols are made of around the values, for `botocore_peer.py`: replies to read, requests to compare."""

import base64
import gzip
import json
import re
import struct
import urllib.parse

import botocore.awsrequest
import botocore.parsers

import botocore_xml as xml
from botocore_values import single

# Who sends and how is every client's own affair, and so is what a signature is made of.
OURS_ALONE = {
    "accept-encoding", "amz-sdk-invocation-id", "amz-sdk-request", "content-encoding", "content-length", "host",
    "user-agent", "x-amz-user-agent",
}
MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z")
FLOAT = re.compile(r"-?\d+(\.\d+(e[+-]?\d+)?|e[+-]?\d+)")


class Message:
    """A reply on its way to both."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def for_botocore(self):
        return {"status_code": self.status, "headers": botocore.awsrequest.HeadersDict(self.headers), "body": self.body}

    def for_us(self):
        return {
            "status": self.status, "headers": list(self.headers.items()), "body": base64.b64encode(self.body).decode(),
        }

    def __str__(self):
        return f"{self.status} {self.headers} {self.body}"


def form(protocol):
    return {"smithy-rpc-v2-cbor": "cbor", "rest-xml": "xml", "query": "xml", "ec2": "xml"}.get(protocol, "json")


def has_forms(protocol):
    """Whether requests are forms."""
    return protocol in ("query", "ec2")


def has_places(protocol):
    """Whether members travel outside of bodies, too."""
    return protocol in ("rest-json", "rest-xml")


def message(maker, protocol, shape, members, status=200, headers=None, extra=None):
    """The reply that holds some members of a shape, and extra entries in its body."""
    headers = {"x-amzn-RequestId": "4f1c", **(headers or {})}
    entries, payload = dict(extra or {}), shape.serialization.get("payload") if shape else None
    for name, value in members.items():
        member = shape.members[name]
        wire_name, location = member.serialization.get("name", name), member.serialization.get("location")
        if has_places(protocol) and name == payload:
            continue
        if has_places(protocol) and location == "header":
            headers[in_any_case(maker, wire_name)] = value
        elif has_places(protocol) and location == "headers":
            headers.update({wire_name + key: text for key, text in value.items()})
        elif not (has_places(protocol) and location == "statusCode"):
            entries[name if form(protocol) == "xml" else wire_name] = value
    if has_forms(protocol):
        return Message(status, headers, form_body(maker, protocol, shape, entries, extra))
    if form(protocol) == "xml":
        return Message(status, headers, xml_body(maker, shape, members, entries, payload, extra))
    if protocol == "rest-json" and payload in members and members[payload] is not None:
        return Message(status, headers, payload_body(members[payload]))
    if protocol == "rest-json" and payload is not None and not extra:
        return Message(status, headers, b"")
    return Message(status, headers, body(maker, protocol, entries))


def xml_body(maker, shape, members, entries, payload, extra):
    """The body of a reply in XML: a payload, the members of a structure, or an error."""
    if extra:
        own = "".join(f"<{name}>{xml.escape(text)}</{name}>" for name, text in extra.items())
        others = {name: value for name, value in entries.items() if name not in extra}
        inner = own + (xml.members(maker.random, shape, others) if shape else "")
        envelope = maker.random.choice([("", ""), ("<ErrorResponse>", "<RequestId>1</RequestId></ErrorResponse>")])
        return f"{envelope[0]}<Error>{inner}</Error>{envelope[1]}".encode()
    if payload is None:
        return (xml.element(maker.random, "Any", shape, entries) if entries else "").encode()
    value = members.get(payload)
    if value is None or isinstance(value, (bytes, str)):
        return payload_body(value or b"")
    return xml.element(maker.random, "Any", shape.members[payload], value).encode()


def form_body(maker, protocol, shape, entries, extra):
    """The body of a reply to a form: an output in its wrapper, if it has one, or an error."""
    if extra:
        own = "".join(f"<{name}>{xml.escape(text)}</{name}>" for name, text in extra.items())
        known = {name: value for name, value in entries.items() if name not in extra}
        error = f"<Error>{own}{xml.members(maker.random, shape, known) if shape else ''}</Error>"
        if protocol == "ec2":
            return f"<Response><Errors>{error}</Errors><RequestID>1</RequestID></Response>".encode()
        return f"<ErrorResponse>{error}<RequestId>1</RequestId></ErrorResponse>".encode()
    inner = xml.members(maker.random, shape, entries) if shape else ""
    if protocol == "ec2":
        return f"<Any>{inner}<requestId>1</requestId></Any>".encode()
    wrapper = shape.serialization.get("resultWrapper") if shape else None
    inner = f"<{wrapper}>{inner}</{wrapper}>" if wrapper else inner
    return f"<Any>{inner}<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></Any>".encode()


def in_any_case(maker, name):
    return maker.random.choice([name, name.lower(), name.upper()])


def payload_body(value):
    if isinstance(value, bytes):
        return value
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


def body(maker, protocol, entries):
    if form(protocol) == "cbor":
        return cbor(maker.random, maker.body(entries))
    if protocol == "rest-json" and not entries and maker.chance(0.5):
        return b""
    return json.dumps(maker.body(entries)).encode()


def cbor(random, value):
    """A value in CBOR, with lengths that are told or not."""
    match value:
        case None:
            return random.choice([b"\xf6", b"\xf7"])
        case bool():
            return b"\xf5" if value else b"\xf4"
        case int():
            return head(0, value) if value >= 0 else head(1, -1 - value)
        case float():
            return b"\xfa" + struct.pack(">f", value) if value == single_or_none(value) else b"\xfb" + struct.pack(">d", value)
        case str():
            return string(random, 3, value.encode())
        case bytes():
            return string(random, 2, value)
        case list():
            return items(random, 4, [cbor(random, element) for element in value])
        case dict():
            return items(random, 5, [cbor(random, key) + cbor(random, inner) for key, inner in value.items()])
        case moment:
            seconds = moment.timestamp()
            return b"\xc1" + cbor(random, int(seconds) if seconds == int(seconds) else seconds)


def single_or_none(value):
    try:
        return single(value)
    except OverflowError:
        return None


def head(major, number):
    for information, size, limit in ((24, 1, 2**8), (25, 2, 2**16), (26, 4, 2**32), (27, 8, 2**64)):
        if number < 24:
            return bytes([major << 5 | number])
        if number < limit:
            return bytes([major << 5 | information]) + number.to_bytes(size, "big")
    raise ValueError(number)


def string(random, major, text):
    if random.random() < 0.9:
        return head(major, len(text)) + text
    middle = len(text) // 2
    parts = [head(major, len(part)) + part for part in (text[:middle], text[middle:])]
    return bytes([major << 5 | 31]) + b"".join(parts) + b"\xff"


def items(random, major, encoded):
    if random.random() < 0.8:
        return head(major, len(encoded)) + b"".join(encoded)
    return bytes([major << 5 | 31]) + b"".join(encoded) + b"\xff"


def their_request(protocol, operation, serialized, endpoint):
    """What botocore would send, in terms that can be compared."""
    headers = {name.lower(): value for name, value in serialized["headers"].items()}
    botocore.awsrequest.prepare_request_dict(serialized, endpoint)
    return facts(protocol, operation, serialized["method"], serialized["url"], headers, serialized["body"])


def our_request(protocol, operation, request, theirs):
    """What we would send, without the headers in which clients may differ."""
    headers = dict(request["headers"])
    content = base64.b64decode(request["body"])
    if headers.get("content-encoding") == "gzip":
        content = gzip.decompress(content)
    alone = OURS_ALONE - theirs["headers"].keys()
    # Botocore's clients add checksums after its serializers; `signed_peer.py` and `objects_peer.py` compare them.
    alone |= {name for name in headers if "checksum" in name or name == "content-md5"} - theirs["headers"].keys()
    if raw_payload(protocol, operation) or form(protocol) == "xml":
        # Botocore does not say what is in bytes and texts, and leaves it to services to guess.
        alone |= {"content-type"} - theirs["headers"].keys()
    headers = {name: value for name, value in headers.items() if name not in alone}
    return facts(protocol, operation, request["method"], heeded(operation, request["url"], theirs["target"]), headers, content)


def heeded(operation, url, target):
    """A URL at the endpoint that was given, which the rules of some operations do not heed: an endpoint that is not the
    given one is for `endpoints_peer.py` to compare. So is whether a bucket stands in the host or the path: botocore's
    serializers have it in neither."""
    ours, theirs = urllib.parse.urlsplit(url), urllib.parse.urlsplit(target)
    members = operation.input_shape.members if operation.input_shape else {}
    if operation.service_model.service_id == "S3" and "Bucket" in members and ours.netloc == theirs.netloc:
        ours = ours._replace(path="/" + ours.path.removeprefix("/").partition("/")[2])
        url = urllib.parse.urlunsplit(ours)
    given = theirs.netloc.rpartition(".")[2]
    return url if ours.netloc.endswith(given) else urllib.parse.urlunsplit((*theirs[:2], *ours[2:]))


def facts(protocol, operation, method, url, headers, content):
    target, _, query = url.partition("?")
    return {
        "method": method,
        "target": target,
        "query": sorted(tuple(map(parameter, pair.split("="))) for pair in query.split("&") if pair),
        # A form has but one character set, which botocore says all the same.
        "headers": {name: same(str(value)).removesuffix("; charset=utf-8") for name, value in headers.items()},
        "body": meaning(protocol, operation, content),
    }


def parameter(text):
    return plain(urllib.parse.unquote(text))


def plain(text):
    """The text of a single value, of which there may be several that mean the same."""
    text = same(text)
    # Python writes a fraction even where there is none.
    return f"{float(text):g}" if FLOAT.fullmatch(text) else text


def raw_payload(protocol, operation):
    shape = operation.input_shape
    payload = shape.serialization.get("payload") if shape else None
    return has_places(protocol) and payload and shape.members[payload].type_name in ("blob", "string")


def fields(content):
    """The fields of a form, which botocore has as they are until it sends them."""
    pairs = content.items() if isinstance(content, dict) else urllib.parse.parse_qsl(content.decode(), keep_blank_values=True)
    return sorted((name, plain(str(value))) for name, value in pairs)


def in_order(value):
    """A value with the entries of maps in order, since botocore writes them in that of the caller."""
    match value:
        case dict():
            return {key: in_order(value[key]) for key in sorted(value)}
        case list():
            return [in_order(element) for element in value]
        case _:
            return value


def meaning(protocol, operation, content):
    """What a body says."""
    if has_forms(protocol):
        return fields(content)
    content = content.encode() if isinstance(content, str) else bytes(content)
    if not content or raw_payload(protocol, operation):
        return content
    if form(protocol) == "cbor":
        parser = botocore.parsers.RpcV2CBORParser()
        return parser.parse_data_item(parser.get_peekable_stream_from_bytes(content))
    if form(protocol) == "xml":
        return xml.meaning(content, plain)
    return same(json.loads(content))


def same(value):
    """A value in which times that mean the same are the same text."""
    match value:
        case str() if found := MOMENT.fullmatch(value):
            fraction = (found[2] or "").rstrip("0").rstrip(".")
            return f"{found[1]}{fraction}Z"
        case list():
            return [same(element) for element in value]
        case dict():
            return {key: same(inner) for key, inner in value.items()}
        case _:
            return value


def parse(protocol, reply, shape):
    """What botocore reads from a reply."""
    response, parser = reply.for_botocore(), botocore.parsers.create_parser(protocol)
    payload = shape.serialization.get("payload") if shape else None
    if has_places(protocol) and payload and shape.members[payload].type_name == "blob":
        # Botocore's clients hand such a body on as a stream, which the parser leaves alone.
        parsed = parser.parse({**response, "body": b""}, shape)
        parsed[payload] = reply.body
    else:
        if has_forms(protocol) and shape and reply.status >= 300:
            # Members of an exception stand in Error, where botocore's parser does not look for them; Smithy says so.
            response["body"] = re.search(b"<Error>.*</Error>", response["body"], re.DOTALL)[0]
            parsed = botocore.parsers.create_parser(protocol).parse({**response, "status_code": 200}, shape)
        else:
            parsed = parser.parse(response, shape)
    parsed.pop("ResponseMetadata", None)
    return parsed
