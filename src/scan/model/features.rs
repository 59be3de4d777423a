//! What an assignment's value and name are like, as numbers.

use keystop_rules::feature::{Feature, Speaks};

use crate::file_type::Family;
use crate::scan::model::trigrams::Wordlike;
use crate::scan::syntax::assignment::{Assignment, Operator, Quotes};
use crate::scan::text::lexicon::{self, speaks_of};
use crate::scan::text::words::{self, Word};
use crate::scan::value::shape::is_uuid;
use crate::scan::value::{placeholder, prefix};

/// How much of a value is looked at, in bytes.
const LOOKED_AT: usize = 256;

/// Everything that the model asks about an assignment.
#[derive(Clone, Debug)]
pub struct Measures {
    /// The features, by their numbers.
    pub features: [f32; Feature::COUNT],
    /// The words of the name, in order.
    pub words: Vec<Word>,
    /// What the name speaks of, if it is a secret.
    pub speaks: Option<Speaks>,
}

impl Measures {
    /// Measures an assignment in a file of that path and kind.
    #[must_use]
    pub fn of(text: &[u8], assignment: &Assignment, path: &[u8], kind: Family) -> Self {
        let name = &text[assignment.name.clone()];
        let mut words: Vec<Word> = words::words(name).into_iter().map(lexicon::in_full).collect();
        // Alone it is the directory that a shell works in.
        if words.len() > 1 {
            for word in &mut words {
                *word = lexicon::beside_others(*word);
            }
        }
        let mut measures = Self { features: [0.0; Feature::COUNT], words, speaks: None };
        measures.name(name);
        let value = measures.random_part(&text[assignment.value.clone()]);
        measures.set(Feature::Always);
        measures.length(value.len());
        let value = &value[..value.len().min(LOOKED_AT)];
        measures.characters(value);
        measures.forms(value);
        measures.says(value);
        measures.context(assignment, kind);
        measures.path(path);
        measures
    }

    /// Whether that is the last word of the name that speaks of a secret.
    pub(in crate::scan) fn speaks_last(&self, word: &[u8]) -> bool {
        let speaking = self.words.iter().map(words::letters).rfind(|word| speaks_of(word).is_some());
        speaking == Some(word)
    }

    /// The part of a value that is to be measured: without the issuer's own prefix, and without the user's name where
    /// the name says that both stand there. What is left then is a password.
    fn random_part<'v>(&mut self, value: &'v [u8]) -> &'v [u8] {
        let is_loose = self.speaks == Some(Speaks::Key) && self.words.len() < 2;
        let mut letters = self.words.iter().map(words::letters);
        if letters.any(|word| matches!(word, b"basic" | b"basicauth" | b"creds" | b"credentials"))
            && let Some(password) = prefix::behind_user(value)
        {
            // It says how the two are sent, and of the password nothing.
            self.words.retain(|word| words::letters(word) != b"basic");
            self.speaks = Some(Speaks::Password);
            return password;
        }
        if is_loose { value } else { prefix::behind_issuer(value) }
    }

    fn put(&mut self, feature: Feature, amount: f32) {
        self.features[feature as usize] = amount;
    }

    fn set(&mut self, feature: Feature) {
        self.put(feature, 1.0);
    }

    fn set_if(&mut self, feature: Feature, holds: bool) {
        self.put(feature, f32::from(u8::from(holds)));
    }

    /// The classes of characters, and how they follow each other.
    #[allow(clippy::cast_precision_loss)] // At most `LOOKED_AT`.
    fn characters(&mut self, value: &[u8]) {
        let count = |kind: fn(&u8) -> bool| value.iter().filter(|b| kind(b)).count() as f32;
        let length = value.len().max(1) as f32;
        let is_sign = |b: &u8| b.is_ascii() && !b.is_ascii_alphanumeric();
        self.put(Feature::Digits, count(u8::is_ascii_digit) / length);
        self.put(Feature::Upper, count(u8::is_ascii_uppercase) / length);
        self.put(Feature::Signs, count(is_sign) / length);
        self.put(Feature::KindsOfSigns, (kinds_of_signs(value) as f32 / 4.0).min(1.0));
        let class = |b: &u8| if b.is_ascii_alphabetic() { 0 } else { 1 + u8::from(!b.is_ascii_digit()) };
        let steps = |changes: fn(&[u8]) -> bool| value.windows(2).filter(|pair| changes(pair)).count() as f32 / length;
        self.put(
            Feature::Changes,
            value.windows(2).filter(|pair| class(&pair[0]) != class(&pair[1])).count() as f32 / length,
        );
        self.put(
            Feature::CaseChanges,
            steps(|pair| {
                pair.iter().all(u8::is_ascii_alphabetic) && pair[0].is_ascii_uppercase() != pair[1].is_ascii_uppercase()
            }),
        );
        let wordlike = Wordlike::of(value);
        self.put(Feature::Wordlike, wordlike.mean() / 2.0);
        self.put(Feature::WordlikeInAll, (wordlike.in_all / 20.0).clamp(-1.0, 1.0));
        self.put(Feature::LeastWordlike, wordlike.least / 2.0);
        if value.iter().all(u8::is_ascii_alphabetic) {
            self.put(Feature::WordlikeLetters, wordlike.mean() / 2.0);
        }
    }

    fn length(&mut self, length: usize) {
        self.set(match length {
            0..6 => Feature::Under6,
            6..8 => Feature::From6,
            8..12 => Feature::From8,
            12..16 => Feature::From12,
            16..24 => Feature::From16,
            24..32 => Feature::From24,
            32..48 => Feature::From32,
            48..96 => Feature::From48,
            _ => Feature::From96,
        });
    }

    /// The forms that values have which are no secrets, or are.
    fn forms(&mut self, value: &[u8]) {
        let all = |kind: fn(&u8) -> bool| value.iter().all(kind);
        let any = |kind: fn(&u8) -> bool| value.iter().any(kind);
        let has = |byte: u8| value.contains(&byte);
        let (lower, upper, digit) = (any(u8::is_ascii_lowercase), any(u8::is_ascii_uppercase), any(u8::is_ascii_digit));
        let from_generator = is_from_generator(value);
        self.set_if(Feature::FromGenerator, from_generator);
        self.set_if(Feature::AllDigits, all(u8::is_ascii_digit));
        self.set_if(Feature::AllLower, all(u8::is_ascii_lowercase));
        self.set_if(Feature::AllUpper, all(u8::is_ascii_uppercase));
        self.set_if(Feature::Alphanumeric, all(u8::is_ascii_alphanumeric) && digit && (lower || upper));
        self.set_if(Feature::Interleaved, is_interleaved(value));
        let hex = value.len() >= 16 && all(u8::is_ascii_hexdigit) && lower != upper && digit;
        self.set_if(Feature::Hex, hex);
        self.set_if(Feature::Digest, hex && matches!(value.len(), 32 | 40 | 56 | 64 | 96 | 128));
        self.set_if(Feature::Uuid, is_uuid(value));
        self.set_if(Feature::Padded, value.last() == Some(&b'=') && value.len() >= 8);
        let base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_');
        self.set_if(Feature::Base64, value.len() >= 16 && all(base64) && lower && upper && digit);
        let spaces = memchr::memchr_iter(b' ', value).count();
        self.set_if(Feature::Space, spaces > 0);
        self.set_if(Feature::Spaces, spaces > 1);
        self.set_if(Feature::Dot, !from_generator && has(b'.'));
        self.set_if(Feature::Dotted, has(b'.') && are_words(value, b"."));
        self.set_if(Feature::Slash, !from_generator && has(b'/'));
        self.set_if(Feature::Path, is_path(value));
        self.set_if(Feature::Url, memchr::memmem::find(value, b"://").is_some());
        self.set_if(
            Feature::Email,
            memchr::memchr(b'@', value).is_some_and(|at| at > 0 && value[at..].contains(&b'.') && at + 4 < value.len()),
        );
        self.set_if(Feature::Colon, !from_generator && has(b':'));
        let is_password = from_generator || placeholder::is_generated_around_brackets(value);
        self.set_if(Feature::Bracket, !is_password && any(|b| matches!(b, b'(' | b'[' | b'{' | b'<')));
        self.set_if(Feature::Underscore, has(b'_'));
        self.set_if(Feature::Dash, has(b'-'));
        let constant = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_';
        self.set_if(Feature::Constant, all(constant) && has(b'_') && upper);
        self.set_if(Feature::Joined, (has(b'-') || has(b'_')) && !upper && are_words(value, b"-_"));
        self.set_if(Feature::WordAndNumber, is_word_and_number(value));
        let humps =
            value.windows(2).filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase()).count();
        self.set_if(Feature::Camel, all(u8::is_ascii_alphabetic) && humps > 0 && humps * 4 <= value.len());
        self.set_if(Feature::Beyond, !value.is_ascii());
        self.set_if(
            Feature::Capital,
            value.len() > 2 && value[0].is_ascii_uppercase() && value[1..3].iter().all(u8::is_ascii_lowercase),
        );
        self.set_if(Feature::Sentence, matches!(value.last(), Some(b'.' | b'?' | b'!' | b':' | b',')));
        self.set_if(Feature::Backslash, has(b'\\'));
    }

    /// The words that the value holds, but for those that a long random value holds by chance.
    fn says(&mut self, value: &[u8]) {
        const ROWS: [&[u8]; 6] = [b"123", b"321", b"abc", b"000", b"111", b"xxx"];
        let lower = value.to_ascii_lowercase();
        let holds = |word: &[u8]| {
            memchr::memmem::find_iter(&lower, word)
                .any(|at| !placeholder::is_amid_random(value, &(at..at + word.len())))
        };
        let its_name = self.words.iter().map(words::letters).any(|word| word.len() >= 3 && holds(word));
        self.set_if(Feature::SaysItsName, its_name);
        self.set_if(Feature::SaysSecret, SECRETS.iter().any(|word| holds(word)));
        self.set_if(Feature::SaysExample, EXAMPLES.iter().any(|word| holds(word)));
        self.set_if(Feature::SaysRow, ROWS.iter().any(|row| holds(row)));
    }

    fn name(&mut self, name: &[u8]) {
        let speaks = |word: &Word| speaks_of(words::letters(word));
        let place = self.words.iter().rposition(|word| speaks(word).is_some());
        self.set_if(Feature::NameEndsSecret, place.is_some_and(|place| place + 1 == self.words.len()));
        self.set_if(Feature::NameQualified, place.is_some_and(|place| place > 0));
        let constant = |b: &u8| !b.is_ascii_lowercase();
        self.set_if(Feature::NameConstant, name.iter().all(constant));
        self.speaks = place.and_then(|place| speaks(&self.words[place]));
    }

    fn context(&mut self, assignment: &Assignment, kind: Family) {
        match assignment.operator {
            Operator::Assigns | Operator::Pairs => {}
            Operator::Compares => self.set(Feature::OperatorCompares),
            // `setPassword("…")` assigns.
            Operator::Calls if self.words.iter().any(|word| words::letters(word) == b"set") => {}
            Operator::Calls => self.set(Feature::OperatorCalls),
            Operator::Lists => self.set(Feature::OperatorLists),
            Operator::Encloses => self.set(Feature::OperatorEncloses),
            Operator::Follows => self.set(Feature::OperatorFollows),
        }
        match assignment.quotes {
            Quotes::Own => {}
            Quotes::Shared => self.set(Feature::QuotesShared),
            Quotes::None => self.set(Feature::QuotesNone),
        }
        self.set(match kind {
            Family::Code => Feature::KindCode,
            Family::Shell => Feature::KindShell,
            Family::Settings => Feature::KindSettings,
            Family::Json => Feature::KindJson,
            Family::Markup => Feature::KindMarkup,
            Family::Prose | Family::Generated => Feature::KindProse,
        });
    }

    fn path(&mut self, path: &[u8]) {
        let lower = path.to_ascii_lowercase();
        let (folders, file) = lower.split_at(lower.iter().rposition(|b| *b == b'/').unwrap_or(0));
        let holds = |text: &[u8], words: &[&[u8]]| words.iter().any(|word| memchr::memmem::find(text, word).is_some());
        self.set_if(Feature::InTests, holds(&lower, &[b"test", b"spec", b"mock", b"fixture", b"fuzz"]));
        let examples: [&[u8]; 5] = [b"example", b"sample", b"template", b"doc", b"demo"];
        let named: [&[u8]; 5] = [b".example", b"-example", b".sample", b".template", b".dist"];
        self.set_if(Feature::InExamples, holds(folders, &examples) || holds(file, &named));
    }
}

/// Words that a value holds which names a secret and is none.
const SECRETS: [&[u8]; 8] = [b"pass", b"secret", b"token", b"key", b"pwd", b"auth", b"cred", b"user"];

/// Words that people write where a value is made up, or is yet to be filled in.
const EXAMPLES: [&[u8]; 30] = [
    b"test",
    b"example",
    b"sample",
    b"dummy",
    b"fake",
    b"mock",
    b"demo",
    b"foo",
    b"bar",
    b"your",
    b"change",
    b"todo",
    b"placeholder",
    b"invalid",
    b"wrong",
    b"hunter2",
    b"qwerty",
    b"admin",
    b"root",
    b"guest",
    b"default",
    b"none",
    b"null",
    b"true",
    b"false",
    b"string",
    b"value",
    b"hello",
    b"undefined",
    b"some",
];

/// How many different signs the value has, white space not counted.
fn kinds_of_signs(value: &[u8]) -> usize {
    let mut signs: Vec<u8> =
        value.iter().copied().filter(|b| b.is_ascii() && !b.is_ascii_alphanumeric() && *b != b' ').collect();
    signs.sort_unstable();
    signs.dedup();
    signs.len()
}

/// Whether the value is as generators of passwords make them: one word with upper case, lower case, digits and three
/// kinds of signs, or with five kinds of signs.
fn is_from_generator(value: &[u8]) -> bool {
    const SHORTEST: usize = 10;
    let has = |kind: fn(&u8) -> bool| value.iter().any(kind);
    let has_letters_and_digits = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit);
    let signs = kinds_of_signs(value);
    value.len() >= SHORTEST && !value.contains(&b' ') && (has_letters_and_digits && signs >= 3 || signs >= 5)
}

/// Whether letters beyond hexadecimal digits and digits take turns, and nothing else is in the value.
fn is_interleaved(value: &[u8]) -> bool {
    let turns = value.windows(2).filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit()).count();
    value.len() >= 16
        && turns * 5 >= value.len()
        && value.iter().all(u8::is_ascii_alphanumeric)
        && value.iter().any(|b| b.is_ascii_alphabetic() && !b.is_ascii_hexdigit())
}

fn is_path(value: &[u8]) -> bool {
    value.starts_with(b"/")
        || value.starts_with(b"./")
        || value.starts_with(b"../")
        || value.starts_with(b"~/")
        || value.get(1..3) == Some(b":\\")
        || memchr::memchr_iter(b'/', value).count() > 1 && are_words(value, b"/-_.")
}

/// Whether it is made of letters, in parts of two and more, joined by one of those signs.
fn are_words(value: &[u8], joiners: &[u8]) -> bool {
    value.split(|b| joiners.contains(b)).all(|part| part.iter().all(u8::is_ascii_alphabetic) && part.len() != 1)
}

fn is_word_and_number(value: &[u8]) -> bool {
    let letters = value.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let digits = &value[letters..];
    letters >= 2 && !digits.is_empty() && digits.len() <= 4 && digits.iter().all(u8::is_ascii_digit)
}
