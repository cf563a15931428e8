//! All limits of one platform, for a total of any size and a safety level.
//!
//! Invariants: the accounts sum to the total. Of two totals with the same profile and level, the lesser never
//! has more of anything but the reserve; of two levels with the same profile and total, neither has the
//! higher.

use crate::profile::Counts;
use crate::{Account, AsilLevel, PlatformId, Profile};

/// Least total that is split, in bytes: below, nothing is left for a program beside the interpreter.
pub const LEAST_TOTAL: u64 = 16 << 10;

/// What a program and its debugger may take on a platform. Sizes are in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComprehensivePlatformLimits {
    /// The platform.
    pub platform: PlatformId,
    /// The profile that the figures come from.
    pub profile: &'static Profile,
    /// The safety level.
    pub asil: AsilLevel,
    /// In all.
    pub total: u64,
    /// Linear memories.
    pub wasm_linear: u64,
    /// Component instances, their tables and resources.
    pub component_bytes: u64,
    /// What is held for a debugger.
    pub debug: u64,
    /// The engine itself.
    pub runtime: u64,
    /// What no account may take.
    pub reserve: u64,
    /// How many there may be of everything.
    pub counts: Counts,
}

impl ComprehensivePlatformLimits {
    /// The limits of a platform with `total` bytes, at a level. A total below [`LEAST_TOTAL`] is split as it
    /// is; whether anything runs in it is found out when it is to.
    #[must_use]
    pub fn new(platform: PlatformId, total: u64, asil: AsilLevel) -> Self {
        Self::from_profile(platform, Profile::of(platform), total, asil)
    }

    /// The same from any profile.
    #[must_use]
    pub fn from_profile(
        platform: PlatformId,
        profile: &'static Profile,
        total: u64,
        asil: AsilLevel,
    ) -> Self {
        let part = |bytes: u64| scaled(bytes, total, profile.total);
        let debug = part(profile.debug).min(asil.debug_cap().unwrap_or(u64::MAX));
        let (wasm_linear, component_bytes) = (part(profile.wasm_linear), part(profile.components));
        let runtime = part(profile.runtime);
        Self {
            platform,
            profile,
            asil,
            total,
            wasm_linear,
            component_bytes,
            debug,
            runtime,
            reserve: total - wasm_linear - component_bytes - debug - runtime,
            counts: profile.counts.scaled(total, profile.total).tightened(asil),
        }
    }

    /// Capacity of an account.
    #[must_use]
    pub const fn capacity(&self, account: Account) -> u64 {
        match account {
            Account::WasmLinear => self.wasm_linear,
            Account::Components => self.component_bytes,
            Account::Debug => self.debug,
            Account::Runtime => self.runtime,
            Account::Reserve => self.reserve,
        }
    }
}

impl Counts {
    /// In proportion, but for one of each that a program cannot do without.
    fn scaled(self, total: u64, reference: u64) -> Self {
        let part = |count: u64| scaled(count, total, reference).max(1);
        Self {
            components: part(self.components),
            instances: part(self.instances),
            imports: part(self.imports),
            exports: part(self.exports),
            resources: part(self.resources),
            call_depth: part(self.call_depth),
            stack_bytes: part(self.stack_bytes),
            breakpoints: part(self.breakpoints),
            watchpoints: part(self.watchpoints),
            symbols: part(self.symbols),
            source_files: part(self.source_files),
            stack_frames: part(self.stack_frames),
        }
    }

    /// Where there is no debugging, nothing is kept for it.
    fn tightened(self, asil: AsilLevel) -> Self {
        if asil.debug_cap() != Some(0) {
            return self;
        }
        Self {
            breakpoints: 0,
            watchpoints: 0,
            symbols: 0,
            source_files: 0,
            stack_frames: 0,
            ..self
        }
    }
}

/// `value` of `reference` in proportion to `total`, rounded down.
fn scaled(value: u64, total: u64, reference: u64) -> u64 {
    let product = u128::from(value) * u128::from(total);
    // No value is greater than its reference's total, so that none is greater than the new one.
    u64::try_from(product / u128::from(reference)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::vec::Vec;

    use super::*;

    const KIB: u64 = 1 << 10;
    const MIB: u64 = 1 << 20;

    fn split(limits: &ComprehensivePlatformLimits) -> [u64; 5] {
        Account::ALL.map(|account| limits.capacity(account))
    }

    #[test]
    fn the_four_reference_splits_come_out_exactly() {
        let of = |profile: &'static Profile| {
            let platform = PlatformId::current();
            let limits = ComprehensivePlatformLimits::from_profile(
                platform,
                profile,
                profile.total,
                profile.asil,
            );
            assert_eq!(limits.counts, profile.counts);
            split(&limits)
        };
        assert_eq!(of(&Profile::GENERIC), [180, 25, 15, 20, 16].map(|mib| mib * MIB));
        assert_eq!(of(&Profile::LINUX_CONTAINER), [350, 50, 50, 40, 22].map(|mib| mib * MIB));
        assert_eq!(of(&Profile::QNX), [32, 8, 2, 8, 14].map(|mib| mib * MIB));
        assert_eq!(of(&Profile::EMBEDDED), [20, 4, 1, 4, 3].map(|kib| kib * KIB));
        let counts = |profile: &Profile| (profile.counts.components, profile.counts.instances);
        assert_eq!(counts(&Profile::LINUX_CONTAINER), (256, 1024));
        assert_eq!(counts(&Profile::QNX), (16, 64));
        assert_eq!(counts(&Profile::EMBEDDED), (4, 8));
        let breakpoints = Profile::ALL.map(|profile| profile.counts.breakpoints);
        assert_eq!(breakpoints, [64, 10_000, 50, 10]);
        assert_eq!(Profile::GENERIC.counts.symbols, 2048);
        assert_eq!(Profile::GENERIC.counts.source_files, 32);
    }

    /// Totals from 16 KiB to 1 TiB: around each power of two and each profile, and many between, in order.
    fn totals() -> Vec<u64> {
        let mut totals = Vec::new();
        for bit in 14..=40 {
            totals.extend([(1 << bit) - 1, 1 << bit, (1 << bit) + 1, (1 << bit) + 12_345]);
        }
        for profile in &Profile::ALL {
            totals.extend([profile.total - 1, profile.total + 1, profile.total * 3 / 7]);
        }
        let mut seed = 1u64;
        for _ in 0..20_000 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            totals.push((1 << 40) >> (seed >> 59).min(26));
            totals.push(seed >> 24 >> (seed % 26));
        }
        totals.retain(|&total| (LEAST_TOTAL..=1 << 40).contains(&total));
        totals.sort_unstable();
        totals.dedup();
        assert!(totals.len() > 15_000);
        totals
    }

    /// Everything but the reserve, to be compared one by one.
    fn figures(limits: &ComprehensivePlatformLimits) -> [u64; 16] {
        let c = &limits.counts;
        [
            limits.wasm_linear,
            limits.component_bytes,
            limits.debug,
            limits.runtime,
            c.components,
            c.instances,
            c.imports,
            c.exports,
            c.resources,
            c.call_depth,
            c.stack_bytes,
            c.breakpoints,
            c.watchpoints,
            c.symbols,
            c.source_files,
            c.stack_frames,
        ]
    }

    fn never_more(less: &ComprehensivePlatformLimits, more: &ComprehensivePlatformLimits) {
        for (a, b) in figures(less).into_iter().zip(figures(more)) {
            assert!(a <= b, "{less:?}\n{more:?}");
        }
    }

    #[test]
    fn for_every_total_the_accounts_sum_up_and_nothing_grows_with_less_memory_or_a_higher_level() {
        for profile in &Profile::ALL {
            let at = |total, asil| {
                ComprehensivePlatformLimits::from_profile(PlatformId::Linux, profile, total, asil)
            };
            let mut before: Option<[ComprehensivePlatformLimits; 5]> = None;
            for total in totals() {
                let levels = AsilLevel::ALL.map(|asil| at(total, asil));
                for limits in &levels {
                    assert_eq!(split(limits).iter().sum::<u64>(), total, "{limits:?}");
                }
                for pair in levels.windows(2) {
                    never_more(&pair[1], &pair[0]);
                    assert!(pair[0].asil.debug_rights() >= pair[1].asil.debug_rights());
                }
                for (less, more) in before.iter().flatten().zip(&levels) {
                    never_more(less, more);
                }
                before = Some(levels);
            }
        }
    }

    #[test]
    fn nothing_overflows_at_the_greatest_total() {
        for platform in PlatformId::ALL {
            let limits = ComprehensivePlatformLimits::new(platform, u64::MAX, AsilLevel::Qm);
            let sum = split(&limits).iter().map(|&bytes| u128::from(bytes)).sum::<u128>();
            assert_eq!(sum, u128::from(u64::MAX));
        }
    }
}
