//! Exports of password managers, and other text files that are secrets as a whole.

use data_encoding::BASE64;

use super::File;
use crate::rules::{Proof, Whole};
use crate::scan::proof;

/// How long a header is at most, in bytes.
const HEADER: usize = 512;

/// How many rows are looked at for a password.
const ROWS: usize = 1000;

/// Text without a telling first character.
pub(super) fn kind(file: &File<'_>) -> Option<Whole> {
    if is_rails_key(file) {
        return Some(Whole::RailsKey);
    }
    exports_passwords(file).then_some(Whole::PasswordTable)
}

/// XML.
pub(super) fn markup(file: &File<'_>) -> Option<Whole> {
    let head = file.head(HEADER);
    let begins = |tag: &[u8]| memchr::memmem::find(head, tag).is_some();
    if begins(b"<KeePassFile>") && file.holds(b"<Key>Password</Key>") {
        return Some(Whole::KeePassExport);
    }
    (begins(b"<FileZilla3") && has_site_password(file.text)).then_some(Whole::FileZillaSites)
}

/// Whether a site's password is kept in base64, which is how `FileZilla` keeps it without a master password.
fn has_site_password(text: &[u8]) -> bool {
    const OPEN: &[u8] = b"<Pass encoding=\"base64\">";
    memchr::memmem::find_iter(text, OPEN).any(|at| {
        let value = text[at + OPEN.len()..].split(|byte| *byte == b'<').next().unwrap_or_default();
        BASE64.decode(value).is_ok_and(|password| proof::holds(Proof::Password, &password))
    })
}

/// Whether it is the key of a Rails application's credentials: 32 hexadecimal digits in a file of its own.
///
/// Source: <https://guides.rubyonrails.org/security.html#custom-credentials>.
fn is_rails_key(file: &File<'_>) -> bool {
    let is_named = file.path.ends_with(b"master.key") || {
        let folder = &file.path[..file.path.len() - file.name.len()];
        file.is_called(".key") && folder.ends_with(b"config/credentials/")
    };
    let key = file.head(HEADER).trim_ascii();
    is_named && key.len() == 32 && key.iter().all(u8::is_ascii_hexdigit) && proof::holds(Proof::Random, key)
}

/// Whether it is a table with a column for passwords beside those for users and sites, and a password in it.
///
/// Sources: what Chrome, Firefox, Safari, Bitwarden, 1Password, `LastPass`, `KeePass`, Dashlane, `NordPass` and
/// Proton Pass export.
fn exports_passwords(file: &File<'_>) -> bool {
    let head = file.head(HEADER);
    let Some(end) = memchr::memchr(b'\n', head) else { return false };
    let Some(separator) = [b',', b';', b'\t'].into_iter().find(|byte| head[..end].contains(byte)) else { return false };
    let mut rows = Rows { rest: file.text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file.text), separator };
    let Some(header) = rows.next() else { return false };
    let header: Vec<String> = header.iter().map(|name| name.trim().to_ascii_lowercase()).collect();
    let column = |names: &[&str]| header.iter().position(|name| names.contains(&name.as_str()));
    let password = column(&["password", "login_password"]);
    let user =
        column(&["username", "login_username", "login name", "user name", "login", "user", "email", "loginname"]);
    let site = column(&["url", "login_uri", "web site", "website", "site", "uri", "urls", "origin_url", "hostname"]);
    let (Some(password), Some(_), Some(_)) = (password, user, site) else { return false };
    rows.take(ROWS).any(|row| {
        row.len() == header.len()
            && row.get(password).is_some_and(|value| proof::holds(Proof::Password, value.as_bytes()))
    })
}

/// The rows of a table in CSV (RFC 4180).
struct Rows<'a> {
    rest: &'a [u8],
    separator: u8,
}

impl Iterator for Rows<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        if self.rest.is_empty() {
            return None;
        }
        let mut fields = vec![Vec::new()];
        let mut is_quoted = false;
        let mut length = 0;
        for byte in self.rest {
            length += 1;
            match byte {
                b'"' => is_quoted = !is_quoted,
                b'\n' if !is_quoted => break,
                b'\r' if !is_quoted => {}
                byte if *byte == self.separator && !is_quoted => fields.push(Vec::new()),
                byte => fields.last_mut()?.push(*byte),
            }
        }
        self.rest = &self.rest[length..];
        Some(fields.into_iter().map(|field| String::from_utf8_lossy(&field).into_owned()).collect())
    }
}
