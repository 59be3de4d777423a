//! How a message fits the screen.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// What the message is written on.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// How many columns it has.
    pub width: usize,
    /// True if it knows hyperlinks.
    pub links: bool,
    /// True if everything was asked for.
    pub verbose: bool,
    /// True if the person stands in a directory below the repository's top.
    pub below_the_top: bool,
}

/// Without a terminal: a log, or the window of an editor.
pub const USUAL_WIDTH: usize = 80;

impl Default for Screen {
    fn default() -> Self {
        Self { width: USUAL_WIDTH, links: false, verbose: false, below_the_top: false }
    }
}

impl Screen {
    /// The address, as a link where the screen knows them.
    /// Source: <https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda>
    #[must_use]
    pub fn link(&self, address: &str) -> String {
        if self.links && address.starts_with("https://") && address.bytes().all(|b| b.is_ascii_graphic()) {
            format!("\u{1b}]8;;{address}\u{1b}\\{address}\u{1b}]8;;\u{1b}\\")
        } else {
            address.to_owned()
        }
    }
}

/// The text in lines of that width at most, broken at spaces only: a longer word has a line of its own.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The end of a text, as much as fits; `…` stands for what is left out.
pub fn last_columns(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut room = columns.saturating_sub(1);
    let kept = text.chars().rev().take_while(|c| fits(*c, &mut room)).collect::<Vec<_>>();
    std::iter::once('…').chain(kept.into_iter().rev()).collect()
}

/// The beginning of a text, as much as fits; `…` stands for what is left out.
pub fn first_columns(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut room = columns.saturating_sub(1);
    text.chars().take_while(|c| fits(*c, &mut room)).chain(['…']).collect()
}

fn fits(c: char, room: &mut usize) -> bool {
    let width = c.width().unwrap_or(0);
    let fits = width <= *room;
    *room = room.saturating_sub(width);
    fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_never_broken() {
        assert_eq!(wrapped("a bb ccc dddddddddd e", 6), ["a bb", "ccc", "dddddddddd", "e"]);
        assert_eq!(wrapped("", 6), [""]);
    }

    #[test]
    fn cutting_counts_columns() {
        assert_eq!((last_columns("abcdef", 4), first_columns("abcdef", 4)), ("…def".to_owned(), "abc…".to_owned()));
        assert_eq!(first_columns("日本語", 4), "日…");
        assert_eq!(first_columns("abc", 3), "abc");
    }
}
