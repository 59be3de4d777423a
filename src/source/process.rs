//! Waiting for another program, but not forever.

use std::io::{self, ErrorKind, Read};
use std::process::{Child, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long a program may be silent before it counts as hung.
const PATIENCE: Duration = Duration::from_secs(20);

/// How much is handed on at a time, in bytes.
const CHUNK: usize = 64 * 1024;

/// What a program writes, read by a thread, so that a reader need not wait forever.
pub(super) struct Patient {
    chunks: Receiver<io::Result<Vec<u8>>>,
    chunk: Vec<u8>,
    /// How much of the chunk is read.
    read: usize,
}

impl Patient {
    pub(super) fn new(mut output: impl Read + Send + 'static) -> Self {
        let (sender, chunks) = sync_channel(4);
        thread::spawn(move || {
            loop {
                let mut chunk = vec![0; CHUNK];
                let read = output.read(&mut chunk).map(|length| {
                    chunk.truncate(length);
                    chunk
                });
                let is_last = read.as_ref().map_or(true, Vec::is_empty);
                if sender.send(read).is_err() || is_last {
                    return;
                }
            }
        });
        Self { chunks, chunk: Vec::new(), read: 0 }
    }
}

impl Read for Patient {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read == self.chunk.len() {
            self.chunk = match self.chunks.recv_timeout(PATIENCE) {
                Ok(chunk) => chunk?,
                Err(RecvTimeoutError::Timeout) => return Err(hung()),
                Err(RecvTimeoutError::Disconnected) => Vec::new(),
            };
            self.read = 0;
        }
        let length = (&self.chunk[self.read..]).read(buffer)?;
        self.read += length;
        Ok(length)
    }
}

/// How a program ended that has closed its output, or whose input is closed; it is made to end if it does not.
pub(super) fn end_of(child: &mut Child) -> io::Result<ExitStatus> {
    let start = Instant::now();
    let mut pause = Duration::from_micros(100);
    while start.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
    child.kill()?;
    child.wait()?;
    Err(hung())
}

fn hung() -> io::Error {
    io::Error::new(ErrorKind::TimedOut, format!("it was silent for {} seconds", PATIENCE.as_secs()))
}
