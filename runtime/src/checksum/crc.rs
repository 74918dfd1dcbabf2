//! The two cyclic redundancy checks that no library here has, eight bytes at a time.
//!
//! Source: the [catalogue of parametrised CRC algorithms](https://reveng.sourceforge.io/crc-catalogue/all.htm) has
//! polynomials and check values: CRC-32/ISCSI and CRC-64/NVME.

/// CRC-32C.
pub(crate) struct Crc32c(u32);

/// CRC-64/NVME.
pub(crate) struct Crc64(u64);

/// For each of eight bytes what it adds to the remainder, by how many bytes follow it in the step.
type Tables<T> = [[T; 256]; 8];

macro_rules! tables {
    ($name:ident, $type:ty, $polynomial:expr) => {
        #[allow(
            clippy::indexing_slicing,
            reason = "the loops end with the tables, and the compiler runs them"
        )]
        static $name: Tables<$type> = {
            let mut tables: Tables<$type> = [[0; 256]; 8];
            let mut index = 0;
            while index < 256 {
                let mut value = index as $type;
                let mut bit = 0;
                while bit < 8 {
                    value = if value & 1 == 1 { $polynomial ^ (value >> 1) } else { value >> 1 };
                    bit += 1;
                }
                tables[0][index] = value;
                index += 1;
            }
            let mut slice = 1;
            while slice < 8 {
                let mut index = 0;
                while index < 256 {
                    let before = tables[slice - 1][index];
                    tables[slice][index] = (before >> 8) ^ tables[0][(before & 0xff) as usize];
                    index += 1;
                }
                slice += 1;
            }
            tables
        };
    };
}

// The polynomials with their bits turned round.
tables!(CRC32C, u32, 0x82f6_3b78);
tables!(CRC64, u64, 0x9a6c_9329_ac4b_c9b5);

/// What a byte adds; a byte is always in the table.
fn look<T: Copy + Default>(table: &[T; 256], byte: u8) -> T {
    table.get(usize::from(byte)).copied().unwrap_or_default()
}

impl Default for Crc32c {
    fn default() -> Self {
        Self(u32::MAX)
    }
}

impl Crc32c {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        let [t0, t1, t2, t3, t4, t5, t6, t7] = &CRC32C;
        let (steps, rest) = bytes.as_chunks::<8>();
        let mut crc = self.0;
        for [b0, b1, b2, b3, b4, b5, b6, b7] in steps {
            let [r0, r1, r2, r3] = (crc ^ u32::from_le_bytes([*b0, *b1, *b2, *b3])).to_le_bytes();
            crc = look(t7, r0)
                ^ look(t6, r1)
                ^ look(t5, r2)
                ^ look(t4, r3)
                ^ look(t3, *b4)
                ^ look(t2, *b5)
                ^ look(t1, *b6)
                ^ look(t0, *b7);
        }
        for byte in rest {
            let [first, ..] = crc.to_le_bytes();
            crc = look(t0, first ^ byte) ^ (crc >> 8);
        }
        self.0 = crc;
    }

    pub(super) fn finish(self) -> u32 {
        !self.0
    }
}

impl Default for Crc64 {
    fn default() -> Self {
        Self(u64::MAX)
    }
}

impl Crc64 {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        let [t0, t1, t2, t3, t4, t5, t6, t7] = &CRC64;
        let (steps, rest) = bytes.as_chunks::<8>();
        let mut crc = self.0;
        for step in steps {
            let [r0, r1, r2, r3, r4, r5, r6, r7] = (crc ^ u64::from_le_bytes(*step)).to_le_bytes();
            crc = look(t7, r0)
                ^ look(t6, r1)
                ^ look(t5, r2)
                ^ look(t4, r3)
                ^ look(t3, r4)
                ^ look(t2, r5)
                ^ look(t1, r6)
                ^ look(t0, r7);
        }
        for byte in rest {
            let [first, ..] = crc.to_le_bytes();
            crc = look(t0, first ^ byte) ^ (crc >> 8);
        }
        self.0 = crc;
    }

    pub(super) fn finish(self) -> u64 {
        !self.0
    }
}
