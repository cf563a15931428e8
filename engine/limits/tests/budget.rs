//! Plans and ledgers: what is set, what is refused, and what a change at run time leaves as it is.
#![allow(clippy::unwrap_used, reason = "tests")]

use wrtd_limits::{
    Account, AsilLevel, ComprehensivePlatformLimits, CountLimit, Ledger, LimitName, Plan,
    PlanError, PlatformId, Provenance,
};

const MIB: u64 = 1 << 20;
const POD: Provenance = Provenance::Detected("memory.max of /kubepods/pod1");
const FILE: Provenance = Provenance::ConfigFile { path: "wrtd.toml", line: 3 };

fn plan(asil: AsilLevel) -> Plan {
    let limits = ComprehensivePlatformLimits::new(PlatformId::Linux, 512 * MIB, asil);
    Plan::new(limits, POD, Provenance::Profile("Linux container"))
}

fn sum(plan: &Plan) -> u64 {
    Account::ALL.map(|account| plan.limits().capacity(account)).iter().sum()
}

#[test]
fn accounts_come_from_the_total_and_counts_from_the_profile() {
    let plan = plan(AsilLevel::B);
    assert_eq!(plan.account_provenance(Account::WasmLinear), POD);
    assert_eq!(plan.account_provenance(Account::Debug), Provenance::SafetyLevel(AsilLevel::B));
    let profile = Provenance::Profile("Linux container");
    assert_eq!(plan.provenance(LimitName::Breakpoints), profile);
}

#[test]
fn the_reserve_takes_what_an_account_gives_up_and_gives_what_one_gets() {
    let mut plan = plan(AsilLevel::A);
    plan.set([(LimitName::WasmLinear, 300 * MIB, FILE)]).unwrap();
    assert_eq!(plan.limits().reserve, 72 * MIB);
    plan.set([(LimitName::Runtime, 100 * MIB, FILE)]).unwrap();
    assert_eq!(plan.limits().reserve, 12 * MIB);
    assert_eq!(sum(&plan), 512 * MIB);
    let before = plan;
    let error = plan.set([(LimitName::Debug, u64::MAX, FILE)]).unwrap_err();
    assert!(matches!(error, PlanError::Accounts { sum: u64::MAX, .. }), "{error}");
    assert_eq!(plan, before);
}

#[test]
fn the_total_and_the_reserve_are_not_set_by_themselves() {
    for name in [LimitName::Total, LimitName::Reserve] {
        let error = plan(AsilLevel::A).set([(name, 1, FILE)]).unwrap_err();
        assert_eq!(error, PlanError::Derived { name });
    }
}

#[test]
fn nothing_that_is_set_goes_past_the_level() {
    let mut at_c = plan(AsilLevel::C);
    at_c.set([(LimitName::Debug, 9 * MIB, FILE), (LimitName::Breakpoints, 7, FILE)]).unwrap();
    assert_eq!((at_c.limits().debug, at_c.limits().counts.breakpoints), (2 * MIB, 7));
    assert_eq!(at_c.provenance(LimitName::Debug), Provenance::SafetyLevel(AsilLevel::C));
    let mut at_d = plan(AsilLevel::D);
    at_d.set([(LimitName::Breakpoints, 7, FILE)]).unwrap();
    assert_eq!(at_d.limits().counts.breakpoints, 0);
}

#[test]
fn a_level_that_is_raised_gives_what_the_higher_one_has_from_the_start() {
    for (i, low) in AsilLevel::ALL.into_iter().enumerate() {
        for high in AsilLevel::ALL.into_iter().skip(i) {
            let mut raised = plan(low);
            raised.set_asil(high, Provenance::RunTime).unwrap();
            assert_eq!(raised.limits(), plan(high).limits(), "{low} to {high}");
        }
    }
}

#[test]
fn a_level_is_never_lowered() {
    let mut held = plan(AsilLevel::A);
    held.set_asil(AsilLevel::C, Provenance::Environment("WRTD_ASIL_LV")).unwrap();
    let error = held.set_asil(AsilLevel::B, Provenance::RunTime).unwrap_err();
    assert_eq!(
        error.to_string(),
        "ASIL B is lower than ASIL C (from the environment (WRTD_ASIL_LV)), and a level only tightens; \
         change it there"
    );
    held.update(plan(AsilLevel::Qm)).unwrap();
    assert_eq!(held.limits().asil, AsilLevel::C);
    assert_eq!(Ledger::of(&held).state(Account::Debug).capacity, 2 * MIB);
}

#[test]
fn limits_below_what_is_used_refuse_growth_and_take_nothing_away() {
    let mut held = plan(AsilLevel::A);
    let mut ledger = Ledger::of(&held);
    ledger.charge(Account::WasmLinear, 200 * MIB).unwrap();
    let limits = ComprehensivePlatformLimits::new(PlatformId::Linux, 256 * MIB, AsilLevel::A);
    held.update(Plan::new(limits, POD, Provenance::Default)).unwrap();
    ledger.keep_to(&held);
    assert_eq!(ledger.state(Account::WasmLinear).used, 200 * MIB);
    let error = ledger.charge(Account::WasmLinear, 1).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the Wasm linear memory budget has 0 bytes left of 183500800 (from memory.max of /kubepods/pod1), \
         and 1 were asked for; give the container or the machine more memory"
    );
    ledger.release(Account::WasmLinear, 100 * MIB);
    ledger.charge(Account::WasmLinear, MIB).unwrap();
}

#[test]
fn a_count_says_what_there_may_be_and_who_says_so() {
    let breakpoints = plan(AsilLevel::B).count(LimitName::Breakpoints);
    breakpoints.check(10_000).unwrap();
    assert_eq!(
        breakpoints.check(10_001).unwrap_err().to_string(),
        "10001 breakpoints are more than the 10000 that there may be (from the Linux container profile); \
         configure a higher limit"
    );
    CountLimit::unlimited(LimitName::Imports).check(u64::MAX).unwrap();
}

#[test]
fn without_limits_there_is_as_much_as_there_can_be() {
    let plan = Plan::unlimited();
    assert_eq!(sum(&plan), u64::MAX);
    for name in LimitName::ALL {
        assert_eq!(plan.provenance(name), Provenance::Default);
        assert!(plan.limits().get(name) > 1 << 40, "{name}");
    }
}

#[test]
fn every_provenance_says_where_to_go() {
    let texts = [
        (Provenance::Environment("WRTD_MAX_MEM"), "the environment (WRTD_MAX_MEM)"),
        (FILE, "wrtd.toml, line 3"),
        (POD, "memory.max of /kubepods/pod1"),
        (Provenance::SafetyLevel(AsilLevel::C), "ASIL C"),
        (Provenance::RunTime, "a request at run time"),
        (Provenance::Profile("QNX"), "the QNX profile"),
    ];
    for (provenance, text) in texts {
        assert_eq!(provenance.to_string(), text);
        assert!(!provenance.remedy().is_empty());
    }
}
