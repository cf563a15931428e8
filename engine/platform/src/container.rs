//! The kind of container that a process is in, as far as the process can see.
//!
//! Nothing depends on it but what a user is told: a limit holds whoever set it.

use core::fmt;

use crate::HostView;

/// A kind of container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Container {
    /// Docker.
    Docker,
    /// Podman.
    Podman,
    /// A pod of Kubernetes, whatever runs it.
    Kubernetes,
    /// LXC, LXD or Incus.
    Lxc,
    /// systemd-nspawn.
    Nspawn,
    /// Garden, of Cloud Foundry.
    Garden,
    /// One that says that it is a container and not which.
    Other,
}

impl Container {
    /// The name used in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Docker => "Docker",
            Self::Podman => "Podman",
            Self::Kubernetes => "Kubernetes",
            Self::Lxc => "LXC",
            Self::Nspawn => "systemd-nspawn",
            Self::Garden => "Garden",
            Self::Other => "container",
        }
    }

    /// By what container managers leave for the processes in them: variables and files.
    pub(crate) fn of_host(view: &dyn HostView) -> Option<Self> {
        let mut buffer = [0; 32];
        if view.variable(KUBERNETES, &mut buffer).is_some() {
            return Some(Self::Kubernetes);
        }
        if let Some(length) = view.variable(CONTAINER, &mut buffer) {
            return Some(match buffer.get(..length).unwrap_or_default() {
                b"docker" => Self::Docker,
                b"podman" => Self::Podman,
                b"lxc" | b"lxc-libvirt" => Self::Lxc,
                b"systemd-nspawn" => Self::Nspawn,
                // "oci" and what others write.
                _ => Self::Other,
            });
        }
        let exists = |path: &[u8]| view.read(path, &mut [0; 1]).is_ok();
        MARKS.iter().find(|(path, _)| exists(path)).map(|&(_, kind)| kind)
    }

    /// By the names of the cgroups that the process is in, or that its mounts show.
    pub(crate) fn of_names<'a>(names: impl Iterator<Item = &'a [u8]>) -> Option<Self> {
        names.filter_map(Self::of_name).next()
    }

    fn of_name(name: &[u8]) -> Option<Self> {
        const PREFIXES: [(&[u8], Container); 8] = [
            (b"kubepods", Container::Kubernetes),
            (b"docker-", Container::Docker),
            (b"libpod", Container::Podman),
            (b"lxc.payload", Container::Lxc),
            (b"lxc.monitor", Container::Lxc),
            (b"systemd-nspawn@", Container::Nspawn),
            (b"garden", Container::Garden),
            (b"machine-lxc", Container::Lxc),
        ];
        match name {
            b"docker" => Some(Self::Docker),
            b"lxc" => Some(Self::Lxc),
            // The service of the daemon itself is not in a container.
            b"docker-containerd.service" | b"garden.service" => None,
            _ => {
                PREFIXES.iter().find(|(prefix, _)| name.starts_with(prefix)).map(|&(_, kind)| kind)
            }
        }
    }
}

/// The variable that systemd asks container managers to set.
pub(crate) const CONTAINER: &str = "container";
/// The variable that each container of a pod has.
pub(crate) const KUBERNETES: &str = "KUBERNETES_SERVICE_HOST";
/// The files that container managers leave.
pub(crate) const MARKS: [(&[u8], Container); 2] =
    [(b"/run/.containerenv", Container::Podman), (b"/.dockerenv", Container::Docker)];

impl fmt::Display for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
