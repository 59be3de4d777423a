//! keystop
fn main() {}
