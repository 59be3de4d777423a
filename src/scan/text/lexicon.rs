//! Words by which names speak of a secret.

use keystop_rules::feature::Speaks;

use crate::scan::text::words::{self, Word};

/// Words for a password in other languages than English, in UTF-8, cut where words of names are.
const IN_OTHER_LANGUAGES: [&[u8]; 26] = [
    b"adgangskode",
    b"clave",
    b"contrasena",
    "contraseña".as_bytes(),
    "hasło".as_bytes(),
    b"heslo",
    "jelszó".as_bytes(),
    b"kennwort",
    "lösenord".as_bytes(),
    b"motdepasse",
    b"parola",
    b"passe",
    b"passord",
    b"salasana",
    b"senha",
    b"sifre",
    "şifre".as_bytes(),
    "Şifre".as_bytes(),
    b"wachtwoord",
    "пароль".as_bytes(),
    "Пароль".as_bytes(),
    "口令".as_bytes(),
    "密码".as_bytes(),
    "密碼".as_bytes(),
    "パスワー".as_bytes(),
    "비밀번호".as_bytes(),
];

/// The word that an abbreviation stands for, as the model has learnt it.
pub(in crate::scan) fn in_full(word: Word) -> Word {
    match words::letters(&word) {
        b"pat" | b"tkn" | b"bearer" => padded(b"token"),
        b"pword" | b"pwrd" => padded(b"password"),
        _ => word,
    }
}

/// The same for one that means it only beside other words.
pub(in crate::scan) fn beside_others(word: Word) -> Word {
    if words::letters(&word) == b"pwd" { padded(b"password") } else { word }
}

fn padded(letters: &[u8]) -> Word {
    let mut word = Word::default();
    word[..letters.len()].copy_from_slice(letters);
    word
}

/// What a word of a name speaks of, if it is a secret.
pub(in crate::scan) fn speaks_of(word: &[u8]) -> Option<Speaks> {
    let has = |words: &[&[u8]]| words.iter().any(|end| word.ends_with(end) || word.starts_with(end));
    let ends = |words: &[&[u8]]| words.iter().any(|end| word.ends_with(end));
    let within = memchr::memmem::find(word, b"passw").is_some();
    let is_psw = word.ends_with(b"psw") && word != b"ipsw";
    if within
        || matches!(word, b"pword" | b"pwrd")
        || has(&[b"passphrase", b"passcode", b"pwd"])
        || ends(&[b"pass", b"pw"])
        || is_psw
        || word == b"identified"
        || IN_OTHER_LANGUAGES.contains(&word)
    {
        Some(Speaks::Password)
    } else if matches!(word, b"pat" | b"tkn")
        || (has(&[b"secret", b"token", b"cred", b"bearer"]) || has(&[b"auth"])) && !is_other(word)
    {
        Some(Speaks::Secret)
    } else {
        ends(&[b"key", b"keys", b"salt", b"nonce", b"ticket"]).then_some(Speaks::Key)
    }
}

/// Whether a word only begins as those that speak of a secret do.
fn is_other(word: &[u8]) -> bool {
    [&b"tokeniz"[..], b"tokenis", b"credit", b"secretar"].iter().any(|beginning| word.starts_with(beginning))
        || word.starts_with(b"author") && !word.starts_with(b"authori")
}
