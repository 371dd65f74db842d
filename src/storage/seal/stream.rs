//! Sealing what is too long for memory: in pieces, each bound to its position and to whether it is
//! the last, so that a file cut short, put together from others or changed does not open (the
//! STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár).

use std::io::{self, ErrorKind, Read, Write};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, OsRng, Payload, rand_core::RngCore},
};

use super::{Key, Sealer};

const LABEL: &str = "sesshu seal backup";
const MARK: &[u8; 16] = b"sesshu backup 1\n";
/// Length of the header: mark, number of the key, and the common prefix of all nonces.
const HEAD: usize = 16 + 1 + PREFIX;
const PREFIX: usize = 16;
const PIECE: usize = 64 * 1024;
const TAG: usize = 16;

/// A writer that seals. [`finish`](Self::finish) has to be called at the end.
pub(in crate::storage) struct Sealing<W> {
    pieces: Pieces,
    plain: Vec<u8>,
    into: W,
}

/// A reader of what was sealed, which returns intact pieces only.
pub(in crate::storage) struct Opening<R> {
    pieces: Pieces,
    from: R,
    /// The next piece, read ahead to know whether it is the last.
    ahead: Vec<u8>,
    plain: Vec<u8>,
    given: usize,
    ended: bool,
}

struct Pieces {
    cipher: XChaCha20Poly1305,
    head: [u8; HEAD],
    next: u64,
}

impl Sealer {
    pub(in crate::storage) fn seal_into<W: Write>(&self, mut into: W) -> io::Result<Sealing<W>> {
        let key = self.0.newest();
        let mut head = [0; HEAD];
        head[..MARK.len()].copy_from_slice(MARK);
        head[MARK.len()] = key.id();
        OsRng.fill_bytes(&mut head[MARK.len() + 1..]);
        into.write_all(&head)?;
        Ok(Sealing { pieces: Pieces::new(key, head), plain: Vec::with_capacity(PIECE), into })
    }

    /// Opens a sealed stream. The error is of the kind [`ErrorKind::InvalidData`] if it is none,
    /// and [`ErrorKind::NotFound`] if the ring lacks its key.
    pub(in crate::storage) fn open_from<R: Read>(&self, mut from: R) -> io::Result<Opening<R>> {
        let mut head = [0; HEAD];
        from.read_exact(&mut head).map_err(|_| broken())?;
        if !head.starts_with(MARK) {
            return Err(broken());
        }
        let key = self.0.by_id(head[MARK.len()]).ok_or(ErrorKind::NotFound)?;
        let ahead = piece(&mut from)?;
        let pieces = Pieces::new(key, head);
        Ok(Opening { pieces, from, ahead, plain: Vec::new(), given: 0, ended: false })
    }
}

impl Pieces {
    fn new(key: &Key, head: [u8; HEAD]) -> Self {
        Self { cipher: XChaCha20Poly1305::new(&key.sub_key(LABEL).into()), head, next: 0 }
    }

    fn nonce(&mut self, last: bool) -> XNonce {
        let mut nonce = [0; PREFIX + 8];
        nonce[..PREFIX].copy_from_slice(&self.head[HEAD - PREFIX..]);
        nonce[PREFIX..].copy_from_slice(&(self.next << 1 | u64::from(last)).to_be_bytes());
        self.next += 1;
        nonce.into()
    }

    fn seal(&mut self, plain: &[u8], last: bool) -> io::Result<Vec<u8>> {
        let nonce = self.nonce(last);
        let payload = Payload { msg: plain, aad: &self.head };
        self.cipher.encrypt(&nonce, payload).map_err(|_| broken())
    }

    fn open(&mut self, sealed: &[u8], last: bool) -> io::Result<Vec<u8>> {
        let nonce = self.nonce(last);
        let payload = Payload { msg: sealed, aad: &self.head };
        self.cipher.decrypt(&nonce, payload).map_err(|_| broken())
    }
}

impl<W: Write> Sealing<W> {
    /// Writes the last piece and returns the underlying writer.
    pub(in crate::storage) fn finish(mut self) -> io::Result<W> {
        let sealed = self.pieces.seal(&self.plain, true)?;
        self.into.write_all(&sealed)?;
        self.into.flush()?;
        Ok(self.into)
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.plain.len() == PIECE {
            let sealed = self.pieces.seal(&self.plain, false)?;
            self.into.write_all(&sealed)?;
            self.plain.clear();
        }
        let taken = bytes.len().min(PIECE - self.plain.len());
        self.plain.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    /// Does nothing, because a piece is written when it is full.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<R: Read> Read for Opening<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.given == self.plain.len() && !self.ended {
            let sealed = std::mem::replace(&mut self.ahead, piece(&mut self.from)?);
            self.ended = self.ahead.is_empty();
            self.plain = self.pieces.open(&sealed, self.ended)?;
            self.given = 0;
        }
        let count = (&self.plain[self.given..]).read(into)?;
        self.given += count;
        Ok(count)
    }
}

fn piece(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut piece = Vec::with_capacity(PIECE + TAG);
    from.take((PIECE + TAG) as u64).read_to_end(&mut piece)?;
    Ok(piece)
}

fn broken() -> io::Error {
    ErrorKind::InvalidData.into()
}

#[cfg(test)]
mod tests {
    use super::super::KeyRing;
    use super::*;

    fn sealer(id: u8, byte: u8) -> Sealer {
        Sealer::new(KeyRing::new(Key::new(id, [byte; 32]), Vec::new()).unwrap())
    }

    fn sealed(plain: &[u8]) -> Vec<u8> {
        let mut sealing = sealer(1, 1).seal_into(Vec::new()).unwrap();
        sealing.write_all(plain).unwrap();
        sealing.finish().unwrap()
    }

    fn opened(sealed: &[u8]) -> io::Result<Vec<u8>> {
        let mut plain = Vec::new();
        sealer(1, 1).open_from(sealed)?.read_to_end(&mut plain)?;
        Ok(plain)
    }

    #[test]
    fn whatever_its_length_it_comes_back_as_it_was() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
            let plain: Vec<u8> = (0..=250).cycle().take(length).collect();
            assert_eq!(opened(&sealed(&plain)).unwrap(), plain, "{length}");
        }
    }

    #[test]
    fn what_is_cut_short_changed_or_put_together_does_not_open() {
        let whole = sealed(&vec![7; 2 * PIECE + 9]);
        let piece = PIECE + TAG;
        for length in [0, HEAD - 1, HEAD, HEAD + piece, HEAD + 2 * piece, whole.len() - 1] {
            assert!(opened(&whole[..length]).is_err(), "{length}");
        }
        for at in [0, MARK.len() + 1, HEAD, HEAD + piece, whole.len() - 1] {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            assert!(opened(&changed).is_err(), "{at}");
        }
        let mut swapped = whole.clone();
        swapped[HEAD..].rotate_left(piece);
        assert!(opened(&swapped).is_err());
        let mut longer = whole;
        longer.push(0);
        assert!(opened(&longer).is_err());
    }

    #[test]
    fn another_key_is_told_from_no_backup() {
        let whole = sealed(b"data");
        let kind = |sealer: Sealer, file: &[u8]| sealer.open_from(file).err().map(|it| it.kind());
        assert_eq!(kind(sealer(2, 1), &whole), Some(ErrorKind::NotFound));
        assert_eq!(kind(sealer(1, 1), b"SQLite format 3"), Some(ErrorKind::InvalidData));
        let mut same_number = sealer(1, 9).open_from(whole.as_slice()).unwrap();
        assert!(same_number.read_to_end(&mut Vec::new()).is_err());
    }
}
