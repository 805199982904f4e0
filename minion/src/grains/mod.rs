//! What the machine is: Salt's grains, each a small collector with a pure parser.
//!
//! Files and system calls are asked first; a process is started only where neither can answer.

mod collect;
mod cpu;
mod disks;
mod firmware;
mod gpus;
mod hardware;
mod hostname;
mod identity;
mod init;
mod kernel;
mod locale;
mod memory;
mod network;
mod os;
mod process;
mod security;
mod source;
mod statics;
mod systemd;
mod virtualization;

pub(crate) use collect::collect;
