"""Bodies of XML for `botocore_wire.py`: written as services write them, read as far as they have to be the same."""

import base64
import re
import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import escape, quoteattr

# What XML has no form for, even as a reference.
UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def speakable(value):
    """A value without the characters that XML cannot hold."""
    match value:
        case str():
            return UNSPEAKABLE.sub("", value)
        case list():
            return [speakable(element) for element in value]
        case dict():
            return {speakable(key): speakable(inner) for key, inner in value.items()}
        case _:
            return value


def element(random, name, shape, value):
    """An element with a value in it."""
    attributes = ""
    if shape.type_name == "structure":
        for key, inner in value.items():
            member = shape.members[key]
            if member.serialization.get("xmlAttribute"):
                attributes += f" {member.serialization.get('name', key)}={quoteattr(text(member, inner))}"
        if attributes:
            attributes = f' xmlns:xsi="{XSI}"{attributes}'
    return f"<{name}{attributes}>{content(random, shape, value)}</{name}>"


def content(random, shape, value):
    match shape.type_name:
        case "structure":
            return members(random, shape, value)
        case "list":
            name = shape.member.serialization.get("name", "member")
            return "".join(element(random, name, shape.member, inner) for inner in value)
        case "map":
            return "".join(f"<entry>{entry(random, shape, *pair)}</entry>" for pair in value.items())
        case _:
            return escape(text(shape, value)).replace("\r", "&#13;")


def entry(random, shape, key, value):
    parts = [
        element(random, shape.key.serialization.get("name", "key"), shape.key, key),
        element(random, shape.value.serialization.get("name", "value"), shape.value, value),
    ]
    random.shuffle(parts)
    return "".join(parts)


def members(random, shape, value, left_out=()):
    """The members of a structure, the items of flattened lists among the others."""
    elements = []
    for key, inner in value.items():
        member = shape.members[key]
        name = member.serialization.get("name", key)
        if inner is None or key in left_out or member.serialization.get("xmlAttribute"):
            continue
        if not member.serialization.get("flattened"):
            elements.append(element(random, name, member, inner))
        elif member.type_name == "list":
            name = member.member.serialization.get("name", name) if "name" not in member.serialization else name
            elements.extend(element(random, name, member.member, each) for each in inner)
        else:
            elements.extend(f"<{name}>{entry(random, member, *pair)}</{name}>" for pair in inner.items())
    if not getattr(shape, "is_tagged_union", False):
        if random.random() < 0.1:
            elements.append("<memberOfTheFuture><a>1</a></memberOfTheFuture>")
        # Those of one name keep their order, and stand anywhere.
        places = sorted(random.random() for _ in elements)
        elements = [found for _, found in sorted(zip(places, elements), key=lambda pair: pair[0])]
    return random.choice(["", "\n  "]).join(elements)


def text(shape, value):
    match value:
        case bool():
            return "true" if value else "false"
        case bytes():
            return base64.b64encode(value).decode()
        case str() | int() | float():
            return str(value)
        case moment if shape.serialization.get("timestampFormat", "").lower() == "rfc822":
            return moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
        case moment:
            return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def meaning(content, same):
    """What a body says: names, attributes and texts; members and entries of maps in any order."""
    return tree(ElementTree.fromstring(content), same)


def tree(node, same):
    children = [tree(child, same) for child in node]
    # Entries have two children each, and botocore writes them in the order of the caller.
    by = (lambda child: child) if all(len(child[2]) == 2 for child in children) else (lambda child: child[0])
    attributes = sorted((name, value) for name, value in node.attrib.items())
    return (node.tag, attributes, sorted(children, key=lambda child: repr(by(child))), same(node.text or "") if not children else "")
