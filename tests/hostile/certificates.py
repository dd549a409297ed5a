"""Certificates made by hand, good and bad, and the TLS servers that show them."""

import datetime as dt
import ipaddress
import ssl
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Signed:
    """A certificate, its key, and what was sent along with it."""

    certificate: x509.Certificate
    key: Key
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def pem(self) -> bytes:
        secret = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        shown = (self.certificate, *self.chain)
        return secret + b"".join(each.public_bytes(Encoding.PEM) for each in shown)


def signed(
    common_name: str = "somebody",
    names: tuple[str, ...] = (),
    by: Signed | None = None,
    *,
    authority: bool = False,
    begins: dt.datetime = NOW - DAY,
    ends: dt.datetime = NOW + DAY,
    key: Key | None = None,
    purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH,
) -> Signed:
    """Return a certificate for `names`, signed `by` another or by itself."""
    own = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if names:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([_general(name) for name in names]), critical=False
        )
    if not authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    return Signed(builder.sign(by.key if by else own, hashes.SHA256()), own)


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


@cache
def authority() -> Signed:
    """Return the one authority that the tests' clients trust."""
    return signed("an authority", authority=True)


@cache
def good(*names: str) -> Signed:
    return signed(names[0], names, authority())


def chained() -> Signed:
    """Return a certificate for good.com behind one in between, which is sent along."""
    between = signed("one in between", by=authority(), authority=True)
    leaf = signed("good.com", ("good.com",), between)
    return Signed(leaf.certificate, leaf.key, (between.certificate,))


def refused() -> dict[str, Signed]:
    """Return what no client may accept for good.com."""
    ca, name = authority(), ("good.com",)
    alone, impostor = chained(), good("evil.com")
    by_impostor = signed("good.com", name, impostor)
    return {
        "expired": signed("good.com", name, ca, begins=NOW - 9 * DAY, ends=NOW - DAY),
        "not yet valid": signed("good.com", name, ca, begins=NOW + DAY, ends=NOW + 9 * DAY),
        "another name": signed("good.com", ("evil.com",), ca),
        "a name below": signed("good.com", ("www.good.com",), ca),
        "a star for names below": signed("good.com", ("*.good.com",), ca),
        "a star for every name": signed("good.com", ("*.com",), ca),
        "its address alone": signed("good.com", ("93.184.216.34",), ca),
        "the name in the subject alone": signed("good.com", (), ca),
        "signed by itself": signed("good.com", name),
        "an authority that nobody knows": signed("x", name, signed("others", authority=True)),
        "an authority under the name of ours": signed(
            "good.com", name, signed("an authority", authority=True)
        ),
        "a link of the chain kept back": Signed(alone.certificate, alone.key),
        "signed by one who is no authority": Signed(
            by_impostor.certificate, by_impostor.key, (impostor.certificate,)
        ),
        "for clients only": signed("good.com", name, ca, purpose=ExtendedKeyUsageOID.CLIENT_AUTH),
        "a key that is too short": signed(
            "good.com", name, ca, key=rsa.generate_private_key(65537, 1024)
        ),
    }


def trusting() -> ssl.SSLContext:
    """Return a client's context that trusts our authority and is otherwise as lax as can be."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(
        cadata=authority().certificate.public_bytes(Encoding.PEM).decode()
    )
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    return context


def showing(identity: Signed) -> ssl.SSLContext:
    """Return a server's context, lax in everything: the client must be the strict one."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "identity.pem"
        file.write_bytes(identity.pem)
        context.load_cert_chain(file)
    return context
