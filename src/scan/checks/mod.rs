//! Checks of a candidate that ask nobody: checksums and structure, which prove it, and filters, which only turn others away.
//! `keystop_rules::schema` has the table of them.
//!
//! Each takes the secret as it stands in the text, and says whether it holds. A rule names the checks that
//! must hold (`proofs`) and those that only raise the confidence (`supports`).

mod azure;
mod chat;
mod checksum;
pub(super) mod claims;
mod gitlab;
mod password;
mod phrase;
mod private_key;
mod shape;
mod token;
mod wallet;

use std::ops::Range;

use keystop_rules::for_each_check;

use crate::rules::Check;

/// Whether the check can hold for a secret around that keyword, as far as can be seen without the pattern.
pub(super) fn may_hold(check: Check, text: &[u8], keyword: &Range<usize>) -> bool {
    check != Check::Bip39 || phrase::may_stand_around(text, keyword)
}

/// What a secret for which the check holds says of itself.
pub(super) fn note(check: Check, secret: &[u8]) -> Option<&'static str> {
    match check {
        Check::Jwt | Check::JwtKubernetes | Check::JwtMonday | Check::JwtN8n | Check::JwtSupabase => {
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

/// Makes the calls of the checks from their table.
macro_rules! call_checks {
    ($($name:ident: $kind:ident, $module:ident::$function:ident, $meaning:literal;)+) => {
        /// Returns true if the check holds for this secret.
        pub(super) fn holds(check: Check, secret: &[u8]) -> bool {
            match check {
                $(Check::$name => $module::$function(secret),)+
            }
        }
    };
}

for_each_check!(call_checks);
