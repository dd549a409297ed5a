"""Whom a call is counted as: what the edge is, who the peer is, what the headers say."""

from ipaddress import ip_network

from server.admission.edge import Edge

SECRET = "what-only-the-edge-and-we-know-of-it"
KNOWN = {"Prompt-Lens-Edge": SECRET}
EDGE, CLIENT, FORGED = "192.0.2.1", "198.51.100.7", "203.0.113.66"
LISTED = (ip_network("192.0.2.0/28"), ip_network("2001:db8:e::/64"))

NONE = Edge()
CLOUDFLARE = Edge(SECRET)
PROXY = Edge(SECRET, hops=1)
PROXIES = Edge(SECRET, hops=3)
PEERS = Edge(peers=LISTED, hops=1)
BOTH = Edge(SECRET, LISTED)

CF, XFF = "CF-Connecting-IP", "X-Forwarded-For"

# A name, the edge, the peer, the headers, and who is counted.
ROWS: list[tuple[str, Edge, str, dict[str, str], str]] = [
    ("no edge, forged", NONE, EDGE, {CF: FORGED, XFF: FORGED, "Forwarded": FORGED}, EDGE),
    ("no edge, an empty secret", NONE, EDGE, {CF: FORGED, "Prompt-Lens-Edge": ""}, EDGE),
    ("cloudflare", CLOUDFLARE, EDGE, {**KNOWN, CF: CLIENT}, CLIENT),
    ("cloudflare, v6", CLOUDFLARE, EDGE, {**KNOWN, CF: "2001:db8::7"}, "2001:db8::7"),
    ("cloudflare, no secret", CLOUDFLARE, EDGE, {CF: FORGED}, EDGE),
    ("cloudflare, half a secret", CLOUDFLARE, EDGE, {"Prompt-Lens-Edge": SECRET[:-1], CF: FORGED},
     EDGE),
    ("cloudflare, more than the secret", CLOUDFLARE, EDGE,
     {"Prompt-Lens-Edge": f"{SECRET},{SECRET}", CF: FORGED}, EDGE),
    ("cloudflare, a secret in other letters", CLOUDFLARE, EDGE,
     {"Prompt-Lens-Edge": "ſ" + SECRET[1:], CF: FORGED}, EDGE),
    ("cloudflare does not write the other", CLOUDFLARE, EDGE, {**KNOWN, XFF: FORGED}, EDGE),
    ("cloudflare, both", CLOUDFLARE, EDGE, {**KNOWN, CF: CLIENT, XFF: FORGED}, CLIENT),
    ("a proxy does not write the other", PROXY, EDGE, {**KNOWN, CF: FORGED, XFF: CLIENT}, CLIENT),
    ("a proxy, forged before it", PROXY, EDGE, {**KNOWN, XFF: f"{FORGED}, {CLIENT}"}, CLIENT),
    ("a proxy, no spaces", PROXY, EDGE, {**KNOWN, XFF: f"{FORGED},{CLIENT}"}, CLIENT),
    ("three proxies", PROXIES, EDGE, {**KNOWN, XFF: f"{FORGED}, {CLIENT}, 10.0.0.1, 10.0.0.2"},
     CLIENT),
    ("three proxies, exactly", PROXIES, EDGE, {**KNOWN, XFF: f"{CLIENT}, 10.0.0.1, 10.0.0.2"},
     CLIENT),
    ("three proxies, too few", PROXIES, EDGE, {**KNOWN, XFF: f"{FORGED}, 10.0.0.2"}, EDGE),
    ("three proxies, the client's is no address", PROXIES, EDGE,
     {**KNOWN, XFF: f"{FORGED}, unknown, 10.0.0.1, 10.0.0.2"}, EDGE),
    ("a listed peer", PEERS, EDGE, {XFF: CLIENT}, CLIENT),
    ("a listed peer, mapped", PEERS, f"::ffff:{EDGE}", {XFF: CLIENT}, CLIENT),
    ("a listed peer, v6", PEERS, "2001:db8:e::9", {XFF: CLIENT}, CLIENT),
    ("a neighbour of the list", PEERS, "192.0.2.16", {XFF: FORGED}, "192.0.2.16"),
    ("a neighbour of the list, v6", PEERS, "2001:db8:e:1::", {XFF: FORGED}, "2001:db8:e:1::"),
    ("a peer without an address", PEERS, "", {XFF: FORGED}, ""),
    ("a secret does not stand for a peer", PEERS, "192.0.2.16", {**KNOWN, XFF: FORGED},
     "192.0.2.16"),
    ("both, whole", BOTH, EDGE, {**KNOWN, CF: CLIENT}, CLIENT),
    ("both, without the secret", BOTH, EDGE, {CF: FORGED}, EDGE),
    ("both, from elsewhere", BOTH, "192.0.2.99", {**KNOWN, CF: FORGED}, "192.0.2.99"),
    ("a secret over a unix socket", CLOUDFLARE, "", {**KNOWN, CF: CLIENT}, CLIENT),
]  # fmt: skip

# What no edge of ours would write: the peer is counted.
MALFORMED = [
    "", " ", "unknown", "localhost", "for=198.51.100.7", "198.51.100.7, 203.0.113.66",
    "198.51.100.7 203.0.113.66", "198.51.100.7:443", "[2001:db8::7]", "[2001:db8::7]:443",
    "198.51.100.07", "0306.063.0144.07", "0xc6.0x33.0x64.0x07", "3325256711", "198.51.100",
    "198.51.100.7.", "198.51.100.256", "-1.0.0.1", "198.51.100.7/32", "2001:db8::7/64",
    "2001:db8::7%eth0", "2001:db8:::7", "::ffff:198.51.100.07", "198.51.100.7\x00",
    "198.51.100.7\n", "١٩٨.٥١.١٠٠.٧", "1" * 5000,
]  # fmt: skip
