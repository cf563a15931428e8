//! The WIT language server of wrtd.
//!
//! [`syntax`] reads texts into trees, [`facts`] is what a file says as data, [`analysis`] what names mean over packages,
//! [`workspace`] the files that are open or on the disk. [`features`] answer what editors ask from a snapshot of all
//! that; [`protocol`] and [`server`] are the Language Server Protocol around it.

pub mod analysis;
pub mod facts;
pub mod features;
pub mod protocol;
pub mod server;
pub mod syntax;
pub mod workspace;
