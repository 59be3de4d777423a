//! A secret that the same file held before is not new, however it is written now; another one is, on the same line too.

use super::support::situation::{Row, Verdict, all};

/// The file as it was, with an old key in it, is committed past the hook; then it is written anew.
fn rows<'t>(rows: &[(&'t str, &'t str)]) -> Vec<(&'t str, String)> {
    let before = "printf 'a\\nb\\ntoken = \"%s\"\\nc\\nd\\ne\\n' \"$K\" > app.py; git add app.py; old\n";
    rows.iter().map(|(name, then)| (*name, format!("{before}{then}\ngit add app.py; commit"))).collect()
}

#[track_caller]
fn come_to(expected: Verdict, table: &[(&str, &str)]) {
    let rows = rows(table);
    let rows: Vec<Row<'_>> = rows.iter().map(|(name, script)| (*name, script.as_str())).collect();
    all(expected, &rows);
}

#[test]
fn an_old_key_stays_old() {
    come_to(
        Verdict::Passes,
        &[
            ("re-indented", "sed -i 's/^token/    token/' app.py"),
            ("other quotes", "sed -i \"s/\\\"/'/g\" app.py"),
            ("CRLF", "sed -i 's/$/\\r/' app.py"),
            ("a variable renamed", "sed -i 's/^token/deploy_token/' app.py"),
            ("moved within the file", "sed -n 3p app.py > x; sed -i 3d app.py; cat x >> app.py; rm x"),
            ("into a call", "printf 'connect(token=\"%s\")\\n' \"$K\" > app.py"),
            ("copied within the file", "printf 'spare = \"%s\"\\n' \"$K\" >> app.py"),
        ],
    );
}

#[test]
fn a_new_key_is_new() {
    come_to(
        Verdict::Blocks,
        &[
            ("replaced", "printf 'token = \"%s\"\\n' \"$L\" > app.py"),
            (
                "two pieces that deleting what stood between makes one",
                "p=${L%????????????}; q=${L#\"$p\"}; printf 'k = \"%s\" +\nx();\ny();\n  \"%s\"\n' \"$p\" \"$q\" > a.js\n\
                 git add a.js; old; sed -i 2,3d a.js; git add a.js",
            ),
            ("beside the old one, on its line", "printf 'tokens = \"%s\", \"%s\"\\n' \"$K\" \"$L\" > app.py"),
            ("in another file", "printf 'token = \"%s\"\\n' \"$K\" > b.py; git add b.py"),
            ("of a file that begins with it", "git rm -q --cached app.py; old; git add app.py"),
        ],
    );
}
