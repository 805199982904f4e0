//! Python's `itertools` as filters.

use super::super::super::object::{MAX_ITEMS, Object, bounded, collect, generator};
use super::super::super::raise::{Raise, Result};
use super::super::super::run::{Builtin, Call};
use super::serialize::strict;

const REST: &[&str] = &["value", "*"];

pub(crate) const TABLE: &[Builtin] = &[
    Builtin { name: "zip", parameters: REST, run: |call| strict(call, zip) },
    Builtin {
        name: "zip_longest",
        parameters: &["value", "*", "fillvalue?"],
        run: |call| strict(call, zip_longest),
    },
    Builtin { name: "product", parameters: &["value", "*", "repeat?"], run: |call| strict(call, product) },
    Builtin {
        name: "combinations",
        parameters: &["value", "r"],
        run: |call| strict(call, |c| chosen(c, false, false)),
    },
    Builtin {
        name: "combinations_with_replacement",
        parameters: &["value", "r"],
        run: |call| strict(call, |c| chosen(c, true, false)),
    },
    Builtin {
        name: "permutations",
        parameters: &["value", "r?"],
        run: |call| strict(call, |c| chosen(c, false, true)),
    },
    Builtin { name: "compress", parameters: &["value", "selectors"], run: |call| strict(call, compress) },
];

fn all(call: &Call<'_>) -> Result<Vec<Vec<Object>>> {
    std::iter::once(call.get(0)).chain(&call.bound.rest).map(collect).collect()
}

fn given(name: &'static str, rows: Vec<Vec<Object>>) -> Object {
    let mut rows = rows.into_iter();
    generator(name, Box::new(move || Ok(rows.next().map(Object::tuple))))
}

fn zip(call: &Call<'_>) -> Result<Object> {
    let columns = all(call)?;
    let length = columns.iter().map(Vec::len).min().unwrap_or(0);
    let rows = (0..length).map(|at| columns.iter().map(|column| column[at].clone()).collect());
    Ok(given("zip", rows.collect()))
}

fn zip_longest(call: &Call<'_>) -> Result<Object> {
    let columns = all(call)?;
    let fill = call.opt(1).cloned().unwrap_or(Object::None);
    let length = columns.iter().map(Vec::len).max().unwrap_or(0);
    let row = |at: usize| columns.iter().map(|column| column.get(at).unwrap_or(&fill).clone()).collect();
    Ok(given("zip_longest", (0..length).map(row).collect()))
}

fn product(call: &Call<'_>) -> Result<Object> {
    let columns = all(call)?;
    let repeat = bounded(usize::try_from(call.int(1, 1)?.max(0)).unwrap_or(usize::MAX), 64)?;
    let mut rows: Vec<Vec<Object>> = vec![Vec::new()];
    for column in columns.iter().cycle().take(columns.len() * repeat) {
        bounded(rows.len().saturating_mul(column.len()), MAX_ITEMS / 16)?;
        rows = rows
            .iter()
            .flat_map(|row| column.iter().map(|item| [row.as_slice(), std::slice::from_ref(item)].concat()))
            .collect();
    }
    Ok(given("product", rows))
}

fn chosen(call: &Call<'_>, repeats: bool, any_order: bool) -> Result<Object> {
    let items = collect(call.get(0))?;
    let count = match call.some(1) {
        Some(_) => call.int(1, 0)?,
        None => items.len() as i128,
    };
    let count = usize::try_from(count).map_err(|_| Raise::value("r must be non-negative"))?;
    if count > items.len() && !repeats {
        return Ok(given("combinations", Vec::new()));
    }
    bounded(count, 1000)?;
    let mut rows = Vec::new();
    choose(&items, count, repeats, any_order, &mut Vec::new(), &mut rows)?;
    let name = if any_order { "permutations" } else { "combinations" };
    Ok(given(
        name,
        rows.into_iter().map(|row| row.into_iter().map(|at| items[at].clone()).collect()).collect(),
    ))
}

fn choose(
    items: &[Object],
    count: usize,
    repeats: bool,
    any_order: bool,
    row: &mut Vec<usize>,
    rows: &mut Vec<Vec<usize>>,
) -> Result<()> {
    if row.len() == count {
        bounded(rows.len() + 1, MAX_ITEMS / 16)?;
        rows.push(row.clone());
        return Ok(());
    }
    let start = match row.last() {
        Some(_) if any_order => 0,
        Some(last) if repeats => *last,
        Some(last) => last + 1,
        None => 0,
    };
    for at in start..items.len() {
        if any_order && row.contains(&at) {
            continue;
        }
        row.push(at);
        choose(items, count, repeats, any_order, row, rows)?;
        row.pop();
    }
    Ok(())
}

fn compress(call: &Call<'_>) -> Result<Object> {
    let mut kept = Vec::new();
    for (item, selector) in collect(call.get(0))?.into_iter().zip(collect(call.get(1))?) {
        if selector.truth()? {
            kept.push(item);
        }
    }
    let mut kept = kept.into_iter();
    Ok(generator("compress", Box::new(move || Ok(kept.next()))))
}
