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

/// Makes the enum of the checks, and what each says, from one list.
macro_rules! proofs {
    ($($name:ident: $meaning:literal,)+) => {
        /// The checks that a rule can ask for; `scan::proof` has the functions and their sources.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Proof {
            $(#[doc = $meaning] $name,)+
        }

        impl Proof {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// What it says where it holds.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => $meaning,)+
                }
            }
        }
    };
}

proofs! {
    Crc32Base62: "A CRC-32 of the random part, in base 62, as the last six characters.",
    Jwt: "Three base64url parts: header and payload as JSON objects, and a signature, or none where the header says so.",
    JwtKubernetes: "A JSON web token of a Kubernetes service account.",
    JwtMonday: "A JSON web token with the claims of a monday.com API token.",
    JwtN8n: "A JSON web token of n8n's public API.",
    JwtSupabase: "A JSON web token with Supabase's `service_role`.",
    JsonBase64: "Base64 of a JSON object, between a prefix and a signature where there are such.",
    Crc32Hex: "A CRC-32 of all before it, in hex with the lowest byte first, after the last `_`.",
    Bech32: "The checksum of a Bech32 or Bech32m string.",
    NkeySeed: "The CRC-16 of an NKEY seed.",
    UrlCredentials: "`user:password@host` with a password that is no default and no example.",
    UserAndPassword: "`user:password` with such a password.",
    Password: "A password that is no default and no example.",
    StrongPassword: "A password with upper and lower case and digits, or a long one.",
    Mixed: "A digit among letters, or upper and lower case in turns, and no digest.",
    BasicCredentials: "Base64 of `user:password`.",
    PrivateKey: "A PEM or OpenSSH armour with the body of a private key.",
    AwsAccount: "An AWS access key id whose account number decodes.",
    PypiMacaroon: "A macaroon in base64url with the location that PyPI writes.",
    AzureIdentifiable: "A Marvin checksum, seeded by the kind of key, as the last four bytes that the base64 decodes to.",
    AzureCommonAnnotatedKey: "A Marvin checksum as the last four characters of 84.",
    GitlabRoutable: "A CRC-32 of all that stands before it, in base 36, as the last seven characters.",
    Base64: "Base64 that decodes to the bytes it claims to hold.",
    Base58Check: "Base58 with Bitcoin's checksum: WIF keys, extended keys, Tezos keys.",
    Base58CheckRipple: "The same over the XRP Ledger's alphabet.",
    Bip39: "The checksum of a recovery phrase of 12 to 24 words.",
    Strkey: "Stellar's base32 with its checksum.",
    DiscordAccount: "A Discord token, whose first part is an account number.",
    MatrixChecksum: "A Matrix token that ends in the CRC-32 of the rest of it.",
    KubernetesValue: "Base64 of something secret: no certificate, no public key, and no word to be replaced.",
    Digit: "Holds a digit, as nearly all random values do and names seldom.",
    Random: "Generated at random, by the look of its characters.",
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

/// Kinds of files that are secrets as a whole; `scan::files` tells them by their content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whole {
    /// A PKCS #12 store with a key bag.
    Pkcs12,
    /// A JKS or JCEKS store with a private or secret key.
    JavaKeyStore,
    /// A BKS store of Bouncy Castle with a key.
    BouncyCastleKeyStore,
    /// A private key in DER.
    DerPrivateKey,
    /// A secret key of `OpenPGP`, not armoured, or of `GnuPG`'s agent.
    PgpSecretKey,
    /// A private key of OpenSSH, not armoured.
    OpenSshKey,
    /// A Kerberos keytab.
    KerberosKeytab,
    /// A wallet of Bitcoin Core and its descendants, with keys.
    BitcoinWallet,
    /// A key of Ethereum, encrypted with a passphrase.
    EthereumKeystore,
    /// A `KeePass` database.
    KeePass,
    /// A Password Safe database.
    PasswordSafe,
    /// A keychain of macOS.
    MacKeychain,
    /// A keyring of GNOME.
    GnomeKeyring,
    /// A wallet of KDE.
    KWallet,
    /// The passwords that a browser keeps.
    BrowserPasswords,
    /// A table of users, sites and passwords, as browsers and password managers export them.
    PasswordTable,
    /// An unencrypted export of Bitwarden.
    BitwardenExport,
    /// An export of `KeePass`.
    KeePassExport,
    /// An export of 1Password.
    OnePasswordExport,
    /// A login path file of MySQL.
    MysqlLoginPath,
    /// The credentials that `DBeaver` keeps.
    DbeaverCredentials,
    /// Nothing but a password or token, or users with theirs, in a file of that name.
    PasswordFile,
    /// The sites of `FileZilla` with passwords.
    FileZillaSites,
    /// A state of Terraform or `OpenTofu` with sensitive values.
    TerraformState,
    /// The key of a Rails application's credentials.
    RailsKey,
    /// A token cache of Azure's command line.
    AzureTokenCache,
}
