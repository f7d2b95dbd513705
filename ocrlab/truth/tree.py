"""Trees: how is markup that anybody may have written held, and how are its elements found, whatever their namespace?"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder

from ocrlab.errors import TruthError

MAX_DEPTH = 100
MAX_ELEMENTS = 400_000


class TooDeepError(TruthError):
    """Elements nest deeper than any page's truth; raised while the tree is built."""


class BoundedBuilder(TreeBuilder):
    """Builds the tree and stops at once where it grows deeper or larger than any page's truth."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name, self._depth, self._count = name, 0, 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > MAX_DEPTH:
            raise TooDeepError(f"{self._name}: elements nest deeper than {MAX_DEPTH}; this is not the truth of a page")
        if self._count > MAX_ELEMENTS:
            raise TruthError(f"{self._name}: more than {MAX_ELEMENTS} elements; give the truth of one page")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)

    @property
    def started(self) -> bool:
        """Whether there is any element."""
        return self._count > 0


def tag_of(element: Element) -> str:
    """The name without its namespace, in small letters; comments and the like have none."""
    return local(element.tag) if isinstance(element.tag, str) else ""


def local(name: str) -> str:
    """A tag's or an attribute's name without its namespace or prefix, in small letters."""
    return name.rpartition("}")[2].rpartition(":")[2].lower()


def all_of(element: Element, *tags: str) -> Iterator[Element]:
    """Every element of those names at any depth, in the order of the file."""
    return (inner for inner in element.iter() if tag_of(inner) in tags)


def children(element: Element, *tags: str) -> Iterator[Element]:
    """The children of those names."""
    return (child for child in element if tag_of(child) in tags)


def text_of(element: Element) -> str:
    """All the text inside an element."""
    return "".join(element.itertext())
