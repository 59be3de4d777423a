//! Passwords by their looks alone.

use super::features::Measures;
use super::{CAREFUL, log_odds};
use crate::file_type::Family;
use crate::scan::syntax::assignment::{Assignment, Operator, Quotes};
use crate::scan::value::reference;

/// The shortest one, in bytes.
const SHORTEST: usize = 4;

/// Returns true if a value that is known to stand for a password is likely one, and no word or placeholder.
pub(in crate::scan) fn is_password(value: &str) -> bool {
    const NAME: &str = "password";
    let text = [NAME, "=", value].concat();
    let assignment = Assignment {
        name: 0..NAME.len(),
        value: NAME.len() + 1..text.len(),
        operator: Operator::Assigns,
        quotes: Quotes::Shared,
    };
    let measures = Measures::of(text.as_bytes(), &assignment, b"", Family::Settings);
    value.len() >= SHORTEST
        && log_odds(&measures) >= CAREFUL
        && !reference::stands_for_another(value.as_bytes(), Quotes::Shared)
}
