//! What a fix asks of the `git` program.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::FixError;

/// The repository, by the top of its work tree.
pub(super) struct Git {
    pub root: PathBuf,
}

impl Git {
    pub fn here() -> Result<Self, FixError> {
        let root = Self { root: PathBuf::from(".") }.run(&["rev-parse", "--show-toplevel"], b"")?;
        Ok(Self { root: PathBuf::new().join(crate::source::path_from_bytes(root.trim_ascii_end())) })
    }

    /// Runs a command, and returns what it writes.
    pub fn run(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, FixError> {
        let failed = |cause: String| FixError::Git { command: arguments.join(" "), cause };
        let mut child = Command::new("git")
            .args(["-c", "core.quotePath=false"])
            .args(arguments)
            .current_dir(&self.root)
            .env("GIT_LITERAL_PATHSPECS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| failed(error.to_string()))?;
        if let Some(mut stdin) = child.stdin.take() {
            // A command that reads nothing closes its end.
            let _ = stdin.write_all(input);
        }
        let output = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
        if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
        }
    }

    /// Runs a command that answers by its status.
    pub fn says(&self, arguments: &[&str]) -> bool {
        self.run(arguments, b"").is_ok()
    }

    /// Content as an object; its id.
    pub fn store(&self, content: &[u8]) -> Result<String, FixError> {
        let id = self.run(&["hash-object", "-w", "--no-filters", "--stdin"], content)?;
        Ok(String::from_utf8_lossy(id.trim_ascii_end()).into_owned())
    }

    pub fn content(&self, id: &str) -> Result<Vec<u8>, FixError> {
        self.run(&["cat-file", "blob", id], b"")
    }

    /// Mode and object of a path in the index.
    pub fn entry(&self, path: &str) -> Result<(String, String), FixError> {
        let listed = self.run(&["ls-files", "--stage", "-z", "--", path], b"")?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let mut words = listed.split([' ', '\t']);
        match (words.next(), words.next(), words.next()) {
            (Some(mode), Some(id), Some("0")) => Ok((mode.to_owned(), id.to_owned())),
            _ => Err(FixError::Git { command: format!("ls-files {path}"), cause: "not in the index".to_owned() }),
        }
    }

    /// Puts an object into the index.
    pub fn set_entry(&self, mode: &str, id: &str, path: &str) -> Result<(), FixError> {
        let line = format!("{mode} {id}\t{path}\0");
        self.run(&["update-index", "--add", "-z", "--index-info"], line.as_bytes()).map(drop)
    }

    pub fn is_tracked(&self, path: &str) -> bool {
        self.says(&["ls-files", "--error-unmatch", "--", path])
    }

    pub fn is_ignored(&self, path: &str) -> bool {
        self.says(&["check-ignore", "-q", "--", path])
    }

    /// A file of keystop's own in the repository's directory.
    pub fn own_file(&self, name: &str) -> Result<PathBuf, FixError> {
        let path = self.run(&["rev-parse", "--git-path", name], b"")?;
        Ok(self.root.join(crate::source::path_from_bytes(path.trim_ascii_end())))
    }

    pub fn in_work_tree(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }
}

/// Writes a file so that it is there as a whole or not at all, with the permissions that it had or those given.
pub(super) fn write_whole(path: &Path, content: &[u8], private: bool) -> Result<(), FixError> {
    let failed = |cause| FixError::File { path: path.to_owned(), cause };
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A temporary file is readable by its owner only.
    let mut file = tempfile::NamedTempFile::new_in(directory).map_err(failed)?;
    file.write_all(content).map_err(failed)?;
    if let (false, Ok(metadata)) = (private, std::fs::metadata(path)) {
        file.as_file().set_permissions(metadata.permissions()).map_err(failed)?;
    }
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}
