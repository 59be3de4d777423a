//! Files that are secrets as a whole, through the whole scanner and in commits.

use std::collections::BTreeSet;

use crate::support::random;
use crate::support::sandbox::Sandbox;
use crate::support::template::fill;
use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use keystop::scan::{Confidence, Hit, Input, Scanner, Sensitivity};

fn hits(path: &str, text: &[u8]) -> Vec<Hit> {
    Scanner::new().scan(&Input { path: path.as_bytes(), text, sensitivity: Sensitivity::KeysOnly })
}

fn hex(digits: &str) -> Vec<u8> {
    HEXLOWER_PERMISSIVE.decode(digits.replace(' ', "").as_bytes()).expect("hexadecimal digits")
}

/// What the hexadecimal digits stand for, and random bytes behind it.
fn binary(start: &str) -> Vec<u8> {
    [hex(start), random::bytes(400, 128..)].concat()
}

/// A DER sequence with that content, filled with random bytes to a length of 300.
fn der(start: &str) -> Vec<u8> {
    let content = hex(start);
    let rest = random::bytes(300 - content.len(), ..);
    [hex("30 82 01 2c"), content, rest].concat()
}

/// The content information of PKCS #12, and a bag of that kind in it.
fn pkcs12(bag: &str) -> Vec<u8> {
    let start = "02 01 03 30 82 01 00 06 09 2a 86 48 86 f7 0d 01 07 01 a0 82 00 f0 04 82 00 ec";
    der(&format!("{start} 30 10 06 0b 2a 86 48 86 f7 0d 01 0c 0a 01 {bag} a0 01 02"))
}

fn java(protector: &str) -> Vec<u8> {
    binary(&format!(
        "fe ed fe ed 00 00 00 02 00 00 00 01 00 00 00 01 00 03 6b 65 79 00 00 01 8b 00 00 00 00 {protector}"
    ))
}

fn bouncy_castle(kind: &str) -> Vec<u8> {
    let salt = "00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff 00 11 22 33";
    let certificate = "01 00 01 61 00 00 01 8b 00 00 00 00 00 00 00 00 00 05 58 2e 35 30 39 00 00 00 02 30 00";
    binary(&format!("00 00 00 02 00 00 00 14 {salt} 00 00 04 00 {certificate} {kind}"))
}

/// A secret key packet of 88 bytes, and what follows it.
fn pgp(next: &str) -> Vec<u8> {
    let mut packet = binary("94 58 04 65 00 00 00 16 09 2b 06 01");
    packet.truncate(2 + 88);
    [packet, hex(next)].concat()
}

/// A private key of OpenSSH without its armour: so many public keys, of which one follows, and the private part.
fn openssh(keys: &str) -> Vec<u8> {
    let public = BASE64.encode(&binary("")[..51]);
    let head = format!("00 00 00 04 6e 6f 6e 65 00 00 00 04 6e 6f 6e 65 00 00 00 00 {keys} 00 00 00 44");
    [b"openssh-key-v1\0".to_vec(), hex(&head), public.into_bytes(), hex("00 00 00 40"), vec![7; 64]].concat()
}

fn database(schema: &str) -> Vec<u8> {
    [b"SQLite format 3\0\x10\0\x01\x01".to_vec(), vec![0; 300], schema.as_bytes().to_vec(), vec![0; 300]].concat()
}

fn berkeley(name: &[u8]) -> Vec<u8> {
    [vec![0; 12], hex("62 31 05 00 09 00 00 00"), vec![0; 300], name.to_vec(), vec![1; 80]].concat()
}

/// MySQL's login paths with that many lines.
fn login_paths(lines: usize) -> Vec<u8> {
    let line = [hex("20 00 00 00"), binary("")[..32].to_vec()].concat();
    [hex("00 00 00 00"), vec![7; 20], line.repeat(lines)].concat()
}

fn text(template: &str) -> Vec<u8> {
    fill(template).into_bytes()
}

fn terraform(resource: &str, output: &str) -> Vec<u8> {
    let state = r#"{lb}"version": 4, "terraform_version": "1.9.0", "serial": 3, "lineage": "0c1f", "outputs": {lb}OUTPUT{rb}, "resources": [RESOURCE]{rb}"#;
    text(&state.replace("OUTPUT", output).replace("RESOURCE", resource))
}

/// Rules, and files that they find.
fn secrets() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let encrypted = "30 40 06 09 2a 86 48 86 f7 0d 01 05 0d 30 33";
    let password = BASE64.encode(fill("Kestrel-{digit:3}{lower:4}").as_bytes());
    let mut all = vec![
        ("key-store-pkcs12", "deploy.p12", pkcs12("02")),
        ("key-store-pkcs12", "no-name", pkcs12("01")),
        ("key-store-java", "release.jks", java("06 0a 2b 06 01 04 01 2a 02 11 01 01")),
        ("key-store-java", "app.keystore", binary("ce ce ce ce 00 00 00 02 2b 06 01 04 01 2a 02 13 01")),
        ("key-store-bouncy-castle", "app.bks", bouncy_castle("04")),
        ("private-key-der", "key.der", der("02 01 00 02 82 01 01 00")),
        ("private-key-der", "platform.pk8", der("02 01 00 30 0d 06 09 2a 86 48 86 f7 0d 01 01 01 05 00 04 82")),
        ("private-key-der", "ec.key", der("02 01 01 04 20")),
        ("private-key-der", "encrypted.p8", der(encrypted)),
        ("private-key-pgp-binary", "secring.gpg", binary("95 01 98 04 65 00 00 00 01 04 00")),
        ("private-key-pgp-binary", "key.pgp", pgp("b4 05 61 40 62 2e 63")),
        ("private-key-openssh-binary", "id_ed25519.bin", openssh("00 00 00 01")),
        ("private-key-pgp-binary", "private-keys-v1.d/0A.key", b"(21:protected-private-key(3:rsa(1:n257:".to_vec()),
        ("kerberos-keytab", "http.keytab", binary("05 02 00 00 00 50 00 02 00 0b 45 58")),
        ("bitcoin-wallet", "wallet.dat", berkeley(b"\x04mkey\x01\0\0\0")),
        ("bitcoin-wallet", "wallet.dat", database("walletdescriptorckey")),
        (
            "ethereum-keystore",
            "UTC--2020-01-01",
            text(
                r#"{lb}"address":"{hex:40}","crypto":{lb}"cipher":"aes-128-ctr","ciphertext":"{hex:64}","kdf":"scrypt","kdfparams":{lb}"n":262144{rb},"mac":"{hex:64}"{rb},"version":3{rb}"#,
            ),
        ),
        ("keepass-database", "team.kdbx", binary("03 d9 a2 9a 67 fb 4b b5 01 00 04 00")),
        ("password-safe-database", "team.psafe3", [b"PWS3".to_vec(), binary("")].concat()),
        ("apple-keychain", "login.keychain-db", [b"kych\0\x01\0\0".to_vec(), binary("")].concat()),
        ("gnome-keyring", "login.keyring", [b"GnomeKeyring\n\r\0\n".to_vec(), binary("")].concat()),
        ("kde-wallet", "kdewallet.kwl", [b"KWALLET\n\r\0\r\n".to_vec(), binary("")].concat()),
        ("browser-passwords", "Login Data", database("CREATE TABLE logins (origin_url VARCHAR, password_value BLOB)")),
        ("browser-passwords", "key4.db", database("CREATE TABLE nssPrivate (id PRIMARY KEY)")),
        (
            "browser-passwords",
            "logins.json",
            text(r#"{lb}"nextId":2,"logins":[{lb}"id":1,"hostname":"https://a.corp-net.com","encryptedPassword":"{base64:60}"{rb}]{rb}"#),
        ),
        (
            "password-export",
            "Chrome Passwords.csv",
            text("name,url,username,password,note{nl}mail,https://mail.corp-net.com/,me,{lower:5}-{base62:6}{digit:2},{nl}"),
        ),
        (
            "password-export",
            "logins.csv",
            text("\"url\",\"username\",\"password\",\"httpRealm\"{nl}\"https://a.corp-net.com\",\"me\",\"a,b{base62:9}{digit:2}\",{nl}"),
        ),
        (
            "password-export",
            "bitwarden.csv",
            text("folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp{nl},,login,a,,,0,https://a.corp-net.com,me,{base62:9}{digit:2}x,{nl}"),
        ),
        (
            "bitwarden-export",
            "bitwarden_export.json",
            text(r#"{lb}{nl}  "encrypted": false,{nl}  "folders": [],{nl}  "items": [{lb}"login": {lb}"username": "me", "password": "{base62:10}"{rb}{rb}]{nl}{rb}"#),
        ),
        (
            "keepass-export",
            "export.xml",
            text("<?xml version=\"1.0\"?>{nl}<KeePassFile><Root><Entry><String><Key>Password</Key><Value ProtectInMemory=\"True\">{base62:10}</Value></String></Entry></Root></KeePassFile>"),
        ),
        (
            "1password-export",
            "data.1pif",
            text("{lb}\"uuid\":\"1\",\"secureContents\":{lb}{rb}{rb}{nl}***5642bee8-a5ff-11dc-8314-0800200c9a66***{nl}"),
        ),
        (
            "filezilla-passwords",
            "sitemanager.xml",
            format!("<?xml version=\"1.0\"?>\n<FileZilla3><Server><Pass encoding=\"base64\">{password}</Pass></Server></FileZilla3>").into_bytes(),
        ),
        ("terraform-state", "terraform.tfstate", terraform("", r#""key": {lb}"value": "{base62:12}", "sensitive": true{rb}"#)),
        (
            "terraform-state",
            "terraform.tfstate.backup",
            terraform(
                r#"{lb}"type": "random_password", "instances": [{lb}"attributes": {lb}"result": "{base62:12}"{rb}, "sensitive_attributes": [[{lb}"type": "get_attr", "value": "result"{rb}]]{rb}]{rb}"#,
                "",
            ),
        ),
        (
            "terraform-state",
            "old.tfstate",
            terraform(r#"{lb}"instances": [{lb}"attributes": {lb}"master_password": "{base62:9}{digit:2}x"{rb}{rb}]{rb}"#, ""),
        ),
        ("filezilla-passwords", "sitemanager.xml", text("<FileZilla3><Server><Pass>{letter:5}{digit:2}{letter:5}</Pass></Server></FileZilla3>")),
        ("rails-credentials-key", "config/master.key", text("{hex:32}")),
        ("rails-credentials-key", "app/config/credentials/production.key", text("{hex:32}{nl}")),
        (
            "azure-token-cache",
            "msal_token_cache.json",
            text(r#"{lb}"AccessToken": {lb}{rb}, "RefreshToken": {lb}"a": {lb}"credential_type": "RefreshToken", "secret": "{base64url:300}"{rb}{rb}{rb}"#),
        ),
    ];
    all.extend(told_by_their_names());
    all
}

/// The same of files that only their names tell from others.
fn told_by_their_names() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    vec![
        ("mysql-login-path", ".mylogin.cnf", login_paths(1)),
        (
            "dbeaver-credentials",
            ".dbeaver/credentials-config.json",
            [binary(""), vec![128; 16]].concat()[..400].to_vec(),
        ),
        ("password-file", ".vault-token", text("{base62:24}{digit:2}x")),
        ("password-file", "ansible/.vault_pass", text("{letter:5}{digit:2}{letter:5}{digit:2}{nl}")),
        (
            "password-file",
            "ppp/chap-secrets",
            text("# client server secret{nl}me * \"{letter:5}{digit:2}{letter:5}\" *{nl}"),
        ),
        ("password-file", "userlist.txt", text("\"app\" \"{letter:5}{digit:2}{letter:5}{digit:2}\"{nl}")),
        ("password-file", ".htdigest", text("me:realm:{hex:32}{nl}")),
    ]
}

#[test]
fn each_kind_is_found_as_a_whole() {
    for (rule, path, text) in secrets() {
        let found = hits(path, &text);
        assert_eq!(found.iter().map(|hit| hit.rule.id()).collect::<Vec<_>>(), [rule], "{path}");
        assert_eq!((found[0].secret.clone(), found[0].confidence), (0..text.len(), Confidence::Proven), "{path}");
    }
}

/// Those that are told by their content alone.
fn binaries() -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    let stores = secrets().into_iter().filter(|(rule, path, text)| {
        let is_named = ["bitcoin-wallet", "password-safe-database", "mysql-login-path"].contains(rule);
        !is_named && !path.ends_with("json") && std::str::from_utf8(text).map_or(true, |text| text.contains('\0'))
    });
    stores.map(|(rule, _, text)| (rule, text))
}

#[test]
fn those_without_text_are_found_in_base64() {
    for (rule, store) in binaries() {
        let encoded = BASE64.encode(&store);
        for line in
            ["data:\n  store: V\n", "KEYSTORE_BASE64=V", "key = \"V\"", "url(data:application/octet-stream;base64,V)"]
        {
            let text = line.replace('V', &encoded);
            let found = hits("a.yaml", text.as_bytes());
            assert_eq!(found.iter().map(|hit| hit.rule.id()).collect::<Vec<_>>(), [rule], "{line}");
            assert_eq!(text[found[0].secret.clone()], *encoded.trim_end_matches('='), "{rule}");
        }
        let lines: Vec<&str> = encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
        let found = hits("a.tf", format!("store = <<EOT\n{}\nEOT\n", lines.join("\n")).as_bytes());
        assert_eq!(found.iter().map(|hit| hit.rule.id()).collect::<Vec<_>>(), [rule]);
    }
}

#[test]
fn no_kind_is_without_a_sample() {
    let tried: BTreeSet<&str> = secrets().iter().map(|(rule, ..)| *rule).collect();
    let rules = keystop::rules::builtin().iter().filter(|rule| rule.whole.is_some());
    assert_eq!(rules.map(keystop::rules::Rule::id).collect::<BTreeSet<_>>(), tried);
}

#[test]
fn the_same_forms_without_a_secret_pass() {
    let long = BASE64.encode(b"changeme");
    let clean = [
        ("truststore.p12", pkcs12("03")),
        (".mylogin.cnf", login_paths(0)),
        (".dbeaver/credentials-config.json", text("{lb}{rb}")),
        (".vault-token", text("<your token>{nl}")),
        (".vault_pass", text("#!/bin/sh{nl}pass show vault{nl}")),
        ("ppp/chap-secrets", text("# client server secret IP addresses{nl}")),
        ("userlist.txt", text("\"app\" \"password\"{nl}")),
        (".htpasswd", text("me:password{nl}")),
        ("cacerts.jks", java("00")),
        ("truststore.bks", bouncy_castle("00")),
        ("certificate.der", der("30 82 01 10 a0 03 02 01 02 02 10")),
        ("public.der", der("30 0d 06 09 2a 86 48 86 f7 0d 01 01 01 05 00 03 82")),
        ("two-keys-and-more", [der("02 01 00 02 82 01 01 00"), vec![0]].concat()),
        ("pubring.gpg", binary("99 01 98 04 65 00 00 00 01 04 00")),
        ("cut.gpg", binary("95 01 99 04 65 00 00 00 01 04 00")),
        ("other.bin", pgp("00 05 61 40 62 2e 63")),
        ("no-key-in.bin", openssh("00 00 00 00")),
        ("snmp.bin", hex("30 29 02 01 01 04 06 70 75 62 6c 69 63").into_iter().chain([0; 30]).collect()),
        ("some.keytab", binary("05 02")),
        ("app.db", database("CREATE TABLE users (name TEXT)")),
        ("wallet.dat", berkeley(b"name")),
        ("team.csv", b"name,url,username\na,b,c\n".to_vec()),
        ("empty.csv", b"name,url,username,password\n".to_vec()),
        (
            "fixtures.csv",
            b"name,url,username,password\na,https://a.com,user,password\nb,https://b.com,user,\n".to_vec(),
        ),
        (
            "bitwarden.json",
            text(r#"{lb}"encrypted": true, "items": [{lb}"login": {lb}"password": "2.{base64:40}"{rb}{rb}]{rb}"#),
        ),
        ("keepass.xml", b"<KeePassFile><Root></Root></KeePassFile>".to_vec()),
        ("sitemanager.xml", format!("<FileZilla3><Pass encoding=\"base64\">{long}</Pass></FileZilla3>").into_bytes()),
        ("terraform.tfstate", terraform("", r#""address": {lb}"value": "10.0.0.1"{rb}"#)),
        (
            "terraform.tfstate",
            terraform(
                r#"{lb}"instances": [{lb}"attributes": {lb}"password": null{rb}, "sensitive_attributes": []{rb}]{rb}"#,
                "",
            ),
        ),
        ("config/master.key", b"0000000000000000\n".to_vec()),
        ("api.json", b"{\"kdfparams\": {}, \"ciphertext\": null}".to_vec()),
        ("broken.tfstate", b"{\"terraform_version\": ".to_vec()),
    ];
    for (path, text) in clean {
        assert!(hits(path, &text).is_empty(), "{path}");
        assert!(hits("a.txt", format!("a: {}", BASE64.encode(&text)).as_bytes()).is_empty(), "{path}");
    }
}

#[test]
fn a_commit_with_a_key_store() {
    let sandbox = Sandbox::new();
    let store = pkcs12("02");
    sandbox.stage("certs/deploy.p12", &store);
    let blocked = sandbox.commit().blocks();
    for said in ["\ncerts/deploy.p12\n", "PKCS #12", ".gitignore", "git reset -q -- certs/deploy.p12"] {
        assert!(blocked.stderr.contains(said), "{said}: {blocked:?}");
    }
    let fingerprint = blocked.stderr.split("fingerprint = ").nth(1).and_then(|rest| rest.lines().next());
    let fingerprint = fingerprint.expect("an entry to copy");
    sandbox.stage(".keystop.toml", format!("[[allow]]\nfingerprint = {fingerprint}\nreason = \"a test\"\n"));
    sandbox.commit().passes();
    sandbox.stage("certs/deploy.p12", pkcs12("02"));
    sandbox.commit().blocks();
}
