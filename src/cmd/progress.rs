//! How far a long scan has come, shown on a terminal, and its end on Ctrl-C.

use std::io::{IsTerminal as _, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use keystop::pipeline::Watcher;

/// A bar on standard error, if that is a terminal; nothing otherwise.
pub struct Bar {
    bar: ProgressBar,
    is_stopped: Arc<AtomicBool>,
}

impl Bar {
    /// Shows nothing until a part begins. From now on, Ctrl-C stops the scan, and a second one the program.
    pub fn new() -> Self {
        let target =
            if stderr().is_terminal() { ProgressDrawTarget::stderr_with_hz(10) } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        if let Ok(style) = ProgressStyle::with_template("keystop: {msg} {pos}/{len} {wide_bar} {eta}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        let is_stopped = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&is_stopped);
        // Without a handler, Ctrl-C ends the program at once, as usual.
        let _ = ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(crate::exit::Exit::Failed as i32);
            }
        });
        Self { bar, is_stopped }
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

impl Watcher for Bar {
    fn begin(&self, part: &'static str, steps: usize) {
        self.bar.set_message(part);
        self.bar.set_length(steps as u64);
        self.bar.set_position(0);
    }

    fn step(&self) {
        self.bar.inc(1);
    }

    fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }
}
