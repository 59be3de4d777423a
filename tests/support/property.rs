//! How properties are tried.

use proptest::test_runner::{Config, RngSeed};

use super::random;

/// So many cases from the seed of all tests, without a file of failures.
pub fn cases(count: u32) -> Config {
    Config { cases: count, failure_persistence: None, rng_seed: RngSeed::Fixed(random::seed()), ..Config::default() }
}
