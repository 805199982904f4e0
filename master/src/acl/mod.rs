//! Which local users may publish what: `publisher_acl` and `publisher_acl_blacklist`. Decides; touches nothing.

mod permit;
mod rules;
#[cfg(test)]
mod tests;

pub(crate) use rules::Acl;
