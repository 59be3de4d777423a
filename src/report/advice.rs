//! How to keep a secret out of this kind of file.

use super::variable::variable;
use crate::finding::Finding;
use crate::rules::Rule;

/// What a stranger could do with it.
pub(super) fn risk(rule: &Rule) -> String {
    format!("whoever holds it can {}", rule.allows)
}

/// How to go on once that is done.
pub(super) fn then(rule: &Rule, path: &[u8], quoted: &str) -> String {
    if rule.whole.is_some() || is_key_file(rule) || is_environment_file(&file_name(path)) {
        format!("git rm --cached -- {quoted} and commit again")
    } else {
        format!("git add -- {quoted} and commit again")
    }
}

/// Whether the rule finds keys that come as files of their own.
fn is_key_file(rule: &Rule) -> bool {
    rule.id.starts_with("private-key") || rule.id.starts_with("age-") || rule.id.starts_with("google-service-account")
}

fn is_environment_file(name: &str) -> bool {
    name.starts_with(".env.") || name.rsplit('.').next() == Some("env")
}

/// The last part of the path, in lower case.
fn file_name(path: &[u8]) -> String {
    let name = path.rsplit(|b| *b == b'/').next().unwrap_or_default();
    String::from_utf8_lossy(name).to_lowercase()
}

/// What to write instead of the secret, in the language of the file.
pub(super) fn instead(finding: &Finding) -> String {
    let rule = finding.rule;
    let path = String::from_utf8_lossy(&finding.path).to_lowercase();
    let name = file_name(path.as_bytes());
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let variable = variable(finding);

    if rule.whole.is_some() {
        return format!(
            "keep {name} out of Git: add it to .gitignore, and read it from a place outside the repository"
        );
    }
    if is_key_file(rule) {
        return "keep the key in a file outside the repository and read it from there".to_owned();
    }
    if is_environment_file(&name) {
        return format!("keep {name} out of Git: add it to .gitignore, and commit a copy with empty values");
    }
    if path.contains(".github/workflows/") {
        return format!("store it as a repository secret and write: ${{{{ secrets.{variable} }}}}");
    }
    if name.starts_with("dockerfile") || name.starts_with("containerfile") {
        return "pass it when building, and leave none in the image: RUN --mount=type=secret,id=key".to_owned();
    }
    if name.contains("compose") && matches!(extension, "yml" | "yaml") {
        return format!("let Compose fill it in from the environment: ${{{variable}}}");
    }
    let code = match extension {
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
        "tf" | "tfvars" | "hcl" => {
            let variable = variable.to_lowercase();
            return format!(
                "declare variable \"{variable}\" with sensitive = true and set TF_VAR_{variable} where Terraform runs"
            );
        }
        "md" | "rst" | "txt" | "adoc" | "html" => {
            return "write a placeholder such as <your-key> in its place".to_owned();
        }
        _ => {
            return "keep it in the environment, a secret store or a file that Git ignores, and read it from there"
                .to_owned();
        }
    };
    format!("read it from the environment: {code}")
}
