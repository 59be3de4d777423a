//! What may pass, and what is looked for where: `.keystop.toml` files, the baseline, and marks in comments.
//!
//! A file at the repository's top is for all of it. Files in directories add to it for what stands below them, and a
//! person's own adds to all. Where they state different things about one file, the nearest holds. A file that cannot be
//! understood in every detail is an error, since an entry that silently does nothing is worse than none.

pub mod allow;
pub mod baseline;
mod candidate;
pub mod custom;
mod date;
mod document;
pub mod edit;
pub mod effective;
mod fields;
pub mod foreign;
mod layers;
mod loosening;
mod mark;
mod origin;
pub mod overrides;
mod remark;
pub mod sample;
mod summary;

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use allow::Allow;
use baseline::Baseline;
pub use candidate::Candidate;
pub use date::Date;
pub use document::{Document, KEYS};
pub use fields::File;
pub use layers::{Layers, Reading};
pub use mark::MARK;
pub use origin::{
    AtCommit, Content, NoFiles, OfCommit, OriginError, PolicyFiles, Trusted, WorkTree, text_of, user_file,
};
pub use remark::Remark;

use crate::scan::{BadPattern, Confidence};
use summary::{Summaries, Summary};

/// The file's name, at the repository's top and in directories.
pub const FILE: &str = ".keystop.toml";

/// Why the policy is not understood.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The file cannot be read.
    #[error("cannot read {file}: {cause}")]
    Unreadable {
        /// What messages call the file.
        file: String,
        /// What the system or the repository said.
        cause: String,
    },
    /// It is no file, or too large to be a policy.
    #[error("{file} is {what}")]
    Unfit {
        /// What messages call the file.
        file: String,
        /// What it is instead.
        what: &'static str,
    },
    /// Something in it is wrong.
    #[error("{file}:{line}:{column}: {what}")]
    Wrong {
        /// What messages call the file.
        file: String,
        /// The line, 1-based.
        line: usize,
        /// The column, 1-based, in characters.
        column: usize,
        /// What is wrong. Names keys, and quotes no value: one could be a secret.
        what: String,
    },
    /// Two files state a rule of the same id.
    #[error("{file}: rule `{id}`: {other} has a rule with the same `id`")]
    Twice {
        /// The file that is nearer to what is scanned.
        file: String,
        /// The rule.
        id: String,
        /// The other file.
        other: String,
    },
    /// An own rule cannot be used, which shows only once it is needed.
    #[error("{FILE}: {0}")]
    Pattern(#[from] BadPattern),
}

/// What lets a finding through.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AllowedBy {
    /// An entry under `[[allow]]`.
    Entry {
        /// What messages call the file.
        file: Arc<str>,
        /// Its line, 1-based.
        line: usize,
    },
    /// The baseline.
    Baseline,
    /// A mark in a comment: keystop's own, or that of another scanner.
    Mark,
    /// The file is excluded, and the finding has no form of its own.
    Excluded,
    /// The rule is switched off there.
    Off,
    /// The secret is a part of a fingerprint in a policy file or a baseline.
    Fingerprint,
}

/// What becomes of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is reported, with what the policy has to say about it.
    Report(Option<String>),
    /// It passes.
    Allowed(AllowedBy),
}

/// Says whether marks in comments count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Marks {
    /// As the policy says.
    #[default]
    AsStated,
    /// Not at all: whoever wrote the text is not trusted.
    Ignored,
}

/// What may pass, and what is looked for.
pub struct Policy<'f> {
    files: Box<dyn PolicyFiles + 'f>,
    marks: Marks,
    /// What is for all files: the built-in rules and a person's own policy.
    outermost: Arc<Layers>,
    /// By directory, from the repository's top.
    layers: Mutex<HashMap<PathBuf, Arc<Layers>>>,
    /// The same as far as summaries tell; nothing for a directory of which they tell nothing.
    summarised: Mutex<HashMap<PathBuf, Option<Arc<Layers>>>>,
    summaries: OnceLock<Summaries>,
    baseline: OnceLock<Baseline>,
    today: OnceLock<Date>,
    /// The policy of the work tree, where another one counts.
    unstaged: Option<Box<Policy<'f>>>,
    remarks: Mutex<BTreeSet<Remark>>,
}

impl<'f> Policy<'f> {
    /// The policy that those files state, and the person's own beside them.
    pub fn new(files: impl PolicyFiles + 'f) -> Result<Self, PolicyError> {
        let own = origin::read_user_file()?.map(|(file, text)| Document::parse(file, text)).transpose()?;
        Ok(Self::with(Box::new(files), Layers::outermost().and(own)?))
    }

    /// The policy that those files state, and nothing beside them; for what others wrote.
    pub fn only(files: impl PolicyFiles + 'f, marks: Marks) -> Result<Self, PolicyError> {
        Ok(Self { marks, ..Self::with(Box::new(files), Layers::outermost()) })
    }

    fn with(files: Box<dyn PolicyFiles + 'f>, outermost: Layers) -> Self {
        Self {
            files,
            marks: Marks::default(),
            outermost: Arc::new(outermost),
            layers: Mutex::default(),
            summarised: Mutex::default(),
            summaries: OnceLock::new(),
            baseline: OnceLock::new(),
            today: OnceLock::new(),
            unstaged: None,
            remarks: Mutex::default(),
        }
    }

    /// The same, which tells where the copy of the work tree would have decided otherwise.
    pub fn beside_work_tree(mut self, root: &Path) -> Result<Self, PolicyError> {
        let mut unstaged = Self::with(Box::new(WorkTree::new(root)), Layers::outermost());
        unstaged.outermost = Arc::clone(&self.outermost);
        unstaged.marks = self.marks;
        self.unstaged = Some(Box::new(unstaged));
        Ok(self)
    }

    /// What holds in a directory, which is given from the repository's top.
    pub fn at(&self, directory: &Path) -> Result<Arc<Layers>, PolicyError> {
        if self.files.are_none() {
            return Ok(Arc::clone(&self.outermost));
        }
        let known = |path: &Path| self.layers.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        if let Some(layers) = known(directory) {
            return Ok(layers);
        }
        let above = match directory.parent() {
            Some(parent) => self.at(parent)?,
            None => Arc::clone(&self.outermost),
        };
        let name = self.files.name(&directory.join(FILE));
        let file = File { name, directory: directory.to_owned(), is_own: false };
        let layers = match self.files.text(&directory.join(FILE))? {
            Some(text) => Arc::new(above.and(Some(Document::parse(file, text)?))?),
            None => above,
        };
        self.layers.lock().unwrap_or_else(PoisonError::into_inner).insert(directory.to_owned(), Arc::clone(&layers));
        Ok(layers)
    }

    /// What holds for the file of that path, which is given from the repository's top.
    pub fn for_file(&self, path: &Path) -> Result<Arc<Layers>, PolicyError> {
        self.at(path.parent().unwrap_or(Path::new("")))
    }

    /// What holds in a directory as far as a text without findings and without keywords of own rules needs it; nothing
    /// where all of the policy has to be read.
    ///
    /// # Errors
    /// A file that was not read before, and has something wrong in any entry.
    pub fn first_look(&self, directory: &Path) -> Result<Option<Arc<Layers>>, PolicyError> {
        if self.files.are_none() {
            return Ok(Some(Arc::clone(&self.outermost)));
        }
        let known = self.summarised.lock().unwrap_or_else(PoisonError::into_inner).get(directory).cloned();
        if let Some(layers) = known {
            return Ok(layers);
        }
        let above = match directory.parent() {
            Some(parent) => self.first_look(parent)?,
            None => Some(Arc::clone(&self.outermost)),
        };
        let layers = match above {
            Some(above) => self.first_look_below(&above, directory)?,
            None => None,
        };
        self.summarised
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(directory.to_owned(), layers.as_ref().map(Arc::clone));
        Ok(layers)
    }

    fn first_look_below(&self, above: &Arc<Layers>, directory: &Path) -> Result<Option<Arc<Layers>>, PolicyError> {
        let path = directory.join(FILE);
        let content = match self.files.content(&path) {
            Content::NotKnown => return Ok(None),
            Content::None => return Ok(Some(Arc::clone(above))),
            Content::Is(content) => content,
        };
        let file = File { name: self.files.name(&path), directory: directory.to_owned(), is_own: false };
        let summaries = self.summaries.get_or_init(Summaries::open);
        let summary = if let Some(summary) = summaries.read(&content) {
            summary
        } else {
            let Some(text) = self.files.text(&path)? else { return Ok(None) };
            let document = Document::parse(file.clone(), text)?;
            document.check()?;
            let summary = Summary::of(&document);
            summaries.remember(&content, &summary);
            summary
        };
        Ok(summary.document(file).map(|told| Arc::new(above.and_summary(told))))
    }

    /// How many rules are active at the repository's top.
    pub fn rules(&self) -> Result<usize, PolicyError> {
        let top = Path::new("");
        let layers = match self.first_look(top)? {
            Some(layers) => layers,
            None => self.at(top)?,
        };
        Ok(layers.scanner().rules())
    }

    /// The baseline; an empty one where there is none.
    pub fn baseline(&self) -> Result<&Baseline, PolicyError> {
        if let Some(known) = self.baseline.get() {
            return Ok(known);
        }
        let path = Path::new(baseline::FILE);
        let read = match self.files.text(path)? {
            Some(text) => Baseline::parse(&self.files.name(path), &text)?,
            None => Baseline::default(),
        };
        Ok(self.baseline.get_or_init(|| read))
    }

    /// What becomes of a finding in a file for which these layers hold.
    pub fn decide(&self, layers: &Layers, candidate: &Candidate<'_>) -> Result<Decision, PolicyError> {
        let decision = self.judge(layers, candidate)?;
        let Some(unstaged) = &self.unstaged else { return Ok(decision) };
        let elsewhere = unstaged.for_file(candidate.path).and_then(|layers| unstaged.judge(&layers, candidate));
        Ok(match (decision, elsewhere) {
            (Decision::Report(note), Ok(Decision::Allowed(by))) => {
                let file = by.file();
                self.tell(Remark::StageIt { file: file.clone() });
                Decision::Report(
                    note.or(Some(format!(
                        "{file} in the work tree lets it through, and is not staged: git add {file}"
                    ))),
                )
            }
            (decision @ Decision::Allowed(_), Ok(Decision::Report(_))) => {
                if let Decision::Allowed(by) = &decision {
                    self.tell(Remark::OnlyStaged { file: by.file() });
                }
                decision
            }
            (decision @ Decision::Report(_), Err(error)) => {
                self.tell(Remark::NotUnderstood { what: error.to_string() });
                decision
            }
            (decision, _) => decision,
        })
    }

    fn judge(&self, layers: &Layers, candidate: &Candidate<'_>) -> Result<Decision, PolicyError> {
        if let Some(by) = layers.leaves_out(candidate) {
            return Ok(Decision::Allowed(by));
        }
        let mut note = None;
        for document in layers.documents() {
            for entry in document.entries()?.covering(candidate) {
                if entry.has_expired(*self.today.get_or_init(Date::today)) {
                    note = note.or_else(|| Some(expired(document, entry)));
                } else {
                    if document.file().is_own {
                        self.tell(Remark::OwnPolicy { file: document.file().name.clone() });
                    }
                    return Ok(Decision::Allowed(AllowedBy::Entry { file: document.name(), line: entry.line }));
                }
            }
        }
        let baseline = self.baseline()?;
        if !baseline.is_empty() && candidate.fingerprints().any(|fingerprint| baseline.holds(&fingerprint)) {
            return Ok(Decision::Allowed(AllowedBy::Baseline));
        }
        Ok(match layers.mark(candidate, self.marks) {
            layers::Marked::Allowed => Decision::Allowed(AllowedBy::Mark),
            layers::Marked::Not(why) => Decision::Report(note.or_else(|| why.map(str::to_owned))),
        })
    }

    /// What tells it from another policy: the texts of the files at the top, and of a person's own.
    pub fn identity(&self) -> Result<String, PolicyError> {
        Ok(self.at(Path::new(""))?.documents().map(|document| document.text()).collect::<Vec<_>>().join("\0"))
    }

    /// What is to be told whatever the verdict is; none are left behind.
    #[must_use]
    pub fn take_remarks(&self) -> Vec<Remark> {
        std::mem::take(&mut *self.remarks.lock().unwrap_or_else(PoisonError::into_inner)).into_iter().collect()
    }

    /// Keeps something that is to be told whatever the verdict is.
    pub fn tell(&self, remark: Remark) {
        self.remarks.lock().unwrap_or_else(PoisonError::into_inner).insert(remark);
    }

    /// All that holds anywhere below the directories that were asked about, outermost first.
    #[must_use]
    pub fn all_layers(&self) -> Vec<Arc<Layers>> {
        let layers = self.layers.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<(PathBuf, Arc<Layers>)> = layers.iter().map(|(at, of)| (at.clone(), Arc::clone(of))).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        std::iter::once(Arc::clone(&self.outermost)).chain(all.into_iter().map(|(_, layers)| layers)).collect()
    }

    /// Returns true if every own pattern that was tried so far could be.
    ///
    /// # Errors
    /// The first that could not.
    pub fn all_were_tried(&self) -> Result<(), PolicyError> {
        for layers in self.all_layers() {
            layers.scanner().custom().all_were_tried()?;
        }
        Ok(())
    }
}

fn expired(document: &Document, entry: &Allow) -> String {
    let (file, line) = (&document.file().name, entry.line);
    let last = entry.expires.map(|last| last.to_string()).unwrap_or_default();
    format!("the entry at {file}:{line} allowed it until {last}; it no longer counts")
}

impl AllowedBy {
    /// Returns true if it lets one value through, whatever rule finds it.
    #[must_use]
    pub fn is_of_a_value(&self) -> bool {
        !matches!(self, Self::Off | Self::Excluded)
    }

    /// The file that says so, as messages call it.
    #[must_use]
    pub fn file(&self) -> String {
        match self {
            Self::Entry { file, .. } => file.to_string(),
            Self::Baseline => baseline::FILE.to_owned(),
            Self::Mark | Self::Excluded | Self::Off | Self::Fingerprint => FILE.to_owned(),
        }
    }

    /// The word for it in reports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Entry { .. } => "entry",
            Self::Baseline => "baseline",
            Self::Mark => "mark",
            Self::Excluded => "exclude",
            Self::Off => "off",
            Self::Fingerprint => "fingerprint",
        }
    }
}

/// Returns true if the finding's confidence is that of a value without a form of its own.
fn has_no_form(confidence: Confidence) -> bool {
    confidence == Confidence::Likely
}
