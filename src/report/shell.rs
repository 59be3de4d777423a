//! Paths as words of a POSIX shell, ready to be copied.

/// The path as one word that stands for exactly these bytes. What a terminal would act on, and bytes that are not text,
/// are spelled out in `$'…'`.
/// Source: <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_04>
pub(super) fn shell_word(path: &[u8]) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+@%,:".contains(c);
    match std::str::from_utf8(path) {
        Ok(text) if !text.is_empty() && text.chars().all(plain) => text.to_owned(),
        Ok(text) if super::sanitize::visible(text) == text => format!("'{}'", text.replace('\'', r"'\''")),
        _ => spelled_out(path),
    }
}

fn spelled_out(path: &[u8]) -> String {
    let mut word = String::from("$'");
    for byte in path {
        match byte {
            b'\'' | b'\\' => word.extend(['\\', char::from(*byte)]),
            b' '..=b'~' => word.push(char::from(*byte)),
            // Octal, as a hexadecimal escape would take the digits that follow it.
            _ => word.push_str(&format!("\\{byte:03o}")),
        }
    }
    word + "'"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_stands_for_its_path() {
        for path in [&b"a/b.py"[..], b"a b", b"it's", b"new\nline", b"\xff\x1b[31m", b"$HOME", b"-x", "日本".as_bytes()]
        {
            let script = format!("printf %s {}", shell_word(path));
            let output = std::process::Command::new("bash").args(["-c", &script]).output().expect("bash");
            assert_eq!(output.stdout, path, "{script}");
        }
    }
}
