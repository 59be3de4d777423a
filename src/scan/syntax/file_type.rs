//! What kind of file a text is, as far as it decides what a value may look like there.

/// The kind of a file, from its path alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
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
    /// Text for people, and whatever has no known ending: anything may stand there.
    Prose,
    /// Made by a program from something else: hashes and names of parts, and no place for a secret of its own.
    Generated,
}

impl Kind {
    /// The kind of the file of that path.
    #[must_use]
    pub fn of(path: &[u8]) -> Self {
        let name = path.rsplit(|b| *b == b'/').next().unwrap_or_default().to_ascii_lowercase();
        let name = String::from_utf8_lossy(&name);
        if is_generated(&name) || path.split(|b| *b == b'/').any(is_folder_of_translations) {
            return Self::Generated;
        }
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        by_extension(extension).unwrap_or_else(|| by_name(&name))
    }
}

fn by_extension(extension: &str) -> Option<Kind> {
    Some(match extension {
        "asm" | "bicep" | "c" | "cc" | "cjs" | "clj" | "cls" | "coffee" | "cpp" | "cr" | "cs" | "cshtml" | "cts"
        | "cxx" | "d" | "dart" | "el" | "elm" | "erb" | "erl" | "ex" | "exs" | "f90" | "fs" | "go" | "gradle"
        | "groovy" | "h" | "hcl" | "hpp" | "hs" | "ino" | "java" | "jinja" | "jl" | "js" | "jsp" | "jsx" | "kt"
        | "kts" | "less" | "lua" | "m" | "mjs" | "ml" | "mm" | "mts" | "nim" | "nix" | "pas" | "php" | "pl" | "pm"
        | "proto" | "py" | "pyi" | "pyx" | "r" | "rb" | "re" | "rs" | "sass" | "scala" | "scss" | "sol" | "sql"
        | "svelte" | "swift" | "tf" | "tfvars" | "ts" | "tsx" | "v" | "vb" | "vbs" | "vue" | "zig" => Kind::Code,
        "bash" | "bat" | "bats" | "cmd" | "csh" | "dockerfile" | "fish" | "ksh" | "mk" | "ps1" | "psm1" | "sh"
        | "zsh" => Kind::Shell,
        "cf" | "cfg" | "cnf" | "conf" | "config" | "env" | "ini" | "properties" | "props" | "service" | "toml"
        | "yaml" | "yml" => Kind::Settings,
        "har" | "ipynb" | "json" | "json5" | "jsonc" | "jsonl" | "ndjson" | "webmanifest" => Kind::Json,
        "axaml" | "csproj" | "html" | "htm" | "plist" | "resx" | "storyboard" | "wsdl" | "xaml" | "xib" | "xml"
        | "xsd" => Kind::Markup,
        _ => return None,
    })
}

fn by_name(name: &str) -> Kind {
    if name.starts_with(".env")
        || name.contains(".env.")
        || matches!(name, ".htaccess" | ".npmrc" | ".yarnrc" | ".pypirc" | ".pgpass")
    {
        return Kind::Settings;
    }
    if name.starts_with("dockerfile")
        || matches!(name, "makefile" | "justfile" | "procfile" | ".envrc" | ".bashrc" | ".zshrc")
    {
        return Kind::Shell;
    }
    if matches!(name, "jenkinsfile" | "rakefile" | "gemfile" | "vagrantfile" | "fastfile") {
        Kind::Code
    } else {
        Kind::Prose
    }
}

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
