//! The words that a rule is written with.

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

/// The table of checks: a name, the [`CheckKind`], the function in keystop's `scan::checks`, and what it says where it holds.
/// Hands the rows to another macro, so that the enum and the calls are made from the same ones.
#[macro_export]
macro_rules! for_each_check {
    ($callback:ident) => {
        $callback! {
            Crc32Base62: Checksum, checksum::crc32_base62, "A CRC-32 of the random part, in base 62, as the last six characters.";
            Jwt: Structure, token::jwt, "Three base64url parts: header and payload as JSON objects, and a signature that no published key made.";
            JwtKubernetes: Structure, token::jwt_kubernetes, "A JSON web token of a Kubernetes service account.";
            JwtMonday: Structure, token::jwt_monday, "A JSON web token with the claims of a monday.com API token.";
            JwtN8n: Structure, token::jwt_n8n, "A JSON web token of n8n's public API.";
            JwtSupabase: Structure, token::jwt_supabase, "A JSON web token with Supabase's `service_role`.";
            JsonBase64: Filter, token::json_base64, "Base64 of a JSON object, between a prefix and a signature where there are such.";
            Crc32Hex: Checksum, token::crc32_hex, "A CRC-32 of all before it, in hex with the lowest byte first, after the last `_`.";
            Bech32: Checksum, private_key::bech32, "The checksum of a Bech32 or Bech32m string.";
            NkeySeed: Checksum, private_key::nkey_seed, "The CRC-16 of an NKEY seed.";
            UrlCredentials: Filter, password::url_credentials, "`user:password@host` with a password that is no default and no example.";
            UserAndPassword: Filter, password::user_and_password, "`user:password` with such a password.";
            Password: Filter, password::password, "A password that is no default and no example.";
            StrongPassword: Filter, password::strong_password, "A password with upper and lower case and digits, or a long one.";
            Mixed: Filter, password::mixed, "A digit among letters, or upper and lower case in turns, and no digest.";
            BasicCredentials: Filter, password::basic_credentials, "Base64 of `user:password`.";
            PrivateKey: Structure, private_key::private_key, "A PEM or OpenSSH armour with the body of a private key.";
            AwsAccount: Structure, token::aws_account, "An AWS access key id whose account number decodes.";
            PypiMacaroon: Structure, token::pypi_macaroon, "A macaroon in base64url with the location that PyPI writes.";
            AzureIdentifiable: Checksum, azure::identifiable, "A Marvin checksum, seeded by the kind of key, as the last four bytes that the base64 decodes to.";
            AzureCommonAnnotatedKey: Checksum, azure::common_annotated_key, "A Marvin checksum as the last four characters of 84.";
            GitlabRoutable: Checksum, gitlab::routable, "A CRC-32 of all that stands before it, in base 36, as the last seven characters.";
            Base64: Filter, shape::base64, "Base64 that decodes to the bytes it claims to hold.";
            Base58Check: Checksum, wallet::base58_check, "Base58 with Bitcoin's checksum: WIF keys, extended keys, Tezos keys.";
            Base58CheckRipple: Checksum, wallet::base58_check_ripple, "The same over the XRP Ledger's alphabet.";
            Bip39: Structure, phrase::bip39, "The checksum of a recovery phrase of 12 to 24 words.";
            Strkey: Checksum, wallet::strkey, "Stellar's base32 with its checksum.";
            DiscordAccount: Structure, chat::discord_account, "A Discord token, whose first part is an account number.";
            MatrixChecksum: Checksum, chat::matrix_checksum, "A Matrix token that ends in the CRC-32 of the rest of it.";
            KubernetesValue: Filter, shape::kubernetes_value, "Base64 of something secret: no certificate, no public key, and no word to be replaced.";
            Digit: Filter, shape::digit, "Holds a digit, as nearly all random values do and names seldom.";
            NotDigest: Filter, shape::not_digest, "Something else than hexadecimal digits behind the last `-`.";
            Random: Filter, shape::random, "Generated at random, by the look of its characters.";
        }
    };
}

/// Makes the enum of the checks from the table.
macro_rules! define_checks {
    ($($name:ident: $kind:ident, $module:ident::$function:ident, $meaning:literal;)+) => {
        /// The checks that a rule can ask for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Check {
            $(#[doc = $meaning] $name,)+
        }

        impl Check {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// What it says where it holds.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => $meaning,)+
                }
            }

            /// What it is worth.
            #[must_use]
            pub fn kind(self) -> CheckKind {
                match self {
                    $(Self::$name => CheckKind::$kind,)+
                }
            }
        }
    };
}

for_each_check!(define_checks);

/// What a check is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckKind {
    /// It proves the value, and where it fails, the value is no key under any name.
    Checksum,
    /// It proves the value; where it fails, the value may be another kind of secret.
    Structure,
    /// It turns wrong candidates away; what it lets through is not surer for it.
    Filter,
}

impl Check {
    /// Returns true if a value for which it holds is proven to be what its rule says.
    #[must_use]
    pub fn proves(self) -> bool {
        self.kind() != CheckKind::Filter
    }

    /// Returns true if it is a checksum: where it fails, the value is no key under any name.
    #[must_use]
    pub fn is_checksum(self) -> bool {
        self.kind() == CheckKind::Checksum
    }
}

/// Where a rule's keywords stand with regard to its match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// Every match begins with a keyword.
    Start,
    /// Every match has a keyword inside.
    Inside,
    /// A keyword stands before the match: the provider's name near a value without a form of its own.
    Context,
    /// A keyword stands in the name to which the match is assigned: the provider's, over a value that only its name
    /// tells of.
    ProviderName,
    /// A keyword stands in the name of the value and speaks of a secret; the value is judged by how it looks.
    SecretName,
    /// A keyword says of a manifest that its values are secrets.
    Manifest,
    /// The whole file is the secret.
    Whole,
    /// A keyword stands in the same file: a rule of the repository's own.
    Anywhere,
}

/// What holds secrets as its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Container {
    /// A manifest of Kubernetes whose kind is Secret.
    KubernetesSecret,
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
