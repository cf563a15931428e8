//! Windows: `QueryInformationJobObject` and `GlobalMemoryStatusEx`.
#![allow(unsafe_code, reason = "calls of the system's library, whose arguments are checked here")]

use core::ffi::c_void;

use crate::device::{
    COMMIT_LIMIT, JOB_MEMORY, JOB_PROCESS_MEMORY, JOB_WORKING_SET, TOTAL_PHYSICAL, TOTAL_VIRTUAL,
};

/// `MEMORYSTATUSEX`.
#[repr(C)]
#[derive(Default)]
struct MemoryStatus {
    length: u32,
    memory_load: u32,
    total_physical: u64,
    available_physical: u64,
    total_page_file: u64,
    available_page_file: u64,
    total_virtual: u64,
    available_virtual: u64,
    available_extended_virtual: u64,
}

/// `JOBOBJECT_EXTENDED_LIMIT_INFORMATION`.
#[repr(C)]
#[derive(Default)]
struct JobLimits {
    basic: BasicJobLimits,
    io_counters: [u64; 6],
    process_memory_limit: usize,
    job_memory_limit: usize,
    peak_process_memory_used: usize,
    peak_job_memory_used: usize,
}

/// `JOBOBJECT_BASIC_LIMIT_INFORMATION`.
#[repr(C)]
#[derive(Default)]
struct BasicJobLimits {
    per_process_user_time_limit: i64,
    per_job_user_time_limit: i64,
    limit_flags: u32,
    minimum_working_set_size: usize,
    maximum_working_set_size: usize,
    active_process_limit: u32,
    affinity: usize,
    priority_class: u32,
    scheduling_class: u32,
}

const EXTENDED_LIMIT_INFORMATION: i32 = 9;
const LIMIT_WORKING_SET: u32 = 0x1;
const LIMIT_PROCESS_MEMORY: u32 = 0x100;
const LIMIT_JOB_MEMORY: u32 = 0x200;

#[link(name = "kernel32")]
unsafe extern "system" {
    fn GlobalMemoryStatusEx(status: *mut MemoryStatus) -> i32;
    fn QueryInformationJobObject(
        job: *mut c_void,
        class: i32,
        information: *mut c_void,
        length: u32,
        returned_length: *mut u32,
    ) -> i32;
}

pub(super) fn key(name: &str) -> Option<u64> {
    match name {
        JOB_MEMORY | JOB_PROCESS_MEMORY | JOB_WORKING_SET => {
            let limits = job_limits()?;
            let (flag, bytes) = match name {
                JOB_MEMORY => (LIMIT_JOB_MEMORY, limits.job_memory_limit),
                JOB_PROCESS_MEMORY => (LIMIT_PROCESS_MEMORY, limits.process_memory_limit),
                _ => (LIMIT_WORKING_SET, limits.basic.maximum_working_set_size),
            };
            // A field counts only where its flag is set.
            (limits.basic.limit_flags & flag != 0).then_some(bytes as u64)
        }
        COMMIT_LIMIT => Some(memory_status()?.total_page_file),
        TOTAL_PHYSICAL => Some(memory_status()?.total_physical),
        TOTAL_VIRTUAL => Some(memory_status()?.total_virtual),
        _ => None,
    }
}

fn memory_status() -> Option<MemoryStatus> {
    let length = u32::try_from(size_of::<MemoryStatus>()).ok()?;
    let mut status = MemoryStatus { length, ..MemoryStatus::default() };
    // SAFETY: the call writes into `status` only, which says itself how long it is.
    (unsafe { GlobalMemoryStatusEx(&raw mut status) } != 0).then_some(status)
}

/// The limits of the job that this process is in; `None` outside of one.
fn job_limits() -> Option<JobLimits> {
    let length = u32::try_from(size_of::<JobLimits>()).ok()?;
    let mut limits = JobLimits::default();
    // SAFETY: no job means the one of this process; the call writes at most `length` bytes into `limits`, whose
    // fields may have any value; the returned length may be left out.
    let result = unsafe {
        QueryInformationJobObject(
            core::ptr::null_mut(),
            EXTENDED_LIMIT_INFORMATION,
            (&raw mut limits).cast(),
            length,
            core::ptr::null_mut(),
        )
    };
    (result != 0).then_some(limits)
}
