//! One question to the kernel's routing socket.

use std::{io, time::Duration};

use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType,
    netlink::SocketAddrNetlink,
    recv, sendto, socket_with,
    sockopt::{Timeout, set_socket_timeout},
};

use super::message::{Part, parts, request};

/// Answers come in datagrams of up to 32 KiB.
const BUFFER: usize = 64 << 10;

/// The bodies of all answers.
pub(super) fn dump(kind: u16, family: u8) -> io::Result<Vec<Vec<u8>>> {
    // Protocol 0, the default, is NETLINK_ROUTE.
    let socket = socket_with(AddressFamily::NETLINK, SocketType::RAW, SocketFlags::CLOEXEC, None)?;
    // The kernel answers at once; a sandbox in its place may not answer at all.
    set_socket_timeout(&socket, Timeout::Recv, Some(Duration::from_secs(2)))?;
    sendto(&socket, &request(kind, family), SendFlags::empty(), &SocketAddrNetlink::new(0, 0))?;
    let mut buffer = vec![0; BUFFER];
    let mut bodies = Vec::new();
    loop {
        let (length, _) = recv(&socket, buffer.as_mut_slice(), RecvFlags::empty())?;
        if length == 0 {
            return Ok(bodies);
        }
        for part in parts(&buffer[..length]) {
            match part {
                Part::Body(body) => bodies.push(body.to_vec()),
                Part::Done => return Ok(bodies),
                Part::Error(number) => return Err(io::Error::from_raw_os_error(number)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::host::links::{Family, interfaces, routes};

    #[test]
    fn this_machine_has_a_loopback() {
        let all = interfaces().unwrap();
        let lo = all.iter().find(|interface| interface.name == "lo").unwrap();
        assert_eq!(lo.hwaddr.as_deref(), Some("00:00:00:00:00:00"));
        assert!(routes(Family::V4).is_ok());
    }
}
