//! What keystop knows of file types: one table for the reader of assignments, for allow marks in comments, and for the
//! advice in messages.
//!
//! A type is told from the path alone. [`table`](self) has a row for each type; adding one touches that file only.

mod table;

pub use table::FileType;

/// How values are written in a type of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// A programming language: a value without quotes is an expression.
    Code,
    /// A shell script or a list of commands: a value ends at a space.
    Shell,
    /// `name=value` or `name: value` to the end of the line.
    Settings,
    /// JSON: values stand in quotes.
    Json,
    /// XML and HTML.
    Markup,
    /// Text for people, and files of unknown types: anything may stand there.
    Prose,
    /// Made by a program from something else: hashes and names of parts, and no place for a secret of its own.
    Generated,
}

/// How a type of file writes a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comments {
    /// `# …`
    Hash,
    /// `// …` and `/* … */`
    Slashes,
    /// `// …`, `# …` and `/* … */`: PHP, HCL
    SlashesAndHash,
    /// `/* … */` alone: CSS
    Stars,
    /// `-- …`: SQL, Lua, Haskell, Elm, Ada
    Dashes,
    /// `; …`: Lisps, assemblers
    Semicolon,
    /// `; …` and `# …`: INI files
    SemicolonAndHash,
    /// `# …` and `! …`: Java's properties
    HashAndBang,
    /// `% …`: Erlang, TeX, MATLAB
    Percent,
    /// `' …`: Visual Basic
    Apostrophe,
    /// `! …`: Fortran
    Bang,
    /// `" …`: Vim script
    Quote,
    /// `REM …` and `:: …`: batch files
    Rem,
    /// `<!-- … -->`: HTML, XML, Markdown
    Angles,
    /// `(* … *)`: OCaml, and `{ … }` and `// …` beside it: Pascal
    Parens,
    /// `{# … #}` and `<!-- … -->`: Jinja, Twig
    Braces,
    /// The file may hold code of several languages, or is of no known type: any of the common marks.
    Any,
    /// The format has none: JSON, CSV.
    None,
}

impl Comments {
    /// The marks that begin a comment, each of which may stand anywhere on a line.
    #[must_use]
    pub fn marks(self) -> &'static [&'static str] {
        match self {
            Self::Hash => &["#"],
            Self::Slashes => &["//", "/*", "*"],
            Self::SlashesAndHash => &["//", "#", "/*", "*"],
            Self::Stars => &["/*", "*"],
            Self::Dashes => &["--", "/*", "{-"],
            Self::Semicolon => &[";"],
            Self::SemicolonAndHash => &[";", "#"],
            Self::HashAndBang => &["#", "!"],
            Self::Percent => &["%"],
            Self::Apostrophe => &["'"],
            Self::Bang => &["!"],
            Self::Quote => &["\""],
            Self::Rem => &["REM ", "rem ", "::"],
            Self::Angles => &["<!--"],
            Self::Parens => &["(*", "//", "{"],
            Self::Braces => &["{#", "<!--"],
            Self::Any => &["#", "//", "/*", "--", ";", "%", "<!--", "'", "{#"],
            Self::None => &[],
        }
    }
}

impl FileType {
    /// The type of the file at that path: bytes, with `/` between its parts.
    #[must_use]
    pub fn of(path: &[u8]) -> Self {
        let name = path.rsplit(|b| *b == b'/').next().unwrap_or_default().to_ascii_lowercase();
        let name = String::from_utf8_lossy(&name);
        if is_generated(&name) || path.split(|b| *b == b'/').any(is_folder_of_translations) {
            return Self::Generated;
        }
        if let Some(own) = Self::by_place(path, &name) {
            return own;
        }
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        Self::by_name(&name)
            .or_else(|| Self::by_extension(extension))
            .or_else(|| Self::by_beginning(&name))
            .unwrap_or(Self::Unknown)
    }

    /// Types that their folder tells, or a word inside the name beside an ending that others have too.
    fn by_place(path: &[u8], name: &str) -> Option<Self> {
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        let is_yaml = ends(&[".yml", ".yaml"]);
        let below = |folder: &str| memchr::memmem::find(path, folder.as_bytes()).is_some();
        if is_yaml && (below(".github/workflows/") || below(".forgejo/workflows/") || below(".gitea/workflows/")) {
            Some(Self::GithubWorkflow)
        } else if is_yaml && (name.starts_with("docker-compose") || name.starts_with("compose.")) {
            Some(Self::Compose)
        } else if name.starts_with(".env") && name != ".envrc" || name.contains(".env.") || ends(&[".env"]) {
            Some(Self::Environment)
        } else {
            None
        }
    }
}

/// Returns true for files that a program makes from others, such as lock files and translations.
fn is_generated(name: &str) -> bool {
    const NAMES: [&str; 9] = [
        "go.sum",
        "npm-shrinkwrap.json",
        "package-lock.json",
        "pnpm-lock.yaml",
        "gopkg.lock",
        "sha256sums",
        "sha512sums",
        "shasums256.txt",
        "checksums.txt",
    ];
    const ENDINGS: [&str; 24] = [
        ".lock",
        ".map",
        ".min.js",
        ".min.css",
        ".snap",
        ".svg",
        ".sum",
        ".md5",
        ".sha1",
        ".sha256",
        ".sha512",
        ".crt",
        ".cer",
        ".pub",
        ".csr",
        ".po",
        ".pot",
        ".xlf",
        ".xliff",
        ".strings",
        ".bundle",
        ".bundle.js",
        ".pb.go",
        "_pb2.py",
    ];
    // Java's translations: <https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/ResourceBundle.html>.
    let is_bundle = name.starts_with("messages") && name.ends_with(".properties");
    is_bundle || NAMES.contains(&name) || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

fn is_folder_of_translations(part: &[u8]) -> bool {
    ["locale", "locales", "i18n", "l10n", "translations", "lang", "langs"]
        .iter()
        .any(|name| part.eq_ignore_ascii_case(name.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_ending_and_name_of_the_table_leads_to_its_row() {
        for file_type in FileType::ALL {
            for extension in file_type.extensions() {
                let path = format!("some/dir/x.{extension}");
                let told = FileType::of(path.as_bytes());
                assert_eq!(told, *file_type, "{path}");
                assert_eq!(FileType::of(path.to_uppercase().as_bytes()), told, "{path} in upper case");
            }
            for name in file_type.names() {
                assert_eq!(FileType::of(name.as_bytes()), *file_type, "{name}");
            }
        }
    }

    #[test]
    fn the_place_of_a_file_tells() {
        for (path, expected) in [
            (".github/workflows/ci.yml", FileType::GithubWorkflow),
            ("ci.yml", FileType::Yaml),
            ("docker-compose.prod.yaml", FileType::Compose),
            ("compose.yml", FileType::Compose),
            (".env", FileType::Environment),
            (".env.example", FileType::Environment),
            ("prod.env", FileType::Environment),
            ("app.env.local", FileType::Environment),
            (".envrc", FileType::Direnv),
            ("Dockerfile.prod", FileType::Dockerfile),
            ("src/locales/de.json", FileType::Generated),
            ("package-lock.json", FileType::Generated),
            ("messages_de.properties", FileType::Generated),
            ("README", FileType::Unknown),
            ("", FileType::Unknown),
        ] {
            assert_eq!(FileType::of(path.as_bytes()), expected, "{path}");
        }
    }
}
