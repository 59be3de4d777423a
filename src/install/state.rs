//! What runs keystop in a repository, as Git would find it now.

use std::path::{Path, PathBuf};

use super::error;
use super::git::{Git, Scope};
use super::shim::{self, Hook};
use super::{HookKind, InstallError, configured_name, is_executable, manager_of};

/// How Git comes to run keystop for a hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// By an entry of Git's configuration.
    Configuration {
        /// The entry's command.
        command: String,
    },
    /// By keystop's lines in the hook's file.
    File {
        /// The file.
        path: PathBuf,
        /// The lines.
        lines: Vec<u8>,
        /// The version that wrote them.
        version: Option<String>,
    },
    /// By a manager's configuration that calls keystop.
    Manager {
        /// The manager.
        name: &'static str,
        /// Its configuration.
        file: PathBuf,
    },
    /// By a hook of somebody else's that names keystop.
    Other(PathBuf),
}

/// Why Git runs no keystop for a hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// There is no hook.
    NoHook,
    /// `core.hooksPath` names no directory.
    SwitchedOff,
    /// The hook has keystop's lines, and is not executable.
    NotExecutable(PathBuf),
    /// Another hook is there.
    Other(PathBuf),
    /// A manager's hook is there, and its configuration does not call keystop.
    Manager {
        /// The manager.
        name: &'static str,
        /// Its configuration.
        file: PathBuf,
    },
    /// The entry is in Git's configuration, and this Git is too old to read it.
    OldGit,
    /// The entry in Git's configuration is switched off by this setting.
    Disabled(String),
    /// The repository is bare.
    Bare,
}

/// Says how Git comes to run keystop for that hook, or why it does not.
///
/// # Errors
/// There is no repository, or a hook cannot be read.
pub fn route(git: &Git, kind: HookKind) -> Result<Result<Route, Gap>, InstallError> {
    if git.is_bare() {
        return Ok(Err(Gap::Bare));
    }
    let in_configuration = configured(git, kind);
    if let Some(Ok(route)) = in_configuration {
        return Ok(Ok(route));
    }
    let in_file = in_file(git, kind)?;
    Ok(match (in_file, in_configuration) {
        (Err(_), Some(Err(gap))) => Err(gap),
        (in_file, _) => in_file,
    })
}

/// Says whether an entry of Git's configuration runs keystop; nothing without an entry.
fn configured(git: &Git, kind: HookKind) -> Option<Result<Route, Gap>> {
    let name = configured_name(kind);
    let command = git.setting(&format!("hook.{name}.command"))?;
    let events = [Scope::System, Scope::Global, Scope::Local]
        .into_iter()
        .flat_map(|scope| git.values_in(scope, &format!("hook.{name}.event")));
    // An empty value clears what was named before.
    let mut has_event = false;
    for event in events {
        has_event = !event.is_empty() && (has_event || event == kind.name());
    }
    if !has_event {
        return None;
    }
    if !git.has_configured_hooks() {
        return Some(Err(Gap::OldGit));
    }
    let is_off = |setting: &String| git.is_false(setting);
    let switches = [format!("hook.{name}.enabled"), format!("hook.{}.enabled", kind.name())];
    Some(match switches.into_iter().find(is_off) {
        Some(setting) => Err(Gap::Disabled(setting)),
        None => Ok(Route::Configuration { command }),
    })
}

fn in_file(git: &Git, kind: HookKind) -> Result<Result<Route, Gap>, InstallError> {
    if git.hooks_path().is_some_and(|set| set.value.is_empty() || set.value == "/dev/null") {
        return Ok(Err(Gap::SwitchedOff));
    }
    let hooks = git.hooks()?;
    let path = hooks.join(kind.name());
    if let Some(manager) = manager_of(&hooks, &[kind]) {
        let top = git.top().unwrap_or_default();
        let (name, file) = (manager.name, manager.file(&top, kind));
        if manager.calls_keystop(&top, kind) {
            return Ok(Ok(Route::Manager { name, file }));
        }
        // pre-commit and prek go on running the hook that they found.
        let moved = hooks.join(format!("{}.legacy", kind.name()));
        if let (true, Some(content)) = (name.starts_with("pre"), error::read(&moved)?)
            && let Hook::Ours { .. } = Hook::of(&content)
        {
            return Ok(Ok(of_lines(moved, &content)));
        }
        return Ok(Err(Gap::Manager { name, file }));
    }
    let Some(content) = error::read(&path)? else { return Ok(Err(Gap::NoHook)) };
    let names_it = memchr::memmem::find(&content, b"keystop").is_some();
    Ok(match Hook::of(&content) {
        Hook::Foreign if !names_it => Err(Gap::Other(path)),
        _ if !is_executable(&path) => Err(Gap::NotExecutable(path)),
        Hook::Foreign => Ok(Route::Other(path)),
        _ => Ok(of_lines(path, &content)),
    })
}

fn of_lines(path: PathBuf, content: &[u8]) -> Route {
    let hook = Hook::of(content);
    let version = hook.version();
    let lines = match hook {
        Hook::Ours { lines, .. } => lines,
        Hook::WithoutMarks | Hook::Foreign => content.to_owned(),
    };
    Route::File { path, lines, version }
}

impl Route {
    /// Where it is, for people.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Configuration { .. } => "Git's configuration".to_owned(),
            Self::File { path, .. } | Self::Other(path) => path.display().to_string(),
            Self::Manager { name, file } => format!("{name}, by {}", file.display()),
        }
    }

    /// The path of the program that it names, for where `PATH` has none.
    #[must_use]
    pub fn pinned(&self) -> Option<PathBuf> {
        let path = match self {
            Self::Configuration { command } => shim::pinned(format!("{command}\n").as_bytes()),
            Self::File { lines, .. } => shim::pinned(lines),
            Self::Manager { .. } | Self::Other(_) => None,
        };
        path.map(|path| crate::source::path_from_bytes(&path))
    }
}

impl Gap {
    /// What is wrong, in words.
    #[must_use]
    pub fn says(&self) -> String {
        match self {
            Self::NoHook => "there is no hook".to_owned(),
            Self::SwitchedOff => "core.hooksPath switches hooks off".to_owned(),
            Self::NotExecutable(path) => format!("Git ignores {}, which is not executable", path.display()),
            Self::Other(path) => format!("Git runs {}, which does not call keystop", path.display()),
            Self::Manager { name, file } => {
                format!("{name} owns the hook, and its configuration ({}) does not call keystop", file.display())
            }
            Self::OldGit => "keystop is in Git's configuration, which this Git is too old to run hooks from".to_owned(),
            Self::Disabled(setting) => format!("{setting} is false"),
            Self::Bare => "this is a bare repository: nobody commits in it".to_owned(),
        }
    }

    /// The command that mends it.
    #[must_use]
    pub fn mend(&self) -> String {
        match self {
            Self::NoHook | Self::NotExecutable(_) | Self::Other(_) | Self::OldGit => "keystop install".to_owned(),
            Self::SwitchedOff => "git config --unset core.hooksPath, then keystop install".to_owned(),
            Self::Manager { .. } => "keystop install --write".to_owned(),
            Self::Disabled(setting) => format!("git config --unset {setting}"),
            Self::Bare => "let the pre-receive hook run: keystop hook pre-receive".to_owned(),
        }
    }
}

/// The files with keystop's lines that Git does not run: displaced by a manager, or in a directory that
/// `core.hooksPath` hides.
///
/// # Errors
/// There is no repository.
pub fn displaced(git: &Git) -> Result<Vec<PathBuf>, InstallError> {
    let (hooks, default) = (git.hooks()?, git.default_hooks()?);
    let has_lines =
        |path: &PathBuf| error::read(path).ok().flatten().is_some_and(|content| Hook::of(&content) != Hook::Foreign);
    let moved = |directory: &Path, name: &str| directory.join(format!("{}.{name}", HookKind::PreCommit.name()));
    let mut files = vec![moved(&hooks, "old")];
    if hooks != default {
        files.extend([default.join(HookKind::PreCommit.name()), moved(&default, "old")]);
    }
    files.retain(has_lines);
    Ok(files)
}
