//! Exports of password managers, and other text files that are secrets as a whole.

use data_encoding::BASE64;

use super::File;
use crate::rules::{Check, Whole};
use crate::scan::checks;

/// How long a header is at most, in bytes.
const HEADER: usize = 512;

/// How many rows are looked at for a password.
const ROWS: usize = 1000;

/// Text without a telling first character.
pub(super) fn kind(file: &File<'_>) -> Option<Whole> {
    if is_rails_key(file) {
        return Some(Whole::RailsKey);
    }
    if is_called_for_passwords(file) {
        return Some(Whole::PasswordFile);
    }
    if is_of_dbeaver(file) {
        return Some(Whole::DbeaverCredentials);
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

/// Whether a site's password is kept in base64, which is how `FileZilla` keeps it without a master password, or as it
/// is, as before version 3.26.
fn has_site_password(text: &[u8]) -> bool {
    let holds = |open: &[u8], is_password: fn(&[u8]) -> bool| {
        memchr::memmem::find_iter(text, open).any(|at| {
            let value = text[at + open.len()..].split(|byte| *byte == b'<').next().unwrap_or_default();
            is_password(value)
        })
    };
    let encoded = |value: &[u8]| BASE64.decode(value).is_ok_and(|value| checks::holds(Check::Password, &value));
    holds(b"<Pass encoding=\"base64\">", encoded) || holds(b"<Pass>", |value| checks::holds(Check::Password, value))
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
    is_named && key.len() == 32 && key.iter().all(u8::is_ascii_hexdigit) && checks::holds(Check::Random, key)
}

/// Whether it is by its name a file of passwords, which has no other form, and holds one.
///
/// Sources: <https://developer.hashicorp.com/vault/docs/commands/token-helper>, `erl(1)`,
/// <https://docs.ansible.com/ansible/latest/vault_guide/vault_managing_passwords.html>, `pppd(8)`,
/// <https://www.pgbouncer.org/config.html#authentication-file-format>, `htpasswd(1)` and `htdigest(1)`.
fn is_called_for_passwords(file: &File<'_>) -> bool {
    const ALONE: [&str; 8] = [
        ".vault-token",
        ".erlang.cookie",
        "vault_pass",
        "vault_pass.txt",
        "vault-pass.txt",
        "vault_password",
        "vault_password.txt",
        "vault-password-file",
    ];
    let is_password =
        |text: &[u8]| text.len() >= 8 && [Check::Password, Check::Random].iter().any(|kind| checks::holds(*kind, text));
    let lines = || file.text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let is_any = |holds: fn(&[u8]) -> Option<&[u8]>| lines().filter_map(holds).any(is_password);
    if ALONE.iter().any(|name| file.is_called(name)) {
        let is_alone = lines().nth(1).is_none();
        return is_alone && is_any(|line| (!line.contains(&b' ')).then_some(line));
    }
    // A user, a server, a secret.
    if file.is_called("chap-secrets") || file.is_called("pap-secrets") {
        return is_any(|line| {
            let fields = line.split(u8::is_ascii_whitespace).filter(|field| !field.is_empty());
            let secret = fields.take_while(|field| !field.starts_with(b"#")).nth(2)?;
            Some(secret.strip_prefix(b"\"").and_then(|secret| secret.strip_suffix(b"\"")).unwrap_or(secret))
        });
    }
    // "user" "password", as it is: hashes have rules of their own.
    if file.is_called("userlist.txt") {
        return is_any(|line| {
            let mut parts = line.strip_prefix(b"\"")?.strip_suffix(b"\"")?.split(|byte| *byte == b'"');
            let password = parts.nth(2)?;
            (!password.starts_with(b"md5") && !password.starts_with(b"SCRAM-") && parts.next().is_none())
                .then_some(password)
        });
    }
    // user:realm:MD5, and crypt(3)'s oldest form.
    let is_crypt = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/');
    file.is_called(".htdigest")
        && is_any(|line| line.rsplit(|byte| *byte == b':').next().filter(|hash| hash.len() == 32))
        || file.is_called(".htpasswd")
            && lines()
                .filter_map(|line| line.rsplit(|byte| *byte == b':').next())
                .any(|hash| hash.len() == 13 && hash.iter().all(is_crypt) && checks::holds(Check::Random, hash))
}

/// Whether it is what `DBeaver` keeps credentials in: an IV and AES blocks, where one expects JSON.
fn is_of_dbeaver(file: &File<'_>) -> bool {
    file.is_called("credentials-config.json")
        && file.text.len() >= 32
        && file.text.len().is_multiple_of(16)
        && std::str::from_utf8(file.text).is_err()
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
    let password = column(&["password", "login_password", "pwd"]);
    let user =
        column(&["username", "login_username", "login name", "user name", "login", "user", "email", "loginname"]);
    let site = column(&[
        "url",
        "login_uri",
        "web site",
        "website",
        "site",
        "uri",
        "urls",
        "origin_url",
        "hostname",
        "matchurl",
    ]);
    let (Some(password), Some(_), Some(_)) = (password, user, site) else { return false };
    rows.take(ROWS).any(|row| {
        row.len() == header.len()
            && row.get(password).is_some_and(|value| checks::holds(Check::Password, value.as_bytes()))
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
