//! Which local users may do what: `publisher_acl` and `publisher_acl_blacklist`. Decides; touches nothing.

mod permit;
mod rules;
mod special;
#[cfg(test)]
mod tests;
mod user;

pub(crate) use rules::Acl;
pub(crate) use special::Form;
pub(crate) use user::User;
