//! The bytes of a place, and parts of places.

use super::{Problem, Renderer};
use crate::{Piece, Place, WasmPlace};

/// Most bytes that one read returns; more is read in portions.
const READ_LIMIT: u64 = 64 * 1024;
/// Pieces may hold pieces, but not endlessly.
const PIECE_DEPTH: u8 = 4;

impl Renderer<'_> {
    /// The `size` bytes at `place`, little-endian as in linear memory.
    pub(crate) fn read(&self, place: &Place, size: u64) -> Result<Vec<u8>, Problem> {
        self.read_nested(place, size, 0)
    }

    fn read_nested(&self, place: &Place, size: u64, depth: u8) -> Result<Vec<u8>, Problem> {
        if size > READ_LIMIT {
            return Err(Problem::invalid(format!("size of {size} bytes")));
        }
        // Bounded just above, so the conversion cannot fail.
        let length = usize::try_from(size).unwrap_or(0);
        match place {
            Place::Memory(address) => {
                let mut bytes = vec![0; length];
                if length > 0 {
                    self.program.read_memory(*address, &mut bytes)?;
                }
                Ok(bytes)
            }
            Place::Wasm { place, offset } => {
                let value = match place {
                    WasmPlace::Local(index) => self.program.wasm_local(*index),
                    WasmPlace::Global(index) => self.program.wasm_global(*index),
                    WasmPlace::Operand(index) => self.program.wasm_operand(*index),
                };
                let bytes = value.ok_or_else(|| absent(*place))?.to_le_bytes();
                exact(&bytes, usize::from(*offset), length)
            }
            Place::Bytes(bytes) => exact(bytes, 0, length),
            Place::Pieces(_) if depth >= PIECE_DEPTH => {
                Err(Problem::Unavailable("pieces within pieces".to_owned()))
            }
            Place::Pieces(pieces) => self.assemble(pieces, size, depth),
            Place::OptimizedOut => Err(Problem::OptimizedOut),
            Place::Unknown(reason) => Err(Problem::Unavailable(reason.clone())),
        }
    }

    /// Puts the first `size` bytes of a scattered value together.
    fn assemble(&self, pieces: &[Piece], size: u64, depth: u8) -> Result<Vec<u8>, Problem> {
        let mut bits = Bits::default();
        let wanted = size * 8;
        for piece in pieces {
            let left = wanted - bits.count;
            if left == 0 {
                break;
            }
            let take = piece.bits.min(left);
            let bytes = self.read_nested(&piece.place, take.div_ceil(8), depth + 1)?;
            bits.append(&bytes, take);
        }
        if bits.count < wanted {
            // Compilers leave out the last pieces where there is nothing to say about them.
            return Err(Problem::OptimizedOut);
        }
        Ok(bits.bytes)
    }

    /// The pointer of `size` bytes at an address.
    pub(crate) fn word(&self, address: u64, size: u64) -> Result<u64, Problem> {
        let mut bytes = [0; 8];
        let size = usize::try_from(size).unwrap_or(0).min(bytes.len());
        self.program.read_memory(address, &mut bytes[..size])?;
        Ok(u64::from_le_bytes(bytes))
    }

    /// Whether `length` bytes from `address` on are inside linear memory.
    pub(crate) fn in_memory(&self, address: u64, length: u64) -> bool {
        address.checked_add(length).is_some_and(|end| end <= self.program.memory_size())
    }
}

fn absent(place: WasmPlace) -> Problem {
    match place {
        WasmPlace::Local(index) => Problem::Unavailable(format!("no Wasm local {index}")),
        WasmPlace::Global(index) => Problem::Unavailable(format!("no Wasm global {index}")),
        // In an outer frame the call has taken its operands.
        WasmPlace::Operand(_) => Problem::OptimizedOut,
    }
}

fn exact(bytes: &[u8], start: usize, length: usize) -> Result<Vec<u8>, Problem> {
    start
        .checked_add(length)
        .and_then(|end| bytes.get(start..end))
        .map(<[u8]>::to_vec)
        .ok_or_else(|| Problem::Unavailable("its place is narrower than its type".to_owned()))
}

/// A growing run of bits, least significant first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    count: u64,
}

impl Bits {
    fn append(&mut self, source: &[u8], count: u64) {
        if self.count.is_multiple_of(8) && count.is_multiple_of(8) {
            self.bytes.extend_from_slice(source);
            self.count += count;
            return;
        }
        for index in 0..count {
            let byte = usize::try_from(index / 8).ok().and_then(|at| source.get(at)).copied();
            let bit = byte.unwrap_or(0) >> (index % 8) & 1;
            if self.count.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= bit << (self.count % 8);
            }
            self.count += 1;
        }
    }
}

/// The place of `size` bytes at `offset` inside `place`.
pub(crate) fn part(place: &Place, offset: u64, size: u64) -> Place {
    match place {
        Place::Memory(address) => match address.checked_add(offset) {
            Some(address) => Place::Memory(address),
            None => Place::Unknown("its address overflows".to_owned()),
        },
        Place::Wasm { place, offset: first } => {
            match u8::try_from(offset).ok().and_then(|offset| first.checked_add(offset)) {
                Some(offset) => Place::Wasm { place: *place, offset },
                None => Place::Unknown("it is beyond its Wasm place".to_owned()),
            }
        }
        Place::Bytes(bytes) => {
            let range = usize::try_from(offset)
                .ok()
                .zip(usize::try_from(size).ok())
                .and_then(|(start, size)| Some(start..start.checked_add(size)?));
            match range.and_then(|range| bytes.get(range)) {
                Some(bytes) => Place::Bytes(bytes.to_vec()),
                None => Place::Unknown("the known bytes are shorter than the type".to_owned()),
            }
        }
        Place::Pieces(pieces) => part_of_pieces(pieces, offset, size),
        Place::OptimizedOut => Place::OptimizedOut,
        Place::Unknown(reason) => Place::Unknown(reason.clone()),
    }
}

fn part_of_pieces(pieces: &[Piece], offset: u64, size: u64) -> Place {
    let (Some(mut skip), Some(mut wanted)) = (offset.checked_mul(8), size.checked_mul(8)) else {
        return Place::Unknown("its offset overflows".to_owned());
    };
    let mut found = Vec::new();
    for piece in pieces {
        if wanted == 0 {
            break;
        }
        if skip >= piece.bits {
            skip -= piece.bits;
            continue;
        }
        if !skip.is_multiple_of(8) {
            return Place::Unknown("it begins inside a byte of a piece".to_owned());
        }
        let bits = (piece.bits - skip).min(wanted);
        found.push(Piece { bits, place: part(&piece.place, skip / 8, bits.div_ceil(8)) });
        wanted -= bits;
        skip = 0;
    }
    match found.len() {
        1 if wanted == 0 => found.remove(0).place,
        _ => Place::Pieces(found),
    }
}
