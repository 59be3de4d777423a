//! How far a long scan has come, shown on a terminal, and its end on Ctrl-C.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use keystop::pipeline::Watcher;

/// How often the line is written anew, at most.
const EVERY: Duration = Duration::from_millis(100);

/// A line on standard error that is written over itself, if that is a terminal; nothing otherwise.
///
/// It is one line of text and no crate's bar: those load the system's mathematics at every start, the hook's too.
pub struct Progress {
    is_shown: bool,
    /// What is done now, of how many steps, and when the line was written last.
    part: Mutex<(&'static str, usize, Instant)>,
    done: AtomicUsize,
    is_stopped: Arc<AtomicBool>,
}

impl Progress {
    /// Shows nothing until a part begins. From now on, Ctrl-C stops the scan, and a second one the program.
    pub fn new() -> Self {
        let is_stopped = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&is_stopped);
        // Without a handler, Ctrl-C ends the program at once, as usual.
        let _ = ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(crate::exit::Exit::Failed as i32);
            }
        });
        let part = Mutex::new(("", 0, Instant::now()));
        Self { is_shown: stderr().is_terminal(), part, done: AtomicUsize::new(0), is_stopped }
    }

    /// Takes the line away.
    pub fn end(&self) {
        if self.is_shown {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}

impl Watcher for Progress {
    fn begin(&self, part: &'static str, steps: usize) {
        *self.part.lock().unwrap_or_else(PoisonError::into_inner) = (part, steps, Instant::now());
        self.done.store(0, Ordering::Relaxed);
    }

    fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if !self.is_shown {
            return;
        }
        // Another thread that writes the line will do.
        let Ok(mut part) = self.part.try_lock() else { return };
        let (name, steps, last) = *part;
        if last.elapsed() >= EVERY {
            part.2 = Instant::now();
            let _ = write!(stderr(), "\r\x1b[Kkeystop: {name} {done}/{steps}");
        }
    }

    fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }
}
