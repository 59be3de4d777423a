//! How to keep a secret out of this kind of file.

use super::env_name::variable;
use crate::finding::Finding;
use crate::rules::Rule;

/// What a stranger could do with it.
pub(super) fn risk(rule: &Rule) -> String {
    format!("whoever holds it can {}", rule.allows())
}

/// How to go on once that is done.
pub(super) fn then(finding: &Finding, quoted: &str) -> String {
    if finding.commit.is_some() {
        return "revoke it first, since it may have been read; git filter-repo --replace-text takes it out of the history"
            .to_owned();
    }
    let file = File::of(&finding.path);
    if finding.rule.whole.is_some() || file.is_environment() || file.is_a_key(finding.rule) {
        format!("git rm --cached -- {quoted} and commit again")
    } else {
        format!("git add -- {quoted} and commit again")
    }
}

/// What to write instead of the secret, in the language of the file.
pub(super) fn instead(finding: &Finding) -> String {
    let file = File::of(&finding.path);
    let (name, rule) = (&file.name, finding.rule);
    let variable = variable(finding);

    if rule.whole.is_some() {
        format!("keep {name} out of Git: add it to .gitignore, and read it from a place outside the repository")
    } else if file.is_a_key(rule) {
        "keep the key in a file outside the repository and read it from there".to_owned()
    } else if file.is_environment() {
        format!("keep {name} out of Git: add it to .gitignore, and commit a copy with empty values")
    } else if file.path.contains(".github/workflows/") {
        format!("store it as a repository secret and write: ${{{{ secrets.{variable} }}}}")
    } else if name.starts_with("dockerfile") || name.starts_with("containerfile") {
        "pass it when building, and leave none in the image: RUN --mount=type=secret,id=key".to_owned()
    } else if name.contains("compose") && matches!(file.extension(), "yml" | "yaml") {
        format!("let Compose fill it in from the environment: ${{{variable}}}")
    } else if let Some(code) = lookup(file.extension(), &variable) {
        format!("read it from the environment: {code}")
    } else {
        match file.extension() {
            "tf" | "tfvars" | "hcl" => {
                let variable = variable.to_lowercase();
                format!(
                    "declare variable \"{variable}\" with sensitive = true and set TF_VAR_{variable} where Terraform runs"
                )
            }
            "csv" | "tsv" | "sql" => {
                "leave it empty, or write a made-up value: whoever loads the file sets the real one".to_owned()
            }
            "robot" | "resource" => format!("read it from the environment: %{{{variable}}}"),
            "md" | "rst" | "txt" | "adoc" | "html" => "write a placeholder such as <your-key> in its place".to_owned(),
            _ => "keep it in the environment, a secret store or a file that Git ignores, and read it from there"
                .to_owned(),
        }
    }
}

/// How a language reads that variable of its environment, by the ending of its files.
fn lookup(extension: &str, variable: &str) -> Option<String> {
    Some(match extension {
        "py" | "ipynb" | "pyi" => format!("os.environ[\"{variable}\"]"),
        "js" | "mjs" | "cjs" | "ts" | "mts" | "cts" | "jsx" | "tsx" | "vue" | "svelte" => {
            format!("process.env.{variable}")
        }
        "go" => format!("os.Getenv(\"{variable}\")"),
        "rs" => format!("std::env::var(\"{variable}\")"),
        "rb" | "erb" | "rake" => format!("ENV.fetch(\"{variable}\")"),
        "php" => format!("getenv('{variable}')"),
        "java" | "kt" | "kts" | "scala" | "groovy" | "gradle" | "clj" => format!("System.getenv(\"{variable}\")"),
        "cs" | "fs" | "vb" | "cshtml" => format!("Environment.GetEnvironmentVariable(\"{variable}\")"),
        "swift" => format!("ProcessInfo.processInfo.environment[\"{variable}\"]"),
        "dart" => format!("Platform.environment['{variable}']"),
        "c" | "h" | "cc" | "cpp" | "hpp" | "cxx" | "m" | "mm" => format!("getenv(\"{variable}\")"),
        "ex" | "exs" => format!("System.fetch_env!(\"{variable}\")"),
        "pl" | "pm" => format!("$ENV{{{variable}}}"),
        "r" | "rmd" => format!("Sys.getenv(\"{variable}\")"),
        "lua" => format!("os.getenv(\"{variable}\")"),
        "ps1" | "psm1" => format!("$env:{variable}"),
        "sh" | "bash" | "zsh" | "fish" | "bats" => format!("\"${{{variable}:?}}\""),
        _ => return None,
    })
}

/// What a path tells of its file; all in lower case.
struct File {
    path: String,
    /// The last part of the path.
    name: String,
}

impl File {
    fn of(path: &[u8]) -> Self {
        let path = String::from_utf8_lossy(path).to_lowercase();
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        Self { path, name }
    }

    /// The name's ending, empty where it has none.
    fn extension(&self) -> &str {
        self.name.rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Whether it is kept to set the environment.
    fn is_environment(&self) -> bool {
        self.name.starts_with(".env.") || self.extension() == "env"
    }

    /// Whether it is there for the key that this rule found in it: such keys come as files of their own, unless code
    /// holds them.
    fn is_a_key(&self, rule: &Rule) -> bool {
        rule.own_file && lookup(self.extension(), "").is_none()
    }
}
