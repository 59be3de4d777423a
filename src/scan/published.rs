//! Values that providers and standards publish as examples, and so keep out of nobody's account.
//!
//! They are kept as hashes, so that no key-like text stands in the source.

use sha2::{Digest, Sha256};

/// The first eight bytes of the SHA-256 of each, a leading `0x` left out.
#[rustfmt::skip]
const EXAMPLES: &[u64] = &[
    // RFC 7515, appendix A.1; RFC 7519, section 3.1
    0x8d4e_f653_6dc8_895f,
    // RFC 7515, appendix A.2
    0x865a_40e3_271b_070b,
    // RFC 7515, appendix A.3
    0x4634_b4dc_aca2_4964,
    // RFC 7515, appendix A.5; RFC 7519, section 6.1
    0xf786_0a3a_f2a4_75db,
    // <https://jwt.io>, HS256
    0x7f75_367e_7881_2551,
    // <https://jwt.io>, HS256, with `admin`
    0xc794_fa6d_20c6_4efb,
    // <https://jwt.io>, HS256, before 2018
    0xda81_6f9f_2c16_e6c5,
    // <https://jwt.io>, HS512
    0x8807_e19c_17b2_f83f,
    // <https://jwt.io>, RS256
    0xd843_b31e_0e3e_1a69,
    // <https://jwt.io>, ES256
    0xd743_e28a_a96c_efb9,
    // <https://supabase.com/docs/guides/self-hosting/docker>, `service_role` of every local project
    0x7054_1e07_fd4f_900b,
    // <https://docs.stripe.com/keys>, the key of its samples
    0x2caf_c097_0149_a84f,
    // <https://docs.stripe.com/keys>, the one before
    0xf2d6_ca16_5150_33e5,
    // <https://developers.google.com/recaptcha/docs/faq>, the secret for automated tests
    0xf5e9_5c99_5463_5b65,
    // <https://hardhat.org/hardhat-network/docs/reference>, the first account of every local network
    0xbc1a_5096_6c9e_6486,
    // <https://hardhat.org/hardhat-network/docs/reference>, the second
    0x8335_c553_3482_1eef,
    // <https://hardhat.org/hardhat-network/docs/reference>, its phrase
    0xf79c_d64f_9cea_2378,
    // <https://github.com/trufflesuite/ganache>, the phrase of `--deterministic`
    0x9c5d_0a66_56e5_d3f3,
    // <https://github.com/trezor/python-mnemonic> (BIP-39 vectors)
    0xecb0_e7ba_498c_5920,
    // <https://github.com/trezor/python-mnemonic> (BIP-39 vectors)
    0x3a64_bcd9_cea4_3c0a,
    // <https://www.rfc-editor.org/rfc/rfc7617>, section 2
    0xcf4d_418e_d3de_92d7,
    // <https://learn.microsoft.com/azure/storage/common/storage-use-azurite>, the key of every emulator
    0x0011_cc25_eb43_2071,
    // <https://learn.microsoft.com/azure/cosmos-db/emulator>, the key of every emulator
    0xaa65_4743_9583_c3a2,
    // <https://grafana.com/docs/grafana-cloud/developer-resources/api-reference/cloud-api/>, an access policy's token
    0x37d4_36d4_b98a_a165,
    // <https://grafana.com/docs/grafana-cloud/developer-resources/api-reference/cloud-api/>, a service account's
    0x6b59_c03c_3072_0987,
    // The same as the key in it alone
    0x47a8_383f_ed24_73d9,
    // <https://docs.svix.com/receiving/verifying-payloads/how-manual>
    0x96ad_2ccd_8146_2a76,
    // <https://docs.polar.sh/api-reference/webhooks/endpoints/create>
    0xec4e_fa8a_be3d_a23f,
    // <https://github.com/laravel/laravel> (`database/factories/UserFactory.php`), the hash of `password` (from behind its first `$`)
    0xea22_1d02_8575_cc84,
    // <https://github.com/laravel/laravel> (`database/factories/UserFactory.php`), the hash of `secret`, before 2018
    0x7b7c_10fd_82ba_be15,
    // <https://upstash.com/docs/qstash/howto/local-development>, of every local server: four tokens, eight signing keys
    0x500b_06ca_e8ed_2bf6,
    0xd59f_0802_18fd_98e0,
    0x52c0_068c_5f95_fabb,
    0x8602_1db6_fc0f_81d1,
    0x72b2_f753_7cb2_17c6,
    0xad02_c376_e0ea_b38d,
    0x54c3_b917_bfd4_71e1,
    0x4c79_928b_a8ea_ae9f,
    0x0e2a_6758_3ede_6423,
    0xe667_58c9_f37f_b356,
    0xb5f1_743a_394c_e39b,
    0x7f8e_bade_2f57_171f,
    // <https://upstash.com/docs/workflow/howto/local-development/development-server>, two signing keys
    0xe0c7_4a99_dae0_8693,
    0xf5f0_ff3f_6ee0_f124,
    // <https://docs.discord.com/developers/topics/oauth2>, the client secret of its samples
    0xf3df_33ac_6ed6_d02d,
];

/// Whether the secret is such a value.
pub(super) fn is_published(secret: &[u8]) -> bool {
    let digest = Sha256::digest(secret.strip_prefix(b"0x").unwrap_or(secret));
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    EXAMPLES.contains(&u64::from_be_bytes(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_known_and_one_that_differs_in_a_word_is_not() {
        let words = "test test test test test test test test test test test";
        assert!(is_published(format!("{words} junk").as_bytes()));
        assert!(!is_published(format!("{words} test").as_bytes()));
    }
}
