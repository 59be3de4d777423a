//! The table of file types: a name for messages, how values are written, how comments are, the endings, and the names of
//! files that have no ending or an ending that others have too. Endings and names are in lower case, without the dot of
//! an ending.

use super::{Comments, Family};

/// Makes the enum of the types and its look-ups from the rows. A `match` needs no address at run time, so the table
/// costs nothing at start.
macro_rules! file_types {
    ($($name:ident: $title:literal, $family:ident, $comments:ident, [$($extension:literal),*], [$($file:literal),*];)+) => {
        /// A type of file.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)] // Each is named after its language or format.
        pub enum FileType {
            $($name,)+
        }

        impl FileType {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// What it is called in messages.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$name => $title,)+
                }
            }

            /// How values are written in it.
            #[must_use]
            pub fn family(self) -> Family {
                match self {
                    $(Self::$name => Family::$family,)+
                }
            }

            /// How comments are written in it.
            #[must_use]
            pub fn comments(self) -> Comments {
                match self {
                    $(Self::$name => Comments::$comments,)+
                }
            }

            /// The endings of its files, without the dot, in lower case.
            #[cfg(test)]
            pub(super) fn extensions(self) -> &'static [&'static str] {
                match self {
                    $(Self::$name => &[$($extension),*],)+
                }
            }

            /// The names of its files, in lower case.
            #[cfg(test)]
            pub(super) fn names(self) -> &'static [&'static str] {
                match self {
                    $(Self::$name => &[$($file),*],)+
                }
            }

            pub(super) fn by_extension(extension: &str) -> Option<Self> {
                match extension {
                    $($($extension => Some(Self::$name),)*)+
                    _ => None,
                }
            }

            pub(super) fn by_name(name: &str) -> Option<Self> {
                match name {
                    $($($file => Some(Self::$name),)*)+
                    _ => None,
                }
            }
        }
    };
}

file_types! {
    Asm: "Assembly", Code, Semicolon, ["asm"], [];
    Ada: "Ada", Code, Dashes, ["ada", "adb", "ads"], [];
    Apex: "Apex", Code, Slashes, ["apex"], [];
    Bicep: "Bicep", Code, Slashes, ["bicep"], [];
    C: "C", Code, Slashes, ["c", "h", "cu", "cuh"], [];
    Cpp: "C++", Code, Slashes, ["cc", "cpp", "cxx", "hpp", "hh", "hxx", "ino", "inc", "inl", "ipp"], [];
    Clojure: "Clojure", Code, Semicolon, ["clj", "cljs", "cljc", "edn"], [];
    Cmake: "CMake", Code, Hash, ["cmake"], ["cmakelists.txt"];
    CoffeeScript: "CoffeeScript", Code, Hash, ["coffee"], [];
    Crystal: "Crystal", Code, Hash, ["cr"], [];
    CSharp: "C#", Code, Slashes, ["cs", "csx", "cshtml", "razor"], [];
    Cue: "CUE", Code, Slashes, ["cue"], [];
    D: "D", Code, Slashes, ["d"], [];
    Dart: "Dart", Code, Slashes, ["dart"], [];
    EmacsLisp: "Emacs Lisp", Code, Semicolon, ["el", "lisp", "scm", "rkt"], [];
    Elixir: "Elixir", Code, Hash, ["ex", "exs", "eex", "heex", "leex"], [];
    Elm: "Elm", Code, Dashes, ["elm"], [];
    Erlang: "Erlang", Code, Percent, ["erl", "hrl"], [];
    Fortran: "Fortran", Code, Bang, ["f90", "f95", "f03"], [];
    FSharp: "F#", Code, Slashes, ["fs", "fsx", "fsi"], [];
    GdScript: "GDScript", Code, Hash, ["gd"], [];
    Go: "Go", Code, Slashes, ["go"], [];
    Groovy: "Groovy", Code, Slashes, ["groovy", "gradle"], ["jenkinsfile"];
    Haskell: "Haskell", Code, Dashes, ["hs"], [];
    Hcl: "HCL", Code, SlashesAndHash, ["hcl"], [];
    Java: "Java", Code, Slashes, ["java", "cls"], [];
    JavaScript: "JavaScript", Code, Slashes, ["js", "cjs", "mjs", "jsx"], [];
    Jsp: "JSP", Code, Any, ["jsp"], [];
    Julia: "Julia", Code, Hash, ["jl"], [];
    Kotlin: "Kotlin", Code, Slashes, ["kt", "kts"], [];
    Less: "Less", Code, Slashes, ["less"], [];
    Lua: "Lua", Code, Dashes, ["lua"], [];
    Nim: "Nim", Code, Hash, ["nim", "nims"], [];
    Nix: "Nix", Code, Hash, ["nix"], [];
    ObjectiveC: "Objective-C", Code, Slashes, ["m", "mm"], [];
    OCaml: "OCaml", Code, Parens, ["ml", "mli", "re"], [];
    Pascal: "Pascal", Code, Parens, ["pas", "dpr"], [];
    Perl: "Perl", Code, Hash, ["pl", "pm", "t"], [];
    Php: "PHP", Code, SlashesAndHash, ["php", "phtml", "php5"], [];
    Protobuf: "Protocol Buffers", Code, Slashes, ["proto"], [];
    Python: "Python", Code, Hash, ["py", "pyi", "pyx", "pyw", "bzl", "bazel", "star", "wsgi", "gyp", "gypi"], ["sconstruct", "snakefile", "tiltfile"];
    Qml: "QML", Code, Slashes, ["qml"], [];
    R: "R", Code, Hash, ["r"], [];
    Rego: "Rego", Code, Hash, ["rego"], [];
    Ruby: "Ruby", Code, Hash, ["rb", "erb", "rake", "gemspec", "ru", "podspec", "jbuilder", "haml", "slim"], ["rakefile", "gemfile", "vagrantfile", "fastfile", "podfile", "brewfile", "guardfile", "dangerfile", "capfile", "appfile", "berksfile", "thorfile"];
    Rust: "Rust", Code, Slashes, ["rs"], [];
    Sass: "Sass", Code, Slashes, ["sass", "scss"], [];
    Scala: "Scala", Code, Slashes, ["scala", "sbt", "sc"], [];
    Solidity: "Solidity", Code, Slashes, ["sol"], [];
    Sql: "SQL", Code, Dashes, ["sql", "psql", "ddl"], [];
    Svelte: "Svelte", Code, Any, ["svelte"], [];
    Swift: "Swift", Code, Slashes, ["swift"], [];
    Tcl: "Tcl", Code, Hash, ["tcl"], [];
    Template: "a template", Code, Braces, ["jinja", "jinja2", "j2", "twig", "njk", "liquid", "mustache", "hbs", "ejs", "tmpl", "tpl", "gotmpl"], [];
    Terraform: "Terraform", Code, SlashesAndHash, ["tf"], [];
    Tfvars: "Terraform variables", Code, SlashesAndHash, ["tfvars"], [];
    TypeScript: "TypeScript", Code, Slashes, ["ts", "cts", "mts", "tsx"], [];
    V: "V", Code, Slashes, ["v", "sv", "vhd"], [];
    VisualBasic: "Visual Basic", Code, Apostrophe, ["vb", "vbs", "bas", "frm"], [];
    Vue: "Vue", Code, Any, ["vue", "astro"], [];
    Zig: "Zig", Code, Slashes, ["zig"], [];
    Robot: "Robot Framework", Prose, Hash, ["robot"], [];
    Batch: "a batch file", Shell, Rem, ["bat", "cmd"], [];
    Csh: "csh", Shell, Hash, ["csh"], [];
    Dockerfile: "a Dockerfile", Shell, Hash, ["dockerfile"], ["dockerfile", "containerfile"];
    Direnv: "direnv", Shell, Hash, [], [".envrc"];
    Fish: "fish", Shell, Hash, ["fish"], [];
    Makefile: "a makefile", Shell, Hash, ["mk"], ["makefile", "gnumakefile", "justfile"];
    PowerShell: "PowerShell", Shell, Hash, ["ps1", "psm1", "psd1"], [];
    Procfile: "a Procfile", Shell, Hash, [], ["procfile"];
    Sh: "a shell", Shell, Hash, ["sh", "bash", "bats", "ksh", "zsh"], [".bashrc", ".zshrc", ".profile", ".bash_profile", ".zshenv", ".zprofile", "pkgbuild"];
    Compose: "Compose", Settings, Hash, [], [];
    Environment: "an environment file", Settings, Hash, [], [];
    GithubWorkflow: "GitHub Actions", Settings, Hash, [], [];
    GitlabCi: "GitLab CI", Settings, Hash, [], [".gitlab-ci.yml"];
    Htaccess: "Apache", Settings, Hash, [], [".htaccess"];
    Ini: "INI", Settings, SemicolonAndHash, ["cf", "cfg", "cnf", "conf", "config", "ini", "service"], [".pypirc"];
    Npmrc: "npm", Settings, SemicolonAndHash, [], [".npmrc", ".yarnrc"];
    Pgpass: "PostgreSQL's password file", Settings, Hash, [], [".pgpass"];
    Properties: "Java properties", Settings, HashAndBang, ["properties", "props"], [];
    Toml: "TOML", Settings, Hash, ["toml"], [];
    Xcconfig: "Xcode settings", Settings, Slashes, ["xcconfig"], [];
    Yaml: "YAML", Settings, Hash, ["yaml", "yml"], [];
    Appsettings: "ASP.NET settings", Json, Slashes, [], ["appsettings.json", "appsettings.development.json", "appsettings.production.json"];
    Json: "JSON", Json, None, ["har", "json", "json5", "jsonc", "jsonl", "ndjson", "webmanifest", "geojson"], [];
    Notebook: "Jupyter", Json, None, ["ipynb"], [];
    Html: "HTML", Markup, Angles, ["html", "htm"], [];
    Plist: "a property list", Markup, Angles, ["plist"], [];
    Xml: "XML", Markup, Angles, ["axaml", "csproj", "fsproj", "vbproj", "resx", "storyboard", "wsdl", "xaml", "xib", "xml", "xsd"], [];
    Csv: "CSV", Prose, None, ["csv", "tsv"], [];
    Markdown: "Markdown", Prose, Angles, ["md", "markdown", "mdx"], [];
    Text: "text", Prose, Any, ["txt", "rst", "adoc", "log"], [];
    Generated: "made by a program", Generated, Any, [], [];
    Unknown: "an unknown type", Prose, Any, [], [];
}

impl FileType {
    /// The type of a file whose name begins with that of a type and goes on with what the file is for:
    /// `Dockerfile.prod`.
    pub(super) fn by_beginning(name: &str) -> Option<Self> {
        const BEGINNINGS: [(&str, FileType); 3] =
            [("dockerfile", FileType::Dockerfile), ("makefile", FileType::Makefile), ("jenkinsfile", FileType::Groovy)];
        BEGINNINGS.iter().find(|(beginning, _)| name.starts_with(beginning)).map(|(_, own)| *own)
    }
}
