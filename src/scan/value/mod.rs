//! Facts about a value alone: a placeholder, a reference to a secret, a published example, random characters.

pub(super) mod der;
pub(super) mod entropy;
pub(super) mod known_examples;
pub(super) mod magic;
pub(super) mod no_literal;
pub(super) mod non_secret;
pub(super) mod placeholder;
pub(super) mod prefix;
pub(super) mod reference;
pub(super) mod shape;
