//! Which lines stay: the longest common run, then the same left and right of it (Ratcliff and Obershelp, as in Python's `difflib`).
//!
//! A shortest edit script would often differ from what Salt's users see.

use std::collections::HashMap;

/// Above this many lines, those that occur too often are not used as anchors.
const MANY: usize = 200;

/// A run of lines that stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Block {
    pub(super) old: usize,
    pub(super) new: usize,
    pub(super) size: usize,
}

/// The runs that stay, in order, and an empty one at the end.
pub(super) fn blocks(old: &[&str], new: &[&str]) -> Vec<Block> {
    let places = places(new);
    let mut todo = vec![(0, old.len(), 0, new.len())];
    let mut found = Vec::new();
    while let Some((old_low, old_high, new_low, new_high)) = todo.pop() {
        let best = longest(old, new, &places, (old_low, old_high), (new_low, new_high));
        if best.size == 0 {
            continue;
        }
        found.push(best);
        if old_low < best.old && new_low < best.new {
            todo.push((old_low, best.old, new_low, best.new));
        }
        let (old_next, new_next) = (best.old + best.size, best.new + best.size);
        if old_next < old_high && new_next < new_high {
            todo.push((old_next, old_high, new_next, new_high));
        }
    }
    found.sort_unstable();
    let mut merged: Vec<Block> = Vec::new();
    for block in found {
        match merged.last_mut() {
            Some(last) if last.old + last.size == block.old && last.new + last.size == block.new => {
                last.size += block.size;
            }
            _ => merged.push(block),
        }
    }
    merged.push(Block { old: old.len(), new: new.len(), size: 0 });
    merged
}

fn places<'a>(new: &[&'a str]) -> HashMap<&'a str, Vec<usize>> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, line) in new.iter().enumerate() {
        places.entry(line).or_default().push(at);
    }
    if new.len() >= MANY {
        places.retain(|_, at| at.len() <= new.len() / 100 + 1);
    }
    places
}

fn longest(
    old: &[&str],
    new: &[&str],
    places: &HashMap<&str, Vec<usize>>,
    (old_low, old_high): (usize, usize),
    (new_low, new_high): (usize, usize),
) -> Block {
    let mut best = Block { old: old_low, new: new_low, size: 0 };
    // Length of the common run that ends at a place in `new`, for the line of `old` before this one.
    let mut before: HashMap<usize, usize> = HashMap::new();
    for (i, line) in old.iter().enumerate().take(old_high).skip(old_low) {
        let mut here = HashMap::new();
        for &j in places.get(line).into_iter().flatten() {
            if j < new_low {
                continue;
            }
            if j >= new_high {
                break;
            }
            let size = 1 + j.checked_sub(1).and_then(|j| before.get(&j)).copied().unwrap_or(0);
            here.insert(j, size);
            if size > best.size {
                best = Block { old: i + 1 - size, new: j + 1 - size, size };
            }
        }
        before = here;
    }
    // Lines that were no anchors may still belong to the run.
    while best.old > old_low && best.new > new_low && old[best.old - 1] == new[best.new - 1] {
        best = Block { old: best.old - 1, new: best.new - 1, size: best.size + 1 };
    }
    while best.old + best.size < old_high
        && best.new + best.size < new_high
        && old[best.old + best.size] == new[best.new + best.size]
    {
        best.size += 1;
    }
    best
}
