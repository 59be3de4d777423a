//! Checks that prove a candidate without asking anyone: checksums and structure.
//!
//! Each takes the secret as it stands in the text, and says whether it holds. A rule names the checks that
//! must hold (`proofs`) and those that only raise the confidence (`supports`).

mod azure;
mod chat;
mod checksum;
mod gitlab;
mod password;
mod phrase;
mod private_key;
mod shape;
mod token;
mod wallet;

use std::ops::Range;

use crate::rules::Proof;

/// Whether the proof proves something. The others turn wrong candidates away, and what they let through is not surer for it.
pub(super) fn proves(proof: Proof) -> bool {
    !matches!(
        proof,
        Proof::Base64
            | Proof::BasicCredentials
            | Proof::Digit
            | Proof::JsonBase64
            | Proof::KubernetesValue
            | Proof::Mixed
            | Proof::Password
            | Proof::Random
            | Proof::StrongPassword
            | Proof::UrlCredentials
            | Proof::UserAndPassword
    )
}

/// Whether the proof can hold for a secret around that keyword, as far as can be seen without the pattern.
pub(super) fn may_hold(proof: Proof, text: &[u8], keyword: &Range<usize>) -> bool {
    proof != Proof::Bip39 || phrase::may_stand_around(text, keyword)
}

/// What a secret for which the proof holds says of itself.
pub(super) fn note(proof: Proof, secret: &[u8]) -> Option<&'static str> {
    match proof {
        Proof::Jwt | Proof::JwtKubernetes | Proof::JwtMonday | Proof::JwtN8n | Proof::JwtSupabase => {
            token::note(secret)
        }
        _ => None,
    }
}

/// Whether the value is base64 of a user and a password that are made up, or of a text that says so.
pub(super) fn encodes_example(value: &[u8]) -> bool {
    password::encodes_example(value)
}

/// Whether the value is a JSON web token that opens nothing.
pub(super) fn is_token_for_nothing(value: &[u8]) -> bool {
    token::opens_nothing(value)
}

/// Whether the proof holds for this secret.
pub(super) fn holds(proof: Proof, secret: &[u8]) -> bool {
    match proof {
        Proof::Crc32Base62 => checksum::crc32_base62(secret),
        Proof::Jwt => token::jwt(secret),
        Proof::JwtKubernetes => token::jwt_kubernetes(secret),
        Proof::JwtMonday => token::jwt_monday(secret),
        Proof::JwtN8n => token::jwt_n8n(secret),
        Proof::JwtSupabase => token::jwt_supabase(secret),
        Proof::JsonBase64 => token::json_base64(secret),
        Proof::Crc32Hex => token::crc32_hex(secret),
        Proof::Bech32 => private_key::bech32(secret),
        Proof::NkeySeed => private_key::nkey_seed(secret),
        Proof::UrlCredentials => password::url_credentials(secret),
        Proof::UserAndPassword => password::user_and_password(secret),
        Proof::Password => password::password(secret),
        Proof::StrongPassword => password::strong_password(secret),
        Proof::Mixed => password::mixed(secret),
        Proof::BasicCredentials => password::basic_credentials(secret),
        Proof::PrivateKey => private_key::private_key(secret),
        Proof::AwsAccount => token::aws_account(secret),
        Proof::PypiMacaroon => token::pypi_macaroon(secret),
        Proof::AzureIdentifiable => azure::identifiable(secret),
        Proof::AzureCommonAnnotatedKey => azure::common_annotated_key(secret),
        Proof::GitlabRoutable => gitlab::routable(secret),
        Proof::Base64 => data_encoding::BASE64.decode(secret).is_ok(),
        Proof::Base58Check => wallet::base58_check(secret),
        Proof::Base58CheckRipple => wallet::base58_check_ripple(secret),
        Proof::Bip39 => phrase::bip39(secret),
        Proof::Strkey => wallet::strkey(secret),
        Proof::DiscordAccount => chat::discord_account(secret),
        Proof::MatrixChecksum => chat::matrix_checksum(secret),
        Proof::KubernetesValue => shape::kubernetes_value(secret),
        Proof::Digit => shape::digit(secret),
        Proof::Random => super::value::entropy::looks_generated(secret),
    }
}
