//! Measuring in rounds: each round measures everything once, so that what disturbs the machine for a
//! while disturbs all alike.

use std::time::Duration;

use anyhow::Result;

/// Measures `count` things `rounds` times by `measure`, and gives the times of each in milliseconds.
/// A round begins one further than the one before, so that nothing always comes after the same.
///
/// # Errors
/// What `measure` gives.
pub fn interleaved(
    count: usize,
    rounds: u32,
    mut measure: impl FnMut(usize) -> Result<Duration>,
) -> Result<Vec<Vec<f64>>> {
    let mut times = vec![Vec::new(); count];
    for round in 0..rounds as usize {
        for step in 0..count {
            let which = (round + step) % count;
            times[which].push(measure(which)?.as_secs_f64() * 1e3);
        }
    }
    Ok(times)
}
