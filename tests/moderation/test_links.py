"""Finding links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.links import hosts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://Example.org/a/b?c=d#e for more.", ("example.org",)),
        ("http://a.example, then http://b.example.", ("a.example", "b.example")),
        ("(https://example.org)", ("example.org",)),
        ("[here](http://example.org/x)", ("example.org",)),
        ("“https://example.org”", ("example.org",)),
        ("www.example.org", ("example.org",)),
        ("Buy at cheap-pills.shop!", ("cheap-pills.shop",)),
        ("example.com", ("example.com",)),
        ("sub.example.CO:", ("sub.example.co",)),
        ("http://example.org:8080/x", ("example.org",)),
        ("http://bank.example@evil.example/x", ("evil.example",)),
        (
            "http://a.example,http://b.example/x/http://c.example",
            ("a.example", "b.example", "c.example"),
        ),
        ("https://пример.рф/путь", ("пример.рф",)),
        ("https://example.org https://example.org", ("example.org", "example.org")),
        ("line\nhttps://one.example\nhttps://two.example", ("one.example", "two.example")),
    ],
)
def test_hosts_of_links_in_order(text, found):
    assert hosts(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No link here. None at all.",
        "Write to me: robin@example.com",
        "Awww... so sweet",
        "Version 2.5.1 costs 3.50",
        "company",
        "the.community",
        "e.g. this",
        "i.e. that",
        "http://",
        "http://... and so on",
        "https:// is how they begin",
        "www.",
        "node.js",
        "example.comma",
    ],
)
def test_hosts_of_a_text_without_links(text):
    assert hosts(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "https://en.example.org/wiki/Amazon.com",
        "https://example.org/?u=shop.example.com&x=www.example.com",
        "www.example.org/what.is.info",
    ],
)
def test_a_link_with_a_name_in_its_path_counts_once(text):
    assert len(hosts(text)) == 1


@given(st.text(max_size=200))
def test_hosts_are_never_empty_and_lower_case(text):
    for host in hosts(f"http://{text} www.{text} {text}.com"):
        assert host
        assert host == host.lower()


@given(st.lists(st.sampled_from(["one.example", "two.org", "three.co"]), max_size=10))
def test_every_link_counts(names):
    assert hosts(" and ".join(f"https://{name}/path" for name in names)) == tuple(names)
