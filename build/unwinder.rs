//! Links the stack unwinder of GCC into the program, where the C compiler has it.
//!
//! Otherwise the program loads a library for it at every start, which takes a twentieth of a small commit's time.

use std::env;
use std::path::PathBuf;
use std::process::Command;

const LIBRARY: &str = "libgcc_eh.a";

pub fn link() {
    let target = |what: &str| env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
    let is_native = env::var_os("HOST") == env::var_os("TARGET");
    if !is_native || target("OS") != "linux" || target("ENV") != "gnu" {
        return;
    }
    let compiler = env::var_os("CC").unwrap_or_else(|| "cc".into());
    let answer = Command::new(compiler).arg(format!("-print-file-name={LIBRARY}")).output();
    let path =
        answer.ok().and_then(|answer| String::from_utf8(answer.stdout).ok()).map(|line| PathBuf::from(line.trim()));
    // A compiler that has no such file repeats the name.
    if let Some(folder) = path.as_deref().filter(|path| path.is_file()).and_then(|path| path.parent()) {
        println!("cargo:rustc-link-search=native={}", folder.display());
        println!("cargo:rustc-link-lib=static:+verbatim={LIBRARY}");
    }
}
