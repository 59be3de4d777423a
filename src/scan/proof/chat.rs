//! Tokens of chat services that carry an account number or a checksum.

use data_encoding::BASE64URL_NOPAD;

/// The part before the first dot is the base64 of an account number: 17 to 20 digits.
///
/// Source: the example token on <https://docs.discord.com/developers/reference#authentication> and the account
/// numbers ("snowflakes") described there.
pub(super) fn discord_account(secret: &[u8]) -> bool {
    let account = secret.split(|b| *b == b'.').next().unwrap_or_default();
    BASE64URL_NOPAD.decode(account).is_ok_and(|number| {
        (17..=20).contains(&number.len()) && number.iter().all(u8::is_ascii_digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(account: &str) -> String {
        format!("{}.Cl2FMQ.rest", BASE64URL_NOPAD.encode(account.as_bytes()))
    }

    #[test]
    fn a_discord_token_begins_with_an_account_number() {
        // The account number of the documentation's example.
        assert!(discord_account(token("198622483471925248").as_bytes()));
        assert!(!discord_account(token("1986224834719252").as_bytes()));
        assert!(!discord_account(token("19862248347192524x").as_bytes()));
        assert!(!discord_account(b"no base64.Cl2FMQ.rest"));
    }
}
