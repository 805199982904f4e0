//! Python's own generator, the Mersenne twister: what is chosen by a seed is chosen as Salt chooses it. Not for secrets.

use halite_common::value::Value;

use crate::hashutil::{Algorithm, unhex};

const SIZE: usize = 624;
const SHIFT: usize = 397;

/// The generator.
pub(super) struct Twister {
    state: [u32; SIZE],
    at: usize,
}

impl Twister {
    /// The generator that Python's `random.seed` makes of a value.
    pub(super) fn seeded(seed: &Value) -> Twister {
        match seed {
            Value::Int(number) => Twister::of_bytes(number.unsigned_abs().to_be_bytes().to_vec()),
            Value::Bool(flag) => Twister::of_bytes(vec![u8::from(*flag)]),
            other => {
                let text = other.to_string();
                let mut bytes = text.clone().into_bytes();
                bytes.extend(unhex(&Algorithm::Sha512.hex(text.as_bytes())).unwrap_or_default());
                Twister::of_bytes(bytes)
            }
        }
    }

    /// From a number, its bytes in big-endian order.
    fn of_bytes(bytes: Vec<u8>) -> Twister {
        let mut words: Vec<u32> = bytes
            .rchunks(4)
            .map(|chunk| chunk.iter().fold(0, |word, byte| word << 8 | u32::from(*byte)))
            .collect();
        while words.len() > 1 && words.last() == Some(&0) {
            words.pop();
        }
        Twister::of_words(&words)
    }

    fn of_words(key: &[u32]) -> Twister {
        let mut state = [0_u32; SIZE];
        state[0] = 19_650_218;
        for i in 1..SIZE {
            let before = state[i - 1];
            state[i] = 1_812_433_253_u32.wrapping_mul(before ^ before >> 30).wrapping_add(i as u32);
        }
        let (mut i, mut j) = (1, 0);
        for _ in 0..SIZE.max(key.len()) {
            let mixed = (state[i - 1] ^ state[i - 1] >> 30).wrapping_mul(1_664_525);
            state[i] = (state[i] ^ mixed).wrapping_add(key[j]).wrapping_add(j as u32);
            i += 1;
            j = (j + 1) % key.len();
            if i == SIZE {
                state[0] = state[SIZE - 1];
                i = 1;
            }
        }
        for _ in 1..SIZE {
            let mixed = (state[i - 1] ^ state[i - 1] >> 30).wrapping_mul(1_566_083_941);
            state[i] = (state[i] ^ mixed).wrapping_sub(i as u32);
            i += 1;
            if i == SIZE {
                state[0] = state[SIZE - 1];
                i = 1;
            }
        }
        state[0] = 0x8000_0000;
        Twister { state, at: SIZE }
    }

    fn next(&mut self) -> u32 {
        if self.at == SIZE {
            for i in 0..SIZE {
                let y = self.state[i] & 0x8000_0000 | self.state[(i + 1) % SIZE] & 0x7fff_ffff;
                let odd = if y & 1 == 1 { 0x9908_b0df } else { 0 };
                self.state[i] = self.state[(i + SHIFT) % SIZE] ^ y >> 1 ^ odd;
            }
            self.at = 0;
        }
        let mut y = self.state[self.at];
        self.at += 1;
        y ^= y >> 11;
        y ^= y << 7 & 0x9d2c_5680;
        y ^= y << 15 & 0xefc6_0000;
        y ^ y >> 18
    }

    /// A number below `bound`, as Python's `randrange` gives it. The bound is at least 1 and has 32 bits at most.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        let bits = 32 - bound.leading_zeros();
        loop {
            let number = if bits == 0 { 0 } else { self.next() >> (32 - bits) };
            if number < bound.max(1) {
                return number;
            }
        }
    }

    /// Positions of `size` items chosen out of `count`, as Python's `sample` chooses them.
    pub(super) fn sample(&mut self, count: usize, size: usize) -> Vec<usize> {
        let mut few = 21;
        if size > 5 {
            few += 4_usize.pow(((size * 3) as f64).log(4.0).ceil() as u32);
        }
        if count <= few {
            let mut pool: Vec<usize> = (0..count).collect();
            return (0..size)
                .map(|i| {
                    let at = self.below((count - i) as u32) as usize;
                    let chosen = pool[at];
                    pool[at] = pool[count - i - 1];
                    chosen
                })
                .collect();
        }
        let mut chosen = Vec::new();
        while chosen.len() < size {
            let at = self.below(count as u32) as usize;
            if !chosen.contains(&at) {
                chosen.push(at);
            }
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::Twister;

    // Expected numbers are Python 3.11's.
    #[test]
    fn as_in_python() {
        let mut twister = Twister::seeded(&"web1".into());
        let numbers: Vec<u32> = (0..5).map(|_| twister.below(10)).collect();
        assert_eq!(numbers, [5, 4, 5, 0, 6]);
        assert_eq!(Twister::seeded(&"web1".into()).sample(30, 4), [26, 10, 8, 24]);
        let mut twister = Twister::seeded(&Value::Int(7));
        assert_eq!(twister.sample(5, 5), [2, 1, 3, 0, 4]);
        assert_eq!(1 + twister.below(100), 69);
    }
}
