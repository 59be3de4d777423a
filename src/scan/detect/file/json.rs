//! JSON files that are secrets as a whole.

use serde_json::Value;

use super::File;
use crate::rules::{Check, Whole};
use crate::scan::checks;
use crate::scan::value::placeholder;

/// Within how many bytes a file says what it is.
const HEAD: usize = 1024;

/// How long a wallet in JSON is at most, in bytes.
const WALLET: usize = 8192;

/// What stands between the items of 1Password's interchange format, each of which is an object.
const SEPARATOR_OF_1PIF: &[u8] = b"\n***5642bee8-a5ff-11dc-8314-0800200c9a66***";

pub(super) fn kind(file: &File<'_>) -> Option<Whole> {
    if file.is_called(".1pif") && file.holds(SEPARATOR_OF_1PIF) {
        return Some(Whole::OnePasswordExport);
    }
    let head = file.head(HEAD);
    let says = |word: &str| memchr::memmem::find(head, word.as_bytes()).is_some();
    let is_small = file.text.len() <= WALLET;
    let (kind, holds): (Whole, fn(&Value) -> bool) = if says("\"terraform_version\"") {
        (Whole::TerraformState, holds_sensitive_values)
    } else if says("\"encrypted\"") && says("\"items\"") | says("\"folders\"") | says("\"collections\"") {
        (Whole::BitwardenExport, holds_logins)
    } else if says("\"logins\"") && says("\"nextId\"") {
        (Whole::BrowserPasswords, holds_browser_logins)
    } else if is_small && file.holds(b"\"kdfparams\"") && file.holds(b"\"ciphertext\"") {
        (Whole::EthereumKeystore, holds_wallet)
    } else if says("\"AccessToken\"") | says("\"RefreshToken\"") | says("\"Account\"")
        && file.holds(b"\"credential_type\"")
    {
        (Whole::AzureTokenCache, holds_refresh_tokens)
    } else {
        return None;
    };
    let value: Value = serde_json::from_slice(file.text).ok()?;
    holds(&value).then_some(kind)
}

/// A state of Terraform or `OpenTofu` with values that it marks as sensitive, or keeps under names of secrets.
///
/// Source: <https://developer.hashicorp.com/terraform/language/state/sensitive-data>; version 4 of the format
/// (`internal/states/statefile/version4.go`).
fn holds_sensitive_values(state: &Value) -> bool {
    let is_real = |value: &Value| match value {
        Value::String(text) => text.len() >= 6 && !placeholder::is_placeholder(text.as_bytes()),
        Value::Object(fields) => !fields.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    };
    let outputs = state["outputs"].as_object().into_iter().flatten();
    let mut marked = outputs.filter(|(_, output)| output["sensitive"] == true);
    if state["lineage"].is_null() {
        return false;
    }
    marked.any(|(_, output)| is_real(&output["value"]))
        || list(&state["resources"]).flat_map(|resource| list(&resource["instances"])).any(|instance| {
            let attributes = instance["attributes"].as_object().into_iter().flatten();
            list(&instance["sensitive_attributes"]).next().is_some()
                && attributes.clone().any(|(_, value)| is_real(value))
                || attributes.clone().any(|(name, value)| {
                    let names_a_secret =
                        ["password", "secret", "private_key", "private_key_pem", "secret_string", "connection_string"];
                    names_a_secret.iter().any(|end| name.ends_with(end))
                        && value.as_str().is_some_and(|text| checks::holds(Check::Password, text.as_bytes()))
                })
        })
}

/// An export of Bitwarden that is not encrypted, with a password in it.
///
/// Source: <https://bitwarden.com/help/condition-bitwarden-import/>.
fn holds_logins(export: &Value) -> bool {
    let has_password = |item: &Value| item["login"]["password"].as_str().is_some_and(|text| !text.is_empty());
    export["encrypted"] == false && list(&export["items"]).any(has_password)
}

/// Firefox's `logins.json`; `key4.db` beside it opens it.
fn holds_browser_logins(logins: &Value) -> bool {
    list(&logins["logins"]).any(|login| login["encryptedPassword"].is_string())
}

/// A key of Ethereum, encrypted with a passphrase.
///
/// Source: <https://ethereum.org/developers/docs/data-structures-and-encoding/web3-secret-storage/>.
fn holds_wallet(wallet: &Value) -> bool {
    let crypto = if wallet["crypto"].is_object() { &wallet["crypto"] } else { &wallet["Crypto"] };
    crypto["ciphertext"].is_string() && crypto["kdf"].is_string() && crypto["mac"].is_string()
        || crypto["cipher"]["message"].is_string() && crypto["kdf"]["params"].is_object()
}

/// The token cache of Azure's command line and libraries.
///
/// Source: <https://learn.microsoft.com/en-us/entra/msal/python/advanced/msal-python-token-cache-serialization>.
fn holds_refresh_tokens(cache: &Value) -> bool {
    let tokens = cache["RefreshToken"].as_object().into_iter().flatten();
    tokens.map(|(_, token)| &token["secret"]).any(|secret| secret.as_str().is_some_and(|text| text.len() >= 40))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
