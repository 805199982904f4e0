//! From matching blocks to hunks with three lines of context.

use super::matching::{Block, blocks};

const CONTEXT: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    equal: bool,
    old: (usize, usize),
    new: (usize, usize),
}

/// The lines of a unified diff; those of the header end in `\n`, the others as the input does.
pub(super) fn unified(old: &[&str], new: &[&str], old_name: &str, new_name: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for group in groups(steps(&blocks(old, new))) {
        if lines.is_empty() {
            lines.push(format!("--- {old_name}\n"));
            lines.push(format!("+++ {new_name}\n"));
        }
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let (from, to) = (range(first.old.0, last.old.1), range(first.new.0, last.new.1));
        lines.push(format!("@@ -{from} +{to} @@\n"));
        for step in group {
            if step.equal {
                lines.extend(old[step.old.0..step.old.1].iter().map(|line| format!(" {line}")));
                continue;
            }
            lines.extend(old[step.old.0..step.old.1].iter().map(|line| format!("-{line}")));
            lines.extend(new[step.new.0..step.new.1].iter().map(|line| format!("+{line}")));
        }
    }
    lines
}

fn range(start: usize, end: usize) -> String {
    match end - start {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        length => format!("{},{length}", start + 1),
    }
}

fn steps(blocks: &[Block]) -> Vec<Step> {
    let (mut i, mut j) = (0, 0);
    let mut steps = Vec::new();
    for block in blocks {
        if i < block.old || j < block.new {
            steps.push(Step { equal: false, old: (i, block.old), new: (j, block.new) });
        }
        (i, j) = (block.old + block.size, block.new + block.size);
        if block.size > 0 {
            steps.push(Step { equal: true, old: (block.old, i), new: (block.new, j) });
        }
    }
    steps
}

fn groups(mut steps: Vec<Step>) -> Vec<Vec<Step>> {
    if let Some(first) = steps.first_mut().filter(|step| step.equal) {
        *first = tail(*first);
    }
    if let Some(last) = steps.last_mut().filter(|step| step.equal) {
        *last = head(*last);
    }
    let mut groups = vec![Vec::new()];
    for step in steps {
        let last = groups.len() - 1;
        if step.equal && step.old.1 - step.old.0 > 2 * CONTEXT {
            groups[last].push(head(step));
            groups.push(vec![tail(step)]);
        } else {
            groups[last].push(step);
        }
    }
    groups.retain(|group| group.iter().any(|step| !step.equal));
    groups
}

fn head(step: Step) -> Step {
    let length = (step.old.1 - step.old.0).min(CONTEXT);
    Step { old: (step.old.0, step.old.0 + length), new: (step.new.0, step.new.0 + length), ..step }
}

fn tail(step: Step) -> Step {
    let length = (step.old.1 - step.old.0).min(CONTEXT);
    Step { old: (step.old.1 - length, step.old.1), new: (step.new.1 - length, step.new.1), ..step }
}

#[cfg(test)]
mod tests {
    use super::super::of_text;

    #[test]
    fn hunks_are_those_of_difflib() {
        // Expected texts are what Python 3.11 prints.
        let check = |old: &str, new: &str, expected: &str| assert_eq!(of_text(old, new), expected);
        check("a\n", "a\n", "");
        check("", "a\n", "--- \n+++ \n@@ -0,0 +1 @@\n+a\n");
        check("a\nb\n", "", "--- \n+++ \n@@ -1,2 +0,0 @@\n-a\n-b\n");
        check("a", "b", "--- \n+++ \n@@ -1 +1 @@\n-a+b");
        check(
            "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n",
            "1\nx\n3\n4\n5\n6\n7\n8\n9\n10\ny\n12\n",
            "--- \n+++ \n@@ -1,5 +1,5 @@\n 1\n-2\n+x\n 3\n 4\n 5\n@@ -8,5 +8,5 @@\n 8\n 9\n 10\n-11\n+y\n 12\n",
        );
        check("a\nb\nc\n", "b\nc\na\n", "--- \n+++ \n@@ -1,3 +1,3 @@\n-a\n b\n c\n+a\n");
    }
}
