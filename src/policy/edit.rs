//! Writing entries into a `.keystop.toml`, with its comments and order kept.

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value, value};

use super::Date;

/// An entry to be written.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// The finding's fingerprint.
    pub fingerprint: String,
    /// Why it may be committed.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day on which it counts.
    pub expires: Option<Date>,
}

/// Why entries cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The file is not TOML.
    #[error("this is not TOML: {0}")]
    NotToml(String),
    /// What stands under `allow` is no list.
    #[error("`allow` is not a list of entries")]
    NotAList,
}

/// The text of the file with these entries behind those that it has.
pub fn add_entries(text: &str, entries: &[NewEntry]) -> Result<String, EditError> {
    let mut document: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| EditError::NotToml(error.message().to_owned()))?;
    let list = document.entry("allow").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    match list {
        Item::ArrayOfTables(tables) => {
            for entry in entries {
                tables.push(entry.table(tables.is_empty() && text.trim().is_empty()));
            }
        }
        Item::Value(Value::Array(values)) => entries.iter().for_each(|entry| entry.add_to(values)),
        _ => return Err(EditError::NotAList),
    }
    Ok(document.to_string())
}

impl NewEntry {
    fn fields(&self) -> impl Iterator<Item = (&'static str, Value)> + '_ {
        let expires =
            self.expires.and_then(|date| date.to_string().parse().ok()).map(|date: toml_edit::Datetime| date.into());
        [
            ("fingerprint", Some(Value::from(self.fingerprint.as_str()))),
            ("reason", Some(Value::from(self.reason.as_str()))),
            ("owner", self.owner.as_deref().map(Value::from)),
            ("expires", expires),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
    }

    fn table(&self, is_first: bool) -> Table {
        let mut table = Table::new();
        for (name, stated) in self.fields() {
            table.insert(name, value(stated));
        }
        if !is_first {
            table.decor_mut().set_prefix("\n");
        }
        table
    }

    fn add_to(&self, values: &mut Array) {
        let mut entry = Value::from(self.fields().collect::<InlineTable>());
        entry.decor_mut().set_prefix("\n  ");
        values.push_formatted(entry);
    }
}

/// The entry as messages print it, to be copied into the file.
#[must_use]
pub fn printed(fingerprint: &str, reason: &str) -> String {
    let entry = NewEntry { fingerprint: fingerprint.to_owned(), reason: reason.to_owned(), owner: None, expires: None };
    format!("[[allow]]\n{}", entry.table(true))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fingerprint::Fingerprint;
    use crate::policy::{Document, File};

    fn entry(reason: &str) -> NewEntry {
        NewEntry {
            fingerprint: Fingerprint::quick("some-rule", reason.as_bytes()).to_string(),
            reason: reason.to_owned(),
            owner: Some("team".to_owned()),
            expires: Date::parse("2099-01-31"),
        }
    }

    #[test]
    fn comments_and_order_are_kept() {
        let rows = [
            "",
            "# only a comment\n",
            "# first\nsensitivity = \"strict\" # why\n\n[[override]]\npath = \"a/\" # there\nsensitivity = \"strict\"\n# last\n",
            "[[allow]]\nfingerprint = \"some-rule:0123456789abcdef\" # one\nreason = \"r\"\n\n[[override]]\npath = \"b\"\nsensitivity = \"strict\"\n",
            "allow = [\n  { fingerprint = \"some-rule:0123456789abcdef\", reason = \"r\" }, # one\n]\nsensitivity = \"strict\"\n",
        ];
        for text in rows {
            let written = add_entries(text, &[entry("one"), entry("two")]).expect("TOML");
            for line in text.lines() {
                // The comment behind the last of a list goes behind the new last one.
                for part in line.split("}, ") {
                    assert!(written.contains(part), "{part}\n---\n{written}");
                }
            }
            let before = Document::parse(File::default(), text.to_owned()).expect("a policy");
            let after = Document::parse(File::default(), written.clone()).expect("a policy");
            after.check().expect("a policy");
            let count = |document: &Document| document.entries().expect("entries").iter().len();
            assert_eq!(count(&after), count(&before) + 2, "{written}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(reasons in prop::collection::vec("[ -~äé\"'\\\\]{1,40}", 1..6)) {
            let reasons: Vec<String> =
                reasons.into_iter().map(|reason| format!("so {reason}")).collect();
            let mut text = String::new();
            for reason in &reasons {
                text = add_entries(&text, &[entry(reason)]).expect("TOML");
            }
            let document = Document::parse(File::default(), text).expect("a policy");
            let read: Vec<&str> = document.entries().expect("entries").iter().map(|entry| entry.reason.as_str()).collect();
            prop_assert_eq!(read, reasons);
        }
    }
}
