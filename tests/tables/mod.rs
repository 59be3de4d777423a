//! Tables of samples that more than one test program reads.

pub mod nearby;
pub mod unnamed;
