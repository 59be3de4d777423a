//! Where a file takes a line that its new code needs.

use crate::file_type::FileType;

/// The text with the import in it, if it is not there already.
pub(super) fn with_import(file_type: FileType, text: &str, import: &str) -> String {
    if has(file_type, text, import) {
        return text.to_owned();
    }
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    if let (FileType::Go, Some(at)) = (file_type, text.find("import (")) {
        let line = at + text[at..].find('\n').map_or(text.len() - at, |n| n + 1);
        return format!("{}\t\"os\"{end}{}", &text[..line], &text[line..]);
    }
    let at = place(file_type, text, import);
    format!("{}{import}{end}{}", &text[..at], &text[at..])
}

fn has(file_type: FileType, text: &str, import: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    match file_type {
        FileType::Go => lines.any(|line| line == "\"os\"" || line == import),
        FileType::Python => lines.any(|line| line == import || line.starts_with("import os,") || line.contains(", os")),
        FileType::C => lines.any(|line| line.starts_with("#include <stdlib.h>")),
        _ => lines.any(|line| line.trim_end_matches(';') == import.trim_end_matches(';')),
    }
}

/// Before the first line of its kind; without one, behind what a file begins with.
fn place(file_type: FileType, text: &str, import: &str) -> usize {
    let kind = import.split(' ').next().unwrap_or(import);
    let mut at = 0;
    let mut behind_head = 0;
    let mut in_head = true;
    let mut docstring: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let after = at + line.len();
        if let Some(quote) = docstring {
            if trimmed.ends_with(quote) {
                docstring = None;
            }
            behind_head = after;
        } else if trimmed.starts_with("from __future__") || trimmed.starts_with("package ") && file_type == FileType::Go
        {
            (behind_head, in_head) = (after, false);
        } else if line.starts_with(kind) && line[kind.len()..].starts_with(' ')
            || file_type == FileType::Python && line.starts_with("from ")
        {
            return at;
        } else if in_head
            && file_type == FileType::Python
            && (trimmed.starts_with("\"\"\"") || trimmed.starts_with("'''"))
        {
            let quote = &trimmed[..3];
            docstring = (trimmed.len() < 6 || !trimmed.ends_with(quote)).then_some(quote);
            (behind_head, in_head) = (after, false);
        } else if in_head && (trimmed.starts_with("#!") || trimmed.starts_with('#') && file_type == FileType::Python) {
            behind_head = after;
        } else if !trimmed.is_empty() {
            in_head = false;
        }
        at = after;
    }
    behind_head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_comes_where_it_may_stand() {
        for (file_type, text, import, expected) in [
            (
                FileType::Python,
                "#!/usr/bin/env python3\nx = 1\n",
                "import os",
                "#!/usr/bin/env python3\nimport os\nx = 1\n",
            ),
            (
                FileType::Python,
                "\"\"\"Doc.\n\nMore.\n\"\"\"\nx = 1\n",
                "import os",
                "\"\"\"Doc.\n\nMore.\n\"\"\"\nimport os\nx = 1\n",
            ),
            (
                FileType::Python,
                "from __future__ import annotations\nimport re\n",
                "import os",
                "from __future__ import annotations\nimport os\nimport re\n",
            ),
            (FileType::Python, "import re\nimport os\n", "import os", "import re\nimport os\n"),
            (
                FileType::Go,
                "package main\n\nimport (\n\t\"fmt\"\n)\n",
                "import \"os\"",
                "package main\n\nimport (\n\t\"os\"\n\t\"fmt\"\n)\n",
            ),
            (FileType::Go, "package main\nvar x = 1\n", "import \"os\"", "package main\nimport \"os\"\nvar x = 1\n"),
            (
                FileType::Cpp,
                "// x\n#include <string>\n",
                "#include <cstdlib>",
                "// x\n#include <cstdlib>\n#include <string>\n",
            ),
        ] {
            assert_eq!(with_import(file_type, text, import), expected);
        }
    }
}
