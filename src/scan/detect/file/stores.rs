//! Key stores, wallets and password databases, by their magic bytes and structure.

use super::File;
use crate::rules::Whole;
use crate::scan::value::der::sequence;
use crate::scan::value::magic::{Bytes, pgp_secret_key};

/// The printable bytes with which the magic bytes of some begin.
pub(super) const PRINTABLE_MAGIC: &[u8] = b"0SGKPk(o";

pub(super) fn kind(file: &File<'_>) -> Option<Whole> {
    let text = file.text;
    match text {
        [0x30, ..] => der(file),
        [0xfe, 0xed, 0xfe, 0xed, ..] | [0xce, 0xce, 0xce, 0xce, ..] => java(file).then_some(Whole::JavaKeyStore),
        [0, 0, 0, 1 | 2, 0, 0, 0, 20, ..] => bouncy_castle(text).then_some(Whole::BouncyCastleKeyStore),
        // KeePass 1 and 2.
        [0x03, 0xd9, 0xa2, 0x9a, 0x65 | 0x67, 0xfb, 0x4b, 0xb5, ..] => Some(Whole::KeePass),
        [b'P', b'W', b'S', b'3', ..] if file.is_called(".psafe3") => Some(Whole::PasswordSafe),
        [b'k', b'y', b'c', b'h', 0, 1, ..] => Some(Whole::MacKeychain),
        _ if text.starts_with(b"GnomeKeyring\n\r\0\n") => Some(Whole::GnomeKeyring),
        _ if text.starts_with(b"KWALLET\n\r\0\r\n") => Some(Whole::KWallet),
        _ if text.starts_with(b"SQLite format 3\0") => database(file),
        [0x05, 0x02, ..] => keytab(&text[2..]).then_some(Whole::KerberosKeytab),
        [0x94..=0x97 | 0xc5, ..] => pgp(text).then_some(Whole::PgpSecretKey),
        [0, 0, 0, 0, rest @ ..] if login_paths(rest) => Some(Whole::MysqlLoginPath),
        _ if text.starts_with(OPENSSH) => openssh(&text[OPENSSH.len()..]).then_some(Whole::OpenSshKey),
        _ => berkeley(file),
    }
    .or_else(|| s_expression(text))
}

/// A DER structure that holds a private key: PKCS #12 with a key bag, PKCS #1, SEC 1, PKCS #8, also encrypted.
///
/// Sources: RFC 7292, sections 4 and 4.2 and appendix D; RFC 8017, appendix A.1.2; RFC 5915, section 3; RFC 5958,
/// sections 2 and 3.
fn der(file: &File<'_>) -> Option<Whole> {
    /// `pkcs-12 10 1`, before 1 (key bag) or 2 (shrouded key bag).
    const BAGS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01];
    /// `pkcs-7 data`.
    const DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
    /// `pkcs-5` and `pkcs-12 1`, as encrypted keys have them.
    const ENCRYPTION: [&[u8]; 2] = [
        &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05],
        &[0x06, 0x0a, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01],
    ];
    let (inside, length) = sequence(file.text)?;
    if let [2, 1, 3, rest @ ..] = inside {
        let is_store = sequence(rest).is_some_and(|(content, _)| content.starts_with(DATA));
        let has_key = memchr::memmem::find_iter(rest, BAGS).any(|at| matches!(rest.get(at + BAGS.len()), Some(1 | 2)));
        return (is_store && has_key).then_some(Whole::Pkcs12);
    }
    // The key is the whole file, and so is no structure that begins alike; nor is one of zeros.
    if length != file.text.len() || file.holds(&[0; 24]) {
        return None;
    }
    let is_key = match inside {
        [2, 1, 0 | 1, 0x30, rest @ ..] => matches!(rest, [_, 6, _, ..]),
        [2, 1, 0, 2, 0x82 | 0x81, ..] | [2, 1, 1, 4, 20..=66, ..] => true,
        _ => sequence(inside).is_some_and(|(algorithm, _)| ENCRYPTION.iter().any(|form| algorithm.starts_with(form))),
    };
    is_key.then_some(Whole::DerPrivateKey)
}

/// A JKS or JCEKS store with a private or secret key, told by what protects it: a store of certificates has none.
///
/// Source: `JavaKeyStore.java`, `KeyProtector.java` and `JceKeyStore.java` of the `OpenJDK`.
fn java(file: &File<'_>) -> bool {
    const PROTECTORS: [&[u8]; 3] = [
        &[0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x2a, 0x02, 0x11, 0x01, 0x01],
        &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x2a, 0x02, 0x13, 0x01],
        b"com.sun.crypto.provider.SealedObjectForKeyProtector",
    ];
    PROTECTORS.iter().any(|protector| file.holds(protector))
}

/// A BKS store with an entry that is no certificate.
///
/// Source: `BcKeyStoreSpi.java` of Bouncy Castle: version, salt, iterations; then entries of a type, an alias, a
/// date, a chain and the entry.
fn bouncy_castle(text: &[u8]) -> bool {
    let mut rest = Bytes(text.get(8 + 20 + 4..).unwrap_or_default());
    let mut next = || -> Option<bool> {
        let kind = rest.number(1)?;
        if kind != 1 {
            return Some((2..=4).contains(&kind));
        }
        let alias = rest.number(2)?;
        rest.skip(alias + 8)?;
        if rest.number(4)? != 0 {
            return None;
        }
        let form = rest.number(2)?;
        rest.skip(form)?;
        let certificate = rest.number(4)?;
        rest.skip(certificate)?;
        Some(false)
    };
    std::iter::from_fn(&mut next).any(|is_key| is_key)
}

/// A database in which a browser keeps passwords, or a wallet its keys.
///
/// Sources: `login_database.cc` of Chromium, `sdb.c` of NSS, `walletdb.cpp` of Bitcoin Core.
fn database(file: &File<'_>) -> Option<Whole> {
    let keeps_passwords =
        file.holds(b"CREATE TABLE logins (") && file.holds(b"password_value") || file.holds(b"CREATE TABLE nssPrivate");
    let is_wallet =
        file.is_called("wallet.dat") && (file.holds(b"walletdescriptorkey") || file.holds(b"walletdescriptorckey"));
    if keeps_passwords { Some(Whole::BrowserPasswords) } else { is_wallet.then_some(Whole::BitcoinWallet) }
}

/// A Berkeley database with the keys of a wallet.
///
/// Source: `walletdb.cpp` of Bitcoin Core, which its descendants share.
fn berkeley(file: &File<'_>) -> Option<Whole> {
    const MAGIC: [&[u8]; 2] = [&[0x62, 0x31, 0x05, 0x00], &[0x00, 0x05, 0x31, 0x62]];
    let is_database = file.text.get(12..16).is_some_and(|magic| MAGIC.contains(&magic));
    let has_keys = || [&b"\x04mkey"[..], b"\x04ckey", b"\x03key"].iter().any(|name| file.holds(name));
    (is_database && has_keys()).then_some(Whole::BitcoinWallet)
}

/// What follows the first four bytes of MySQL's login paths: 20 bytes below 32, from which the key is made, and lines
/// that are encrypted each on its own, in blocks of 16 bytes behind their length, lowest byte first.
///
/// Source: `client/mysql_config_editor.cc` and `mysys/my_default.cc` of MySQL.
fn login_paths(text: &[u8]) -> bool {
    const KEY: usize = 20;
    let Some((key, mut lines)) = text.split_at_checked(KEY) else { return false };
    while let [a, b, 0, 0, rest @ ..] = lines {
        let length = usize::from(u16::from_le_bytes([*a, *b]));
        match rest.get(length..) {
            Some(next) if length > 0 && length.is_multiple_of(16) => lines = next,
            _ => return false,
        }
    }
    text.len() > KEY && lines.is_empty() && key.iter().all(|byte| *byte < 32)
}

/// A keytab of version 2 whose first entry fits: its length, the number of components, the realm.
///
/// Source: <https://web.mit.edu/kerberos/krb5-devel/doc/formats/keytab_file_format.html>.
fn keytab(entries: &[u8]) -> bool {
    let mut rest = Bytes(entries);
    let mut entry = || Some((rest.number(4)?, rest.number(2)?, rest.number(2)?));
    entry().is_some_and(|(length, components, realm)| {
        (20..4096).contains(&length) && length <= entries.len() && (1..8).contains(&components) && realm < length
    })
}

/// An `OpenPGP` secret key packet as the first, and behind it nothing or a packet that belongs to a key.
///
/// Source: RFC 9580, sections 4.2 (packet headers), 5 (their types) and 10.1 (their order).
fn pgp(text: &[u8]) -> bool {
    // Signatures, secret subkeys and user ids, in the old format and in the new.
    const NEXT: [u8; 11] = [0x88, 0x89, 0x8a, 0x9c, 0x9d, 0x9e, 0xb4, 0xb5, 0xc2, 0xc7, 0xcd];
    pgp_secret_key(text)
        .and_then(|length| text.get(length..))
        .is_some_and(|next| next.first().is_none_or(|tag| NEXT.contains(tag)))
}

/// What OpenSSH's own form of a private key begins with.
const OPENSSH: &[u8] = b"openssh-key-v1\0";

/// What follows that: cipher, key derivation and its options, the number of keys, and so many public and private ones.
///
/// Source: `PROTOCOL.key` of OpenSSH.
fn openssh(rest: &[u8]) -> bool {
    let mut rest = Bytes(rest);
    let mut parts = || {
        for _ in 0..3 {
            rest.skip_counted()?;
        }
        let keys = rest.number(4)?;
        for _ in 0..=keys {
            rest.skip_counted()?;
        }
        Some(keys)
    };
    parts().is_some_and(|keys| keys > 0)
}

/// A key of `GnuPG`'s agent.
///
/// Source: `agent/keyformat.txt` of `GnuPG`.
fn s_expression(text: &[u8]) -> Option<Whole> {
    let forms: [&[u8]; 3] = [b"(21:protected-private-key", b"(11:private-key", b"(20:shadowed-private-key"];
    let is_key = forms[..2].iter().any(|form| text.starts_with(form));
    is_key.then_some(Whole::PgpSecretKey)
}
