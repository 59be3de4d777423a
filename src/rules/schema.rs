//! The words that a rule is written with; the build script, which reads the rules, shares them.

use serde::{Deserialize, Serialize};

/// How bad a leak is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Reads little, or costs little.
    Medium,
    /// Acts in one person's or one service's name.
    High,
    /// Moves money, runs code, or reaches a whole account or organisation.
    Critical,
}

/// The checks that a rule can ask for; `scan::proof` has the functions and their sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// A CRC-32 of the random part, in base 62, as the last six characters.
    Crc32Base62,
    /// Three base64url parts: header and payload as JSON objects, and a signature, or none where the header says so.
    Jwt,
    /// A JSON web token of a Kubernetes service account.
    JwtKubernetes,
    /// A JSON web token with the claims of a monday.com API token.
    JwtMonday,
    /// A JSON web token of n8n's public API.
    JwtN8n,
    /// A JSON web token with Supabase's `service_role`.
    JwtSupabase,
    /// Base64 of a JSON object, between a prefix and a signature where there are such.
    JsonBase64,
    /// A CRC-32 of all before it, in hex with the lowest byte first, after the last `_`.
    Crc32Hex,
    /// The checksum of a Bech32 or Bech32m string.
    Bech32,
    /// The CRC-16 of an NKEY seed.
    NkeySeed,
    /// `user:password@host` with a password that is no default and no example.
    UrlCredentials,
    /// `user:password` with such a password.
    UserAndPassword,
    /// A password that is no default and no example.
    Password,
    /// A digit among letters, or upper and lower case in turns, and no digest.
    Mixed,
    /// Base64 of `user:password`.
    BasicCredentials,
    /// A PEM or OpenSSH armour with the body of a private key.
    PrivateKey,
    /// An AWS access key id whose account number decodes.
    AwsAccount,
    /// A macaroon in base64url with the location that PyPI writes.
    PypiMacaroon,
    /// A Marvin checksum, seeded by the kind of key, as the last four bytes that the base64 decodes to.
    AzureIdentifiable,
    /// A Marvin checksum as the last four characters of 84.
    AzureCommonAnnotatedKey,
    /// A CRC-32 of all that stands before it, in base 36, as the last seven characters.
    GitlabRoutable,
    /// Base64 that decodes to the bytes it claims to hold.
    Base64,
    /// Base58 with Bitcoin's checksum: WIF keys, extended keys, Tezos keys.
    Base58Check,
    /// The same over the XRP Ledger's alphabet.
    Base58CheckRipple,
    /// Stellar's base32 with its checksum.
    Strkey,
    /// A Discord token, whose first part is an account number.
    DiscordAccount,
    /// A Matrix token that ends in the CRC-32 of the rest of it.
    MatrixChecksum,
    /// Base64 of something secret: no certificate, no public key, and no word to be replaced.
    KubernetesValue,
    /// Holds a digit, as nearly all random values do and names seldom.
    Digit,
    /// Generated at random, by the look of its characters.
    Random,
}

impl Proof {
    /// Whether it is a checksum: where it fails, the value is no key under any name.
    #[must_use]
    pub fn is_checksum(self) -> bool {
        matches!(
            self,
            Self::Crc32Base62
                | Self::Crc32Hex
                | Self::Bech32
                | Self::NkeySeed
                | Self::GitlabRoutable
                | Self::AzureIdentifiable
                | Self::AzureCommonAnnotatedKey
                | Self::Base58Check
                | Self::Base58CheckRipple
                | Self::Strkey
                | Self::MatrixChecksum
        )
    }
}
