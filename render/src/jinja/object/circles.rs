//! Objects that hold each other in circles, which counting references would never free.
//!
//! A circle needs a holder that was changed after it was made: a scope, or a container that another one was put into. Those
//! are watched, without being kept, and emptied when the rendering ends.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::Object;

/// Something that holds objects and can let go of them.
pub(crate) trait Holder {
    /// Lets go of all objects.
    fn empty(&self);
}

#[derive(Default)]
struct Watched {
    holders: Vec<Weak<dyn Holder>>,
    /// How many there may be before those that are gone are sorted out.
    most: usize,
}

thread_local! {
    static WATCHED: RefCell<Watched> = RefCell::default();
}

/// Watches a holder of this rendering, which has the thread to itself.
pub(crate) fn watch(holder: &Rc<impl Holder + 'static>) {
    let holder: Weak<dyn Holder> = Rc::downgrade(holder) as _;
    WATCHED.with_borrow_mut(|watched| {
        if watched.holders.len() >= watched.most {
            watched.holders.retain(|holder| holder.strong_count() > 0);
            watched.most = 1024.max(2 * watched.holders.len());
        }
        watched.holders.push(holder);
    });
}

/// Watches a container that an object is put into, if a circle could come of it.
pub(crate) fn watch_for(container: &Rc<impl Holder + 'static>, object: &Object) {
    if matches!(
        object,
        Object::List(_)
            | Object::Tuple(_)
            | Object::Dict(_)
            | Object::Set(_)
            | Object::View(..)
            | Object::Generator(_)
            | Object::Native(_)
    ) {
        watch(container);
    }
}

/// Empties all holders that are still there: the rendering has ended.
pub(crate) fn break_up() {
    let watched = WATCHED.take();
    watched.holders.iter().filter_map(Weak::upgrade).for_each(|holder| holder.empty());
    #[cfg(test)]
    WATCHED.replace(watched);
}

/// How many watched holders are still there.
#[cfg(test)]
pub(crate) fn left() -> usize {
    WATCHED.with_borrow(|watched| watched.holders.iter().filter(|holder| holder.strong_count() > 0).count())
}
