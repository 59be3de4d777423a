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
    // <https://github.com/akamai/AkamaiOPEN-edgegrid-python>, the credentials of its README and of every EdgeGrid client's
    0xe139_3800_129b_ebd6,
    0x5108_82d6_365e_cb8c,
    0x1c40_faa4_e36b_c67d,
    // <https://registry.terraform.io/providers/ClickHouse/clickhouse/latest/docs>
    0x2a25_3f5f_bce6_117e,
    0xf9ea_f627_e6ee_b20c,
    // <https://developer.konghq.com/api/konnect/identity/v3/>
    0x4284_715a_b1fa_f512,
    // <https://openrouter.ai/docs/api-reference/api-keys/create-keys>
    0xd360_04ba_3be7_6734,
    0xbf58_83af_eb1d_6d80,
    // <https://docs.ntfy.sh/config/> and <https://docs.ntfy.sh/publish/>
    0x84e5_6b1a_3fa7_a94c,
    0x3076_6ff4_1856_7c60,
    0xe9ab_5030_3982_6ce4,
    0x395a_9694_4813_ef93,
    0xc138_b73f_669c_1a51,
    0xde57_2777_ba4a_d2a0,
    // <https://github.com/bitwarden/sdk-sm> (`crates/fake-server`), the token of every fake server
    0x25e4_69d6_5045_56f2,
    // <https://buildkite.com/docs/apis/rest-api#pagination> and <https://buildkite.com/docs/pipelines/security/secrets/managing>
    0x75dd_16a1_7538_4f9e,
    0xbe81_9d42_2d1f_3f66,
    // <https://github.com/cloudflare/cloudflare-go>, README
    0x5d7b_5f2a_9e44_137c,
    // <https://docs.discord.com/developers/reference#authentication>, a bot's token and a user's
    0x02f7_ce3c_263f_85c0,
    0x35cd_205c_3caa_8aa9,
    // <https://docs.discord.com/developers/topics/oauth2>, tokens of its samples and a webhook
    0x4168_31fc_9be4_e694,
    0xf800_8144_38b2_bf72,
    0x4995_7aa1_027a_c2ef,
    0x181b_99e1_c873_800d,
    0x4d91_bedc_269d_492b,
    0x8cd2_e298_4bad_4341,
    0xc774_7abb_fcef_5c10,
    0xf82e_2159_0958_7df3,
    // <https://github.com/e2b-dev/infra> (`DEV-LOCAL.md`), the tokens of every local server
    0x5fe4_0c5f_af1a_6bf1,
    0x8132_28c7_89da_492a,
    // <https://grafana.com/docs/k6/latest/javascript-api/k6-http/params/>
    0xc3a6_cf5c_ae99_47d9,
    // <https://docs.testkube.io/openapi/cloud>, agents' tokens
    0x82e9_c8a4_64cd_984d,
    0x2ca8_dd47_7331_6424,
    // <https://docs.mixpanel.com/docs/data-structure/concepts>
    0x9789_c635_2de8_75ad,
    // <https://docs.modrinth.com/api/>
    0xa0f1_8e18_90c7_9fe9,
    // <https://pangea.cloud/docs/api/authn>, tokens of its samples
    0xe88d_0ae6_fe05_f9b7,
    0xa41c_2a8d_93a2_ef60,
    0x78c0_63ed_5639_2e63,
    0xd575_b1a9_cd8d_f3fb,
    0x0cad_1227_7d04_fcbe,
    // <https://pixi.sh/latest/deployment/authentication/>
    0xe6d9_5864_f140_20b3,
    // <https://semgrep.dev/docs/semgrep-ci/ci-environment-variables> and <https://semgrep.dev/api/v1/docs/>
    0x68d2_c0d5_d691_b6ca,
    0x9c61_59b0_72f4_ea29,
    // <https://github.com/stytchauth/stytch-node>, README
    0xb170_ffca_ed5b_b9f9,
    0xbd59_e6e5_baba_26b7,
    // <https://supabase.com/docs/reference/cli/supabase-status>, the keys of every local project's storage, and its secret key
    0xb0f3_a96d_ed75_9f6c,
    0xd4a7_6cfb_e421_5404,
    0xc85d_ebb5_5f2f_204d,
    // <https://github.com/svix/svix-webhooks>, README and API
    0x1749_368e_c66b_4805,
    0xdad2_311a_38d4_4508,
    0x267e_35fe_a31e_869c,
    0x2dd7_45ff_9912_76ae,
    0x5d09_dd14_d2a2_e58d,
    // <https://github.com/team-plain/typescript-sdk>, README
    0xc08c_537f_3377_175f,
    0x6fa2_ed8f_0e93_a5eb,
    // <https://docs.tolgee.io/platform/account_settings/api_keys_and_pat_tokens> and <https://docs.tolgee.io/js-sdk/integrations/react/installation>
    0xd73b_713d_fa57_384e,
    0xb0f2_e505_6739_46e3,
    0x30f8_6164_2f57_9964,
    0xcbb5_b142_ff59_2149,
    // <https://upstash.com/docs/redis/features/restapi> and <https://upstash.com/docs/redis/howto/getstartedcloudflareworkers>
    0x293e_938a_5828_2a36,
    0x051b_d6ff_bd1e_8d1b,
    // <https://axiom.co/docs/console/intelligence/agent-created-orgs>
    0xefb2_df5b_0016_dddc,
    0xe609_3caa_9b88_bd7b,
    // <https://ragflow.io/docs/dev/ragflow_cli>
    0xa084_fb04_93a9_00f7,
    // <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.4>, an access token and a refresh token
    0x6c96_130f_130a_b0d6,
    0x00cf_4c78_1dc3_7003,
    // <https://github.com/google/google-authenticator/wiki/Key-Uri-Format>, the secret of its sample
    0x8be5_d113_c087_1ce1,
    // <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html>, what stands before the first slash of its key
    0x354f_86b2_e734_6e78,
    // <https://github.com/nats-io/jwt> (`creds_utils.go`), the seed in its comments
    0xd097_1cea_abb7_4673,
    // <https://docs.testkube.io/articles/multi-agent-runner-helm-chart>, an agent's secret key
    0x1e92_419e_606b_5a79,
    // <https://trigger.dev/docs/self-hosting/docker>, a worker group's token
    0xf1ab_5035_25b7_bc30,
    // <https://configcat.com/docs/advanced/notifications-webhooks/>
    0xce32_4c45_d59c_211b,
    // <https://github.com/svix/svix-webhooks>, an integration's key
    0x4a26_88a5_ff37_cbcd,
    // <https://github.com/statsig-io/statsig-server-core>, the key of its examples
    0x5438_1dca_002a_3b60,
    // <https://developers.cloudflare.com/api/>, the global key and the token of its samples
    0x8651_e7db_cb3d_cc3a,
    // <https://workos.com/docs/reference>, the key of its samples and of its clients' tests
    0x13e9_42ac_1ec6_6a7a,
];

/// Whether the secret is such a value.
pub(in crate::scan) fn is_published(secret: &[u8]) -> bool {
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
