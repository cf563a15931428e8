//! Windows: the limits of the job object that the process is in, as containers set them, and the machine's memory.
//!
//! A job's field counts only where its flag is set, so that the host view leaves out keys without theirs. Windows
//! limits what is committed; physical memory alone does not, as pages go to the page file. It counts here all the
//! same: a debugger that pages is of no use.

use crate::{Finding, HostView, LimitKind, Problem};

/// Most bytes that all processes of the job may commit (`JOB_OBJECT_LIMIT_JOB_MEMORY`).
pub const JOB_MEMORY: &str = "job.JobMemoryLimit";
/// Most bytes that each process of the job may commit (`JOB_OBJECT_LIMIT_PROCESS_MEMORY`).
pub const JOB_PROCESS_MEMORY: &str = "job.ProcessMemoryLimit";
/// Most bytes that each process of the job may have resident (`JOB_OBJECT_LIMIT_WORKINGSET`).
pub const JOB_WORKING_SET: &str = "job.MaximumWorkingSetSize";
/// Bytes of physical memory.
pub const TOTAL_PHYSICAL: &str = "memory.ullTotalPhys";
/// Most bytes that this process may commit.
pub const COMMIT_LIMIT: &str = "memory.ullTotalPageFile";
/// Bytes of this process's address space.
pub const TOTAL_VIRTUAL: &str = "memory.ullTotalVirtual";

const JOB: &str = "QueryInformationJobObject(JobObjectExtendedLimitInformation)";
const STATUS: &str = "GlobalMemoryStatusEx";

pub(crate) fn find(view: &dyn HostView, each: &mut dyn FnMut(Finding)) {
    let numbers = [
        (JOB_MEMORY, LimitKind::Hard, "JobMemoryLimit of the job object", JOB),
        (JOB_PROCESS_MEMORY, LimitKind::Hard, "ProcessMemoryLimit of the job object", JOB),
        (JOB_WORKING_SET, LimitKind::Throttle, "MaximumWorkingSetSize of the job object", JOB),
        (COMMIT_LIMIT, LimitKind::Hard, "commit limit", STATUS),
        (TOTAL_VIRTUAL, LimitKind::AddressSpace, "address space of the process", STATUS),
        (TOTAL_PHYSICAL, LimitKind::Physical, "physical memory", STATUS),
    ];
    for (key, kind, source, location) in numbers {
        match view.key(key) {
            // Memory of no size is a call that failed; a job may really have a limit of 0.
            Some(0) if location == STATUS => each(Finding::Problem(Problem {
                what: "GlobalMemoryStatusEx gives a size of 0",
                remedy: "give a limit with --max-memory",
            })),
            Some(bytes) => each(Finding::Limit { bytes: Some(bytes), kind, source, location }),
            None => {}
        }
    }
}
