//! The sources depend on each other in one direction.
//!
//! `LAYERS` declares the order. A file may import from its own layer and from those below it. The test reads the paths
//! that begin with `crate::`, `super::` or `self::` in every source file, tests left out, and fails on one that leads
//! upwards. There is no list of exceptions: the decoder calls the engine back through a closure that the engine hands it,
//! which is no import.

#![allow(clippy::expect_used, clippy::panic)] // A test fails by panicking.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The layers, the lowest first, as paths below `src`: a folder or a file without its ending.
const LAYERS: &[&str] = &[
    "cache",
    "file_type",
    "fingerprint",
    "path_pattern",
    "rules",
    "scan/clause",
    "scan/text",
    "scan/hit",
    "scan/keyword",
    "scan/syntax",
    "scan/value",
    "scan/context",
    "scan/model",
    "scan/decode",
    "scan/checks",
    "scan/detect",
    "scan/engine",
    "scan",
    "masking",
    "source",
    "policy",
    "install",
    "finding",
    "fix/error",
    "error",
    "exit",
    "old_values",
    "judge",
    "clean_commits",
    "pipeline",
    "report/sanitize",
    "report/env_name",
    "report/shell",
    "report/advice",
    "fix",
    "report",
    "cmd",
    "main",
    "lib",
];

/// A module, as a path below `src`: `scan/text/lines`; a `mod.rs` is its folder.
type Module = String;

fn sources() -> BTreeMap<Module, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&entry).expect("a source file");
                sources.insert(module(entry.strip_prefix(&root).expect("a path below src")), text);
            }
        }
    }
    sources
}

fn module(path: &Path) -> Module {
    let path = path.with_extension("");
    let path = if path.ends_with("mod") { path.parent().map(PathBuf::from).unwrap_or_default() } else { path };
    path.to_string_lossy().replace('\\', "/")
}

/// The code of a file: without its unit tests and its comments.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The modules that a file imports from.
fn imports(module: &str, text: &str, sources: &BTreeMap<Module, String>) -> BTreeSet<Module> {
    let code = code(text);
    let mut found = BTreeSet::new();
    for root in ["crate::", "super::", "self::"] {
        for (at, _) in code.match_indices(root) {
            let is_path_start = !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
            let is_visibility = code[..at].ends_with("pub(in ");
            if is_path_start && !is_visibility {
                paths(&code[at..], "", &mut |path| found.extend(resolved(module, path, sources)));
            }
        }
    }
    // `use child::Item;`, a child's module by its name alone.
    for line in code.lines() {
        let line = line.trim_start_matches("pub(super) ").trim_start_matches("pub ");
        if let Some(path) = line.strip_prefix("use ") {
            let child = format!("{module}/{}", path.split("::").next().unwrap_or_default());
            found.extend(sources.contains_key(&child).then_some(child));
        }
    }
    found.remove(module);
    found
}

/// Hands on each path of a tree such as `a::{b, c::{d, e}}` at the beginning of the text.
fn paths<'a>(text: &'a str, prefix: &str, found: &mut dyn FnMut(&str)) -> &'a str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(text.len());
    let path = format!("{prefix}{}", &text[..end]);
    let Some(mut rest) = text[end..].strip_prefix('{').filter(|_| path.ends_with("::")) else {
        found(path.trim_end_matches(':'));
        return &text[end..];
    };
    loop {
        rest = paths(rest.trim_start(), &path, found).trim_start();
        match rest.strip_prefix(',') {
            Some(next) if !next.trim_start().starts_with('}') => rest = next,
            _ => return rest.trim_start_matches(',').trim_start().strip_prefix('}').unwrap_or(rest),
        }
    }
}

/// The module that a path leads to: the longest beginning of it that is one.
fn resolved(from: &str, path: &str, sources: &BTreeMap<Module, String>) -> Option<Module> {
    let mut place: Vec<&str> = from.split('/').collect();
    let mut names = path.split("::").peekable();
    match names.next() {
        Some("crate") => place.clear(),
        Some("super") => {
            place.pop();
            while names.next_if_eq(&"super").is_some() {
                place.pop();
            }
        }
        _ => {}
    }
    for name in names {
        place.push(name);
        if !sources.contains_key(&place.join("/")) {
            place.pop();
            break;
        }
    }
    let place = place.join("/");
    sources.contains_key(&place).then_some(place)
}

/// The place of a module's layer in the order.
fn layer(module: &str) -> usize {
    let is_in = |layer: &str| module == layer || module.strip_prefix(layer).is_some_and(|rest| rest.starts_with('/'));
    let found = LAYERS.iter().enumerate().filter(|(_, layer)| is_in(layer)).max_by_key(|(_, layer)| layer.len());
    found.unwrap_or_else(|| panic!("src/{module} has no layer: add it to LAYERS, above all that it imports")).0
}

#[test]
fn imports_lead_downwards() {
    let sources = sources();
    let mut upwards = Vec::new();
    for (module, text) in &sources {
        for import in imports(module, text, &sources) {
            if layer(&import) > layer(module) {
                upwards.push(format!("src/{module} imports from src/{import}, which is above it"));
            }
        }
    }
    assert!(upwards.is_empty(), "\n{}", upwards.join("\n"));
}

#[test]
fn no_circle_among_the_files_of_a_folder() {
    let sources = sources();
    let folder = |module: &str| module.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let mut left: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
    for (module, text) in &sources {
        let siblings = imports(module, text, &sources).into_iter().filter(|import| folder(import) == folder(module));
        left.insert(module.clone(), siblings.collect());
    }
    // Take away what imports nothing that is left, until only circles remain.
    while let Some(ground) = left.iter().find(|(_, imports)| imports.is_empty()).map(|(module, _)| module.clone()) {
        left.remove(&ground);
        for imports in left.values_mut() {
            imports.remove(&ground);
        }
    }
    assert!(left.is_empty(), "these import each other in a circle, or what does: {left:#?}");
}

#[test]
fn the_reader_of_imports_sees_them() {
    let names = ["a", "a/b", "a/b/c", "a/d", "e"];
    let sources: BTreeMap<Module, String> = names.iter().map(|name| ((*name).to_owned(), String::new())).collect();
    let text = "use super::{b::{self, c::Item}, d};\n// crate::none\nuse c::Other;\nfn f() { crate::e::g() }\npub(in crate::a) x;\n\
                #[cfg(test)]\nmod tests { use crate::none; }";
    let found: Vec<Module> = imports("a/b", text, &sources).into_iter().collect();
    assert_eq!(found, ["a/b/c", "a/d", "e"]);
}
