//! Numbers with a meaning: times, addresses of the network, `AtomicBool`.

use std::{
    net::{Ipv4Addr, Ipv6Addr},
    time::Duration,
};

use super::Formatted;
use crate::render::{Object, Problem, Renderer, View};

/// Nanoseconds of a second.
const SECOND: u32 = 1_000_000_000;

impl Renderer<'_> {
    /// `Duration`, as `1.5s` or `20ms`.
    pub(super) fn duration(&self, object: &Object) -> Formatted {
        let (Some(seconds), Some(nanoseconds)) =
            (self.member(object, "secs"), self.member(object, "nanos"))
        else {
            return Ok(None);
        };
        let (seconds, nanoseconds) = (self.unsigned(&seconds)?, self.unsigned(&nanoseconds)?);
        match u32::try_from(nanoseconds) {
            Ok(nanoseconds) if nanoseconds < SECOND => {
                Ok(Some(View::Leaf(format!("{:?}", Duration::new(seconds, nanoseconds)))))
            }
            _ => Err(Problem::invalid(format!("Duration: {nanoseconds} nanoseconds"))),
        }
    }

    /// `SystemTime`, as a date and time of day in UTC: `2023-11-14T22:13:20.25Z`.
    pub(super) fn system_time(&self, object: &Object) -> Formatted {
        let Some((seconds, nanoseconds)) = self.time(object)? else { return Ok(None) };
        Ok(Some(View::Leaf(date_text(seconds, nanoseconds))))
    }

    /// `Instant`, as the time since the clock began.
    pub(super) fn instant(&self, object: &Object) -> Formatted {
        let Some((seconds, nanoseconds)) = self.time(object)? else { return Ok(None) };
        let seconds = u64::try_from(seconds)
            .map_err(|_| Problem::invalid(format!("Instant: {seconds} seconds")))?;
        let since = Duration::new(seconds, nanoseconds);
        Ok(Some(View::Leaf(format!("{since:?} of the clock"))))
    }

    /// Seconds and nanoseconds inside, as the systems call them.
    fn time(&self, object: &Object) -> Result<Option<(i64, u32)>, Problem> {
        for (seconds, nanoseconds) in [("tv_sec", "tv_nsec"), ("secs", "nanos")] {
            let (Some(seconds), Some(nanoseconds)) =
                (self.search(object, seconds), self.search(object, nanoseconds))
            else {
                continue;
            };
            let seconds =
                self.integer(&seconds)?.value().and_then(|value| i64::try_from(value).ok());
            let nanoseconds = self.unsigned(&nanoseconds)?;
            return match (seconds, u32::try_from(nanoseconds)) {
                (Some(seconds), Ok(nanoseconds)) if nanoseconds < SECOND => {
                    Ok(Some((seconds, nanoseconds)))
                }
                _ => Err(Problem::invalid(format!("time: {nanoseconds} nanoseconds"))),
            };
        }
        Ok(None)
    }

    /// `Ipv4Addr` and `Ipv6Addr`, as they are written.
    pub(super) fn ip_address(&self, object: &Object) -> Formatted {
        let Some(octets) = self.member(object, "octets") else { return Ok(None) };
        let bytes = self.read(&octets.place, self.size(&octets.ty).unwrap_or(0))?;
        let text = match *bytes {
            [a, b, c, d] => Ipv4Addr::new(a, b, c, d).to_string(),
            _ => match <[u8; 16]>::try_from(bytes) {
                Ok(octets) => Ipv6Addr::from(octets).to_string(),
                Err(_) => return Ok(None),
            },
        };
        Ok(Some(View::Leaf(text)))
    }

    /// `AtomicBool`, which holds a byte.
    pub(super) fn atomic_bool(&self, object: &Object) -> Formatted {
        match self.unsigned(object)? {
            0 => Ok(Some(View::Leaf("false".to_owned()))),
            1 => Ok(Some(View::Leaf("true".to_owned()))),
            other => Err(Problem::invalid(format!("bool {other:#x}"))),
        }
    }
}

/// Seconds of a day.
const DAY: i64 = 86_400;
/// Days of 400 years, after which the calendar repeats itself.
const ERA: i64 = 146_097;

/// A time since 1970 as date and time of day.
fn date_text(seconds: i64, nanoseconds: u32) -> String {
    let (days, rest) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    // Years that begin in March, so that a leap day is the last one of its year; from the year 0 on.
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(ERA), days.rem_euclid(ERA));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = year + era * 400 + next;
    let (hours, minutes, seconds) = (rest / 3600, rest / 60 % 60, rest % 60);
    let fraction = match nanoseconds {
        0 => String::new(),
        _ => format!(".{nanoseconds:09}").trim_end_matches('0').to_owned(),
    };
    format!(
        "{year:04}-{month:02}-{day_of_month:02}T{hours:02}:{minutes:02}:{seconds:02}{fraction}Z"
    )
}

#[cfg(test)]
mod tests {
    use super::date_text;

    #[test]
    fn times_are_dates() {
        for (seconds, nanoseconds, text) in [
            (0, 0, "1970-01-01T00:00:00Z"),
            (-1, 500_000_000, "1969-12-31T23:59:59.5Z"),
            (951_782_400, 0, "2000-02-29T00:00:00Z"),
            (1_700_000_000, 250_000_000, "2023-11-14T22:13:20.25Z"),
            (4_102_444_799, 1, "2099-12-31T23:59:59.000000001Z"),
            (-62_135_596_800, 0, "0001-01-01T00:00:00Z"),
        ] {
            assert_eq!(date_text(seconds, nanoseconds), text);
        }
        // No date that anybody has, but no overflow either.
        assert!(date_text(i64::MAX, 0).ends_with('Z'));
        assert!(date_text(i64::MIN, 0).ends_with('Z'));
    }
}
