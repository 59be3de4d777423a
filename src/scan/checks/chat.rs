//! Tokens of chat services that carry an account number or a checksum.

use data_encoding::BASE64URL_NOPAD;

use super::checksum::base62;

/// The part before the first dot is the base64 of an account number: 17 to 20 digits.
///
/// Source: the example token on <https://docs.discord.com/developers/reference#authentication> and the account
/// numbers ("snowflakes") described there.
pub(super) fn discord_account(secret: &[u8]) -> bool {
    let account = secret.split(|b| *b == b'.').next().unwrap_or_default();
    BASE64URL_NOPAD
        .decode(account)
        .is_ok_and(|number| (17..=20).contains(&number.len()) && number.iter().all(u8::is_ascii_digit))
}

/// The part after the last `_` is the CRC-32 of what stands before that `_`, in base 62 with six digits, the
/// most significant first; the tokens of Matrix's authentication service have the least significant first.
///
/// Sources: <https://github.com/matrix-org/synapse/pull/5588> (`syt_` and `syr_` tokens) and
/// <https://github.com/matrix-org/matrix-authentication-service/blob/main/crates/data-model/src/tokens.rs>
/// (`mat_` and the others).
pub(super) fn matrix_checksum(secret: &[u8]) -> bool {
    let Some(at) = secret.iter().rposition(|b| *b == b'_') else {
        return false;
    };
    let mut digits = base62(crc32fast::hash(&secret[..at]), 6);
    if !secret.starts_with(b"sy") {
        // Its padding stands on the left even so: the zeros of a short number lead in both orders.
        let zeros = digits.iter().take_while(|d| **d == b'0').count();
        digits[zeros..].reverse();
    }
    secret[at + 1..] == digits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn under_account(account: &str) -> String {
        format!("{}.Cl2FMQ.rest", BASE64URL_NOPAD.encode(account.as_bytes()))
    }

    #[test]
    fn a_matrix_token_ends_in_its_checksum() {
        // The parts of the two tokens in the documentation of the authentication service.
        for (kind, random, crc) in
            [("mat", "kkLSacJDpek22jKWw4AcXG68b7U3W6", "0Lg9yb"), ("mar", "PkpplxPkfjsqvtdfUlYR1Afg2TpaHF", "GaTQd2")]
        {
            assert!(matrix_checksum([kind, random, crc].join("_").as_bytes()));
            assert!(!matrix_checksum([kind, random, "GaTQd3"].join("_").as_bytes()));
        }
    }

    #[test]
    fn a_discord_token_begins_with_an_account_number() {
        // The account number of the documentation's example.
        assert!(discord_account(under_account("198622483471925248").as_bytes()));
        assert!(!discord_account(under_account("1986224834719252").as_bytes()));
        assert!(!discord_account(under_account("19862248347192524x").as_bytes()));
        assert!(!discord_account(b"no base64.Cl2FMQ.rest"));
    }
}
