//! What those can do to a server who have not proved a token: little, and others nothing.
//!
//! Three things are bounded, so that nobody makes memory or threads grow:
//! - Handshakes under way, of one address and of all. One too many ends the oldest one of the address that has most,
//!   so that who answers at once gets through while others keep connections open.
//! - Failures of one address. Past a few at once it is refused without a handshake until some time has passed.
//! - Failures of all. Past that, whoever has failed before is refused; who never has is let in.
//!
//! An address is the 64 bits of IPv6 that one customer has, and all of IPv4. Who shares the address of an attacker
//! is taken for one, and waits.

use std::{
    collections::HashMap,
    net::{IpAddr, Shutdown, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Handshakes at the same time.
const MOST_PENDING: usize = 32;
/// Handshakes at the same time of one address.
const MOST_PENDING_OF_ONE: usize = 8;
/// Failures at once of one address.
const FAILURES_OF_ONE: u32 = 5;
/// Time after which one more may follow.
const PAUSE_OF_ONE: Duration = Duration::from_secs(2);
/// Failures at once of all addresses.
const FAILURES_OF_ALL: u32 = 100;
/// Time after which one more may follow.
const PAUSE_OF_ALL: Duration = Duration::from_millis(50);
/// Addresses that are remembered; then the one is forgotten that may go on first.
const MOST_REMEMBERED: usize = 1024;
/// Time between two reports of refusals.
const REPORTS: Duration = Duration::from_secs(1);

/// Decides who may begin a handshake.
#[derive(Debug, Default)]
pub struct Admission(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    pending: Vec<Entry>,
    last_id: u64,
    failures: HashMap<Address, Debt>,
    all: Debt,
    /// Connections that were refused, for whatever reason.
    refused: u64,
    /// How many of them were told, and when last.
    told: (u64, Option<Instant>),
}

/// A handshake under way.
#[derive(Debug)]
struct Entry {
    id: u64,
    address: Address,
    /// To end it; `None` where the system gave no second handle, so that its time ends it.
    stream: Option<TcpStream>,
}

/// Who counts as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Address {
    V4(u32),
    V6(u64),
}

impl From<IpAddr> for Address {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address.to_bits()),
            IpAddr::V6(address) => Self::V6((address.to_bits() >> 64) as u64),
        }
    }
}

/// When all failures so far would be paid for, at one pause each.
#[derive(Clone, Copy, Debug, Default)]
struct Debt(Option<Instant>);

impl Debt {
    fn add(&mut self, now: Instant, pause: Duration) {
        self.0 = Some(self.0.map_or(now, |until| until.max(now)) + pause);
    }

    fn remaining(self, now: Instant) -> Duration {
        self.0.map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }

    /// Whether one more failure would be more than may come at once.
    fn is_full(self, now: Instant, pause: Duration, most: u32) -> bool {
        self.remaining(now) > pause * (most - 1)
    }
}

/// A handshake that may not begin: too many of this address have failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

/// A handshake that has begun. Dropping it without [`Pending::proved`] is a failure.
#[derive(Debug)]
pub struct Pending {
    admission: Arc<Admission>,
    id: u64,
    address: Address,
    proved: bool,
}

impl Admission {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a connection begin its handshake; the end of another one may make room for it.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn enter(
        admission: &Arc<Self>,
        peer: IpAddr,
        stream: &TcpStream,
    ) -> Result<Pending, Refused> {
        let address = Address::from(peer);
        let stream = stream.try_clone().ok();
        let id = admission.lock().enter(address, stream, Instant::now())?;
        Ok(Pending { admission: Arc::clone(admission), id, address, proved: false })
    }

    /// How many refusals there were since this was answered last, and in all; `None` where that is less than a
    /// second ago, or there were none: who refuses does not let others fill its log.
    pub fn report(&self) -> Option<(u64, u64)> {
        self.lock().report(Instant::now())
    }
}

impl State {
    fn enter(
        &mut self,
        address: Address,
        stream: Option<TcpStream>,
        now: Instant,
    ) -> Result<u64, Refused> {
        let debt = self.failures.get(&address).copied().unwrap_or_default();
        let all_full = self.all.is_full(now, PAUSE_OF_ALL, FAILURES_OF_ALL);
        if debt.is_full(now, PAUSE_OF_ONE, FAILURES_OF_ONE)
            || (all_full && !debt.remaining(now).is_zero())
        {
            self.refused += 1;
            return Err(Refused);
        }
        if self.pending_of(address) >= MOST_PENDING_OF_ONE {
            self.end_oldest(address);
        } else if self.pending.len() >= MOST_PENDING {
            // Of several, who came first.
            let busiest = self.pending.iter().rev().map(|entry| entry.address);
            if let Some(busiest) = busiest.max_by_key(|&address| self.pending_of(address)) {
                self.end_oldest(busiest);
            }
        }
        self.last_id += 1;
        self.pending.push(Entry { id: self.last_id, address, stream });
        Ok(self.last_id)
    }

    fn pending_of(&self, address: Address) -> usize {
        self.pending.iter().filter(|entry| entry.address == address).count()
    }

    fn end_oldest(&mut self, address: Address) {
        let Some(oldest) = self.pending.iter().position(|entry| entry.address == address) else {
            return;
        };
        if let Some(stream) = self.pending.remove(oldest).stream {
            // Wakes its thread. It fails where the peer has closed already.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn leave(&mut self, id: u64, address: Address, proved: bool, now: Instant) {
        self.pending.retain(|entry| entry.id != id);
        if proved {
            self.failures.remove(&address);
            return;
        }
        self.refused += 1;
        self.all.add(now, PAUSE_OF_ALL);
        if self.failures.len() >= MOST_REMEMBERED && !self.failures.contains_key(&address) {
            self.failures.retain(|_, debt| !debt.remaining(now).is_zero());
            let least = self.failures.iter().min_by_key(|(_, debt)| debt.remaining(now));
            let least = least.map(|(address, _)| *address);
            if let Some(least) = least.filter(|_| self.failures.len() >= MOST_REMEMBERED) {
                self.failures.remove(&least);
            }
        }
        self.failures.entry(address).or_default().add(now, PAUSE_OF_ONE);
    }

    fn report(&mut self, now: Instant) -> Option<(u64, u64)> {
        let (told, when) = self.told;
        let soon = when.is_some_and(|when| now.saturating_duration_since(when) < REPORTS);
        if soon || told == self.refused {
            return None;
        }
        self.told = (self.refused, Some(now));
        Some((self.refused - told, self.refused))
    }
}

impl Pending {
    /// The peer has proved the token; what its address owed is forgotten.
    pub fn proved(mut self) {
        self.proved = true;
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.admission.lock().leave(self.id, self.address, self.proved, Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ATTACKER: Address = Address::V4(1);
    const FRIEND: Address = Address::V4(2);

    fn fail(state: &mut State, address: Address, now: Instant) -> Result<(), Refused> {
        let id = state.enter(address, None, now)?;
        state.leave(id, address, false, now);
        Ok(())
    }

    #[test]
    fn an_address_that_fails_is_shut_out_for_a_while_and_no_other() {
        let (mut state, now) = (State::default(), Instant::now());
        for _ in 0..FAILURES_OF_ONE {
            fail(&mut state, ATTACKER, now).unwrap();
        }
        for _ in 0..1000 {
            assert_eq!(fail(&mut state, ATTACKER, now), Err(Refused));
        }
        let friend = state.enter(FRIEND, None, now).unwrap();
        state.leave(friend, FRIEND, true, now);
        // One pause pays for one failure.
        let later = now + PAUSE_OF_ONE + Duration::from_millis(1);
        fail(&mut state, ATTACKER, later).unwrap();
        assert_eq!(fail(&mut state, ATTACKER, later), Err(Refused));
        // A proof forgives all.
        let much_later = later + PAUSE_OF_ONE;
        let id = state.enter(ATTACKER, None, much_later).unwrap();
        state.leave(id, ATTACKER, true, much_later);
        for _ in 0..FAILURES_OF_ONE {
            fail(&mut state, ATTACKER, much_later).unwrap();
        }
    }

    #[test]
    fn many_addresses_that_fail_are_shut_out_together_and_who_never_failed_is_not() {
        let (mut state, now) = (State::default(), Instant::now());
        for address in 10..10 + FAILURES_OF_ALL {
            fail(&mut state, Address::V4(address), now).unwrap();
        }
        assert_eq!(fail(&mut state, Address::V4(10), now), Err(Refused));
        assert!(state.enter(FRIEND, None, now).is_ok());
        assert!(fail(&mut state, Address::V4(10), now + Duration::from_secs(10)).is_ok());
    }

    #[test]
    fn what_is_remembered_and_what_is_under_way_are_bounded() {
        let (mut state, now) = (State::default(), Instant::now());
        for address in 0..10_000 {
            let _ = fail(&mut state, Address::V6(address), now);
            let _ = state.enter(Address::V6(address), None, now);
            assert!(state.failures.len() <= MOST_REMEMBERED && state.pending.len() <= MOST_PENDING);
        }
        // Who stands out most is not forgotten for others.
        let mut state = State::default();
        for _ in 0..FAILURES_OF_ONE {
            fail(&mut state, ATTACKER, now).unwrap();
        }
        for address in 0..10_000 {
            let _ = fail(&mut state, Address::V6(address), now);
        }
        assert_eq!(fail(&mut state, ATTACKER, now), Err(Refused));
    }

    #[test]
    fn one_handshake_too_many_ends_the_oldest_of_who_has_most() {
        let (mut state, now) = (State::default(), Instant::now());
        let ids = |state: &State, of| -> Vec<u64> {
            let entries = state.pending.iter().filter(|entry| entry.address == of);
            entries.map(|entry| entry.id).collect()
        };
        for _ in 0..MOST_PENDING_OF_ONE + 1 {
            state.enter(ATTACKER, None, now).unwrap();
        }
        assert_eq!(ids(&state, ATTACKER), (2..=9).collect::<Vec<_>>());
        let friend = state.enter(FRIEND, None, now).unwrap();
        for address in 100..200 {
            state.enter(Address::V4(address), None, now).unwrap();
        }
        assert_eq!(state.pending.len(), MOST_PENDING);
        // Where each has one it is the oldest of all.
        assert_eq!(ids(&state, Address::V4(199)).len(), 1);
        assert!(ids(&state, FRIEND).is_empty());
        let mut state = State::default();
        state.enter(FRIEND, None, now).unwrap();
        for address in 0..MOST_PENDING as u32 * 2 {
            state.enter(Address::V4(100 + address / 8), None, now).unwrap();
        }
        // Those who keep many open make room for each other.
        assert_eq!(ids(&state, FRIEND), [1]);
        assert!(friend > 9);
    }

    #[test]
    fn addresses_of_one_customer_are_one() {
        let of = |text: &str| Address::from(text.parse::<IpAddr>().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
        assert_ne!(of("10.0.0.1"), of("10.0.0.2"));
    }

    #[test]
    fn refusals_are_counted_and_told_once_a_second() {
        let (mut state, now) = (State::default(), Instant::now());
        assert_eq!(state.report(now), None);
        for _ in 0..10 {
            let _ = fail(&mut state, ATTACKER, now);
        }
        assert_eq!(state.report(now), Some((10, 10)));
        let _ = fail(&mut state, ATTACKER, now);
        assert_eq!(state.report(now + REPORTS / 2), None);
        assert_eq!(state.report(now + REPORTS), Some((1, 11)));
        assert_eq!(state.report(now + REPORTS * 3), None);
    }
}
