//! From bytes to text: detects a file's encoding, checks the text, and reads it with uniform line
//! ends.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding, SHIFT_JIS, UTF_8};

use super::{BadFile, Kind, Source};

/// The number of bytes that are read at a time.
const BLOCK: usize = 64 * 1024;

/// The line limit of a quoted cell; more mean that a quotation mark is not closed.
const MOST_LINES_IN_QUOTES: u64 = 100;

/// How files begin that are not text.
const KINDS: [(&[u8], Kind); 8] = [
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (b"\xD0\xCF\x11\xE0", Kind::OldExcel),
    (b"%PDF", Kind::Pdf),
    (b"\x1F\x8B", Kind::Compressed),
    (b"7z\xBC\xAF", Kind::Compressed),
    (b"\x89PNG", Kind::Picture),
    (b"\xFF\xD8\xFF", Kind::Picture),
];

/// The properties of a file.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) encoding: &'static Encoding,
    pub(super) delimiter: u8,
    /// The number of lines that are not blank.
    pub(super) lines: u64,
}

/// Reads a whole file, and refuses one that is not text, or no table because a quotation mark is
/// not closed.
pub(super) fn look_through(source: &Source) -> Result<Seen, BadFile> {
    let mut head = Vec::new();
    source.open()?.take(8).read_to_end(&mut head)?;
    if let Some((_, kind)) = KINDS.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(BadFile::NotText(*kind));
    }
    if let Some((encoding, _)) = Encoding::for_bom(&head) {
        return look(source, encoding)?.map_err(BadFile::from);
    }
    let as_utf_8 = match look(source, UTF_8)? {
        Ok(seen) => return Ok(seen),
        Err(fault) => fault,
    };
    // Japanese in UTF-8 does not occur by chance in another encoding: the file is in UTF-8 and
    // damaged in one place.
    if as_utf_8.japanese || !matches!(as_utf_8.what, What::Malformed { .. }) {
        return Err(as_utf_8.into());
    }
    look(source, SHIFT_JIS)?.map_err(BadFile::from)
}

/// The first error in a text.
struct Fault {
    what: What,
    /// Whether Japanese was read before the error.
    japanese: bool,
}

enum What {
    /// Bytes that cannot be decoded; `at_end` if the file ends within a character.
    Malformed {
        line: u64,
        at_end: bool,
    },
    Nul {
        line: u64,
    },
    OpenQuote {
        line: u64,
    },
    Empty,
}

impl From<Fault> for BadFile {
    fn from(fault: Fault) -> Self {
        match fault.what {
            What::Malformed { at_end: true, .. } => Self::CutOff,
            What::Malformed { line, .. } => Self::Encoding { line },
            What::Nul { line } => Self::Nul { line },
            What::OpenQuote { line } => Self::OpenQuote { line },
            What::Empty => Self::Empty,
        }
    }
}

fn look(source: &Source, encoding: &'static Encoding) -> io::Result<Result<Seen, Fault>> {
    let mut from = source.open()?;
    let mut decoder = encoding.new_decoder();
    let mut look = Look::default();
    let mut block = vec![0; BLOCK];
    let mut text = String::with_capacity(BLOCK * 3);
    loop {
        let read = from.read(&mut block)?;
        let last = read == 0;
        let mut bytes = &block[..read];
        loop {
            text.clear();
            let (result, used) =
                decoder.decode_to_string_without_replacement(bytes, &mut text, last);
            bytes = &bytes[used..];
            if let Err(what) = look.over(&text) {
                return Ok(Err(look.fault(what)));
            }
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    let what = What::Malformed { line: look.line, at_end: last };
                    return Ok(Err(look.fault(what)));
                }
            }
        }
        if last {
            return Ok(look.end(encoding));
        }
    }
}

/// The state of the check.
struct Look {
    line: u64,
    lines: u64,
    /// Visible characters of the current line, and quotation marks among them.
    signs: u64,
    marks: u64,
    after_return: bool,
    japanese: bool,
    tab_in_heads: bool,
    /// The line with the opening quotation mark.
    quoted_since: Option<u64>,
    /// The first line with an odd number of quotation marks.
    first_odd: Option<u64>,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            line: 1,
            lines: 0,
            signs: 0,
            marks: 0,
            after_return: false,
            japanese: false,
            tab_in_heads: false,
            quoted_since: None,
            first_odd: None,
        }
    }
}

impl Look {
    fn over(&mut self, text: &str) -> Result<(), What> {
        for c in text.chars() {
            let ends_return = std::mem::replace(&mut self.after_return, c == '\r');
            match c {
                '\0' => return Err(What::Nul { line: self.line }),
                '\n' if ends_return => {}
                '\n' | '\r' => self.end_line()?,
                '"' => {
                    self.signs += 1;
                    self.marks += 1;
                    self.quoted_since = match self.quoted_since {
                        None => Some(self.line),
                        Some(_) => None,
                    };
                }
                '\t' if self.lines == 0 => self.tab_in_heads = true,
                c => {
                    self.signs += u64::from(!c.is_whitespace());
                    self.japanese |= matches!(c, '\u{3000}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}');
                }
            }
        }
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), What> {
        self.lines += u64::from(std::mem::take(&mut self.signs) > 0);
        if std::mem::take(&mut self.marks) % 2 == 1 && self.first_odd.is_none() {
            self.first_odd = Some(self.line);
        }
        if let Some(since) = self.quoted_since
            && self.line - since > MOST_LINES_IN_QUOTES
        {
            return Err(What::OpenQuote { line: since });
        }
        self.line += 1;
        Ok(())
    }

    fn fault(&self, what: What) -> Fault {
        Fault { what, japanese: self.japanese }
    }

    fn end(mut self, encoding: &'static Encoding) -> Result<Seen, Fault> {
        let line = self.line;
        let ended = self.end_line();
        let what = match (ended, self.quoted_since) {
            (Err(what), _) => what,
            (Ok(()), Some(_)) => What::OpenQuote { line: self.first_odd.unwrap_or(line) },
            (Ok(()), None) if self.lines == 0 => What::Empty,
            (Ok(()), None) => {
                let delimiter = if self.tab_in_heads { b'\t' } else { b',' };
                return Ok(Seen { encoding, delimiter, lines: self.lines });
            }
        };
        Err(self.fault(what))
    }
}

/// A file's text in UTF-8, with line feeds as line ends.
pub(super) struct Text {
    from: Box<dyn Read + Send>,
    decoder: Decoder,
    block: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    /// The number of bytes read so far.
    handed: u64,
    after_return: bool,
    ended: bool,
}

impl Text {
    pub(super) fn open(source: &Source, encoding: &'static Encoding) -> io::Result<Self> {
        Ok(Self {
            from: source.open()?,
            decoder: encoding.new_decoder_with_bom_removal(),
            block: vec![0; BLOCK],
            text: Vec::new(),
            given: 0,
            handed: 0,
            after_return: false,
            ended: false,
        })
    }

    /// Returns whether the text ends at this byte.
    pub(super) fn ends_at(&self, byte: u64) -> bool {
        self.ended && self.given == self.text.len() && self.handed == byte
    }

    /// Decodes the next block. The file was checked before; if it has changed since, bytes that
    /// cannot be decoded become replacement characters.
    fn fill(&mut self) -> io::Result<()> {
        let read = self.from.read(&mut self.block)?;
        self.ended = read == 0;
        let most = self.decoder.max_utf8_buffer_length(read).unwrap_or(BLOCK * 4);
        self.text.resize(most, 0);
        let (result, _, written, _) =
            self.decoder.decode_to_utf8(&self.block[..read], &mut self.text, self.ended);
        debug_assert_eq!(result, CoderResult::InputEmpty, "the buffer is as long as it can need");
        self.text.truncate(written);
        self.given = 0;
        let after_return = &mut self.after_return;
        self.text.retain_mut(|byte| {
            let ends_return = std::mem::replace(after_return, *byte == b'\r');
            if *byte == b'\r' {
                *byte = b'\n';
                return true;
            }
            !(*byte == b'\n' && ends_return)
        });
        if self.ended {
            // One line end whether or not the file has one, because lines are counted by their
            // ends, and another, which only a row with an unclosed quotation mark reaches.
            self.text.extend_from_slice(b"\n\n");
        }
        Ok(())
    }
}

impl Read for Text {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            self.fill()?;
        }
        let rest = &self.text[self.given..];
        let many = rest.len().min(into.len());
        into[..many].copy_from_slice(&rest[..many]);
        self.given += many;
        self.handed += many as u64;
        Ok(many)
    }
}
