//! Takes staged secrets out of the code: each goes to a private file, and a look-up takes its place.
//!
//! In this order, so that nothing is lost whenever it ends: the values are written to the private file, what was there is
//! noted for undoing, then each file is written to the index and to the work tree. Nothing but the private file ever
//! gets a value.

mod apply;
pub mod error;
mod git;
mod import;
mod plan;
mod private_file;
mod undo;

use std::path::PathBuf;

pub use apply::apply;
pub use error::FixError;
pub use plan::{Edit, FilePlan, Plan, Refused};
pub use undo::undo;

/// Where the values go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file that Git ignores, given from the repository's top.
    File(PathBuf),
    /// Standard output, for a password manager or a secret store.
    Output,
}
