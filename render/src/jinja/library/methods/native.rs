//! Methods of the `loop` object and of cyclers.

use super::super::super::object::Object;
use super::super::super::raise::Result;
use super::super::super::run::{Builtin, Call, Loop, changed, cycle};
use super::super::native::Cycler;

pub(super) const LOOP: &[Builtin] = &[
    Builtin {
        name: "cycle",
        parameters: &["self", "*"],
        run: |call| with_loop(call, |l| cycle(l, &call.bound.rest)),
    },
    Builtin {
        name: "changed",
        parameters: &["self", "*"],
        run: |call| with_loop(call, |l| Ok(Object::Bool(changed(l, call.bound.rest.clone())?))),
    },
];

pub(super) const CYCLER: &[Builtin] = &[
    Builtin { name: "next", parameters: &["self"], run: |call| Ok(with_cycler(call, Cycler::advance)) },
    Builtin {
        name: "reset",
        parameters: &["self"],
        run: |call| {
            with_cycler(call, |cycler| {
                cycler.reset();
                Object::None
            });
            Ok(Object::None)
        },
    },
];

fn with_loop(call: &Call<'_>, f: impl FnOnce(&Loop) -> Result<Object>) -> Result<Object> {
    match call.get(0) {
        Object::Native(native) => native.downcast::<Loop>().map_or(Ok(Object::None), f),
        _ => Ok(Object::None),
    }
}

fn with_cycler(call: &Call<'_>, f: impl FnOnce(&Cycler) -> Object) -> Object {
    match call.get(0) {
        Object::Native(native) => native.downcast::<Cycler>().map_or(Object::None, f),
        _ => Object::None,
    }
}
