//! An object told as changes of another. Source: <https://git-scm.com/docs/gitformat-pack>, "Deltified representation".

/// The object that the changes make of its base; nothing where they do not fit it.
pub(super) fn apply(base: &[u8], delta: &[u8]) -> Option<Vec<u8>> {
    let mut changes = Changes(delta);
    if changes.size()? != base.len() {
        return None;
    }
    let size = changes.size()?;
    let mut made = Vec::new();
    made.try_reserve_exact(size).ok()?;
    while let Some(change) = changes.byte() {
        let part = match change {
            0 => return None,
            1..=0x7f => changes.take(usize::from(change))?,
            0x80.. => {
                let offset = changes.number(change, 4)?;
                let length = match changes.number(change >> 4, 3)? {
                    0 => 0x10000,
                    length => length,
                };
                base.get(offset..offset.checked_add(length)?)?
            }
        };
        if part.len() > size - made.len() {
            return None;
        }
        made.extend_from_slice(part);
    }
    (made.len() == size).then_some(made)
}

/// What is left of the changes.
struct Changes<'a>(&'a [u8]);

impl<'a> Changes<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (part, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(part)
    }

    /// A size: seven bits a byte, the last ones first.
    fn size(&mut self) -> Option<usize> {
        let mut size = 0_usize;
        for shift in (0..usize::BITS).step_by(7) {
            let byte = self.byte()?;
            let bits = usize::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                return None;
            }
            size |= bits << shift;
            if byte & 0x80 == 0 {
                return Some(size);
            }
        }
        None
    }

    /// A number of so many bytes, the last one first, of which those follow whose bit is set.
    fn number(&mut self, present: u8, bytes: u32) -> Option<usize> {
        let mut number = 0;
        for byte in 0..bytes {
            if present >> byte & 1 == 1 {
                number |= usize::from(self.byte()?) << (8 * byte);
            }
        }
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::apply;

    /// Copies 3 bytes from the second on, and puts in one.
    const DELTA: &[u8] = &[5, 4, 0x91, 1, 3, 1, b'!'];

    #[test]
    fn copies_and_new_bytes_make_the_object() {
        assert_eq!(apply(b"hello", DELTA).as_deref(), Some(&b"ell!"[..]));
    }

    #[test]
    fn changes_that_do_not_fit_make_nothing() {
        assert_eq!(apply(b"hell", DELTA), None, "another base");
        assert_eq!(apply(b"hello", &DELTA[..6]), None, "cut off");
        assert_eq!(apply(b"hello", &[5, 4, 0x91, 4, 3, 1, b'!']), None, "behind the base's end");
        assert_eq!(apply(b"hello", &[5, 2, 0x91, 1, 3]), None, "longer than it says");
        assert_eq!(apply(b"hello", &[5, 1, 0]), None, "a change of no kind");
    }
}
