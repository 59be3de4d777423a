//! What the path of a file tells of how secrets are kept there, where the type alone does not.

use super::correct::Corrected;
use super::language::Language;
use super::literal::Line;
use crate::file_type::{Family, FileType};

/// A path, as far as it tells what its file is for.
pub(super) struct Place {
    file_type: FileType,
    path: String,
    /// The last part of the path, in lower case.
    name: String,
}

/// A sentence, and the commands that go with it.
pub(super) type Besides = (Option<String>, Vec<String>);

impl Place {
    pub fn of(path: &[u8]) -> Self {
        let file_type = FileType::of(path);
        let path = String::from_utf8_lossy(path).to_lowercase();
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        Self { file_type, path, name }
    }

    /// The variable as this place takes it. GitHub takes no secret whose name begins with its own.
    pub fn variable(&self, variable: String) -> String {
        match variable.strip_prefix("GITHUB_") {
            Some(rest) if self.file_type == FileType::GithubWorkflow => format!("GH_{rest}"),
            _ => variable,
        }
    }

    /// Returns true if code stands in the file that can read the environment.
    pub fn is_code(&self) -> bool {
        Language::of(self.file_type).is_some() || matches!(self.file_type.family(), Family::Shell | Family::Code)
    }

    /// Returns true for a file that sets the environment, and is no sample of one.
    pub fn is_private_environment(&self) -> bool {
        self.file_type == FileType::Environment && !self.is_sample_environment()
    }

    /// Returns true for a sample that shows which variables there are.
    pub fn is_sample_environment(&self) -> bool {
        let words = ["example", "sample", "template", "dist", "defaults"];
        self.file_type == FileType::Environment && words.iter().any(|word| self.name.contains(word))
    }

    /// Returns true for what a web server sends to everyone.
    pub fn is_sent_to_browsers(&self) -> bool {
        matches!(self.file_type, FileType::Html | FileType::Vue | FileType::Svelte)
            || matches!(self.name.rsplit_once('.'), Some((_, "jsx" | "tsx")))
    }

    /// Returns true for text to be read, in which nothing reads variables.
    pub fn is_written_out(&self) -> bool {
        matches!(self.file_type.family(), Family::Prose | Family::Generated)
    }

    /// What is to be done besides writing the corrected line, or instead of it.
    pub fn besides(&self, file_type: FileType, name: &str, variable: &str, line: Line<'_>) -> Besides {
        use FileType as T;
        let (kind, before) = (self.kind(), line.before.trim_start());
        let with = |sentence: &str, command: String| (Some(sentence.to_owned()), vec![command]);
        let only = |sentence: String| (Some(sentence), Vec::new());
        match file_type {
            T::GithubWorkflow => {
                with("store the value as a secret of the repository", format!("gh secret set {variable}"))
            }
            T::GitlabCi => only(format!("add {variable} as a masked variable in the project's CI/CD settings")),
            T::Groovy if self.name.starts_with("jenkinsfile") => {
                let id = variable.to_lowercase().replace('_', "-");
                only(format!("store it in Jenkins, and take it with credentials('{id}') in environment {{ }}"))
            }
            T::Compose => only(format!("set {variable} where Compose runs, or in an .env file that Git ignores")),
            T::Dockerfile if before.starts_with("RUN") => {
                let id = variable.to_lowercase();
                (
                    Some(format!("let the build hand it in: RUN --mount=type=secret,id={id},env={variable} …")),
                    vec![format!("docker build --secret id={id},env={variable} .")],
                )
            }
            T::Dockerfile => with(
                "delete the line, and hand the value in when the container starts",
                format!("docker run -e {variable} IMAGE"),
            ),
            T::Terraform => only(format!(
                "declare variable \"{0}\" with sensitive = true, and set TF_VAR_{0} where Terraform runs",
                variable.to_lowercase()
            )),
            T::Tfvars => only(format!(
                "delete the line, and set TF_VAR_{} where Terraform runs",
                if name.is_empty() { variable.to_lowercase() } else { name.to_owned() }
            )),
            T::Appsettings => {
                let key = if name.is_empty() { variable } else { name };
                (
                    Some(format!(
                        "delete the value: user secrets while developing, the variable {} elsewhere",
                        key.replace([':', '.'], "__")
                    )),
                    vec![format!("dotnet user-secrets set \"{}\" \"…\"", key.replace('.', ":"))],
                )
            }
            T::Notebook => with(
                "clear the outputs, which keep values too",
                "jupyter nbconvert --clear-output --inplace NOTEBOOK".to_owned(),
            ),
            T::Direnv => only(
                "move the line to .envrc.private, which Git ignores, and write: source_env_if_exists .envrc.private"
                    .to_owned(),
            ),
            T::Xcconfig => only(
                "move the line to Secrets.xcconfig, which Git ignores, and write: #include? \"Secrets.xcconfig\""
                    .to_owned(),
            ),
            T::Plist => {
                only("set it in an .xcconfig file that Git ignores; whoever has the app can still read it".to_owned())
            }
            T::Sql => only("leave it empty here; with psql write :'name' and pass it with -v name=…".to_owned()),
            T::Sh if before.contains("mysql") => {
                only("give mysql a file: --defaults-extra-file=… (arguments are visible to others)".to_owned())
            }
            T::Yaml | T::Json | T::Template => self.yaml(kind, name, variable, before),
            _ => (None, Vec::new()),
        }
    }

    #[allow(clippy::unused_self)] // Beside its siblings.
    fn yaml(&self, kind: Kind, name: &str, variable: &str, before: &str) -> Besides {
        match kind {
            Kind::Ansible => {
                let name = if name.is_empty() { variable.to_lowercase() } else { name.to_owned() };
                (
                    Some("replace the value by what ansible-vault prints".to_owned()),
                    vec![format!("ansible-vault encrypt_string --stdin-name {name}")],
                )
            }
            Kind::Spring => {
                (Some(format!("write ${{{variable}}} in its place, and set {variable} where it runs")), Vec::new())
            }
            Kind::Helm => (Some("name a secret that exists in the cluster: existingSecret: …".to_owned()), Vec::new()),
            Kind::Kubernetes if before.starts_with("value:") || before.starts_with("- value:") => {
                let key = variable.to_lowercase().replace('_', "-");
                (Some(format!("write valueFrom: {{ secretKeyRef: {{ name: app, key: {key} }} }}")), create_secret(&key))
            }
            Kind::Kubernetes => {
                let key = if name.is_empty() { variable.to_lowercase().replace('_', "-") } else { name.to_owned() };
                (
                    Some(
                        "create the secret in the cluster, or commit it sealed (SealedSecret, External Secrets)"
                            .to_owned(),
                    ),
                    create_secret(&key),
                )
            }
            Kind::AgentSettings => {
                (Some(format!("write ${{{variable}}} in its place, and set {variable} in the environment")), Vec::new())
            }
            Kind::Other => (None, Vec::new()),
        }
    }

    fn kind(&self) -> Kind {
        let below = |folders: &[&str]| folders.iter().any(|folder| self.path.contains(folder));
        let name = self.name.as_str();
        if name.starts_with("application") || name.starts_with("bootstrap") {
            Kind::Spring
        } else if name.starts_with("values") {
            Kind::Helm
        } else if below(&["group_vars", "host_vars", "playbook", "roles/", "ansible"]) {
            Kind::Ansible
        } else if below(&["k8s", "kube", "manifests", "deploy", "secret.y", "secrets.y", "helm", "charts/"]) {
            Kind::Kubernetes
        } else if name.contains("mcp") || below(&[".claude/", ".cursor/", ".vscode/"]) {
            Kind::AgentSettings
        } else {
            Kind::Other
        }
    }
}

/// What a settings file is read by.
#[derive(Clone, Copy)]
enum Kind {
    Spring,
    Helm,
    Ansible,
    Kubernetes,
    AgentSettings,
    Other,
}

fn create_secret(key: &str) -> Vec<String> {
    vec![format!("kubectl create secret generic app --from-file={key}=/dev/stdin")]
}

/// A line of settings without the value.
pub(super) fn emptied(Line { before, after }: Line<'_>) -> Option<Corrected> {
    let at = before.rfind('=')?;
    let rest = after.trim_start_matches(|c: char| !c.is_whitespace());
    let line = format!("{}={rest}", &before[..at]);
    Some(Corrected { line, expression: String::new(), import: None })
}

/// What can be said of a type of file in which nothing else is known to help.
pub(super) fn general(file_type: FileType, path: &[u8]) -> &'static str {
    match file_type {
        FileType::Csv => "leave it empty, or write a made-up value: whoever loads the file sets the real one",
        FileType::Markdown | FileType::Text => "write a placeholder in its place, such as <your-key>",
        FileType::Generated => {
            "the program that made this file took it from somewhere: take it out there, and make it again"
        }
        _ if path.is_empty() => "read it from the environment, or from a file outside the repository",
        _ => "move it to the environment, a secret store or a file that Git ignores, and let the program read it there",
    }
}
