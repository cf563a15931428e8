//! Calls and returns (core specification, section 4.4.8.9 and following).

use crate::exec::aside::HostCalls;
use alloc::string::String;
use alloc::vec::Vec;

use super::Flow;
use super::general::pop_address;
use super::regs::{Regs, enter_fast, return_fast};
use super::trap::{counted_out, interrupted, trap};
use crate::exec::frame::Frame;
use crate::exec::{Exit, Stop, TrapKind};
use crate::host::{Caller, HostError};
use crate::store::{FuncCode, InstanceId, Store};
use crate::value::{ValType, Value};

#[inline(always)]
pub(super) fn call(r: &mut Regs, cx: &mut Store) -> Flow {
    let op = r.opcode_address();
    let index = r.imm_u32();
    let func = cx.hot.func(index);
    if enter_fast(r, cx, func, op) { Flow::Next } else { Flow::Cold(call_slow) }
}

#[inline(always)]
pub(super) fn call_indirect(r: &mut Regs, cx: &mut Store) -> Flow {
    let op = r.opcode_address();
    let ty = r.imm_u32();
    let table = r.imm_u32();
    let index = r.pop::<u32>();
    match indirect_callee(cx, ty, table, index) {
        Some(func) if enter_fast(r, cx, func, op) => Flow::Next,
        _ => Flow::Cold(call_indirect_slow),
    }
}

#[inline(always)]
pub(super) fn call_ref(r: &mut Regs, cx: &mut Store) -> Flow {
    let op = r.opcode_address();
    r.skip_leb();
    match r.pop::<u64>().checked_sub(1) {
        Some(func) if enter_fast(r, cx, func as u32, op) => Flow::Next,
        _ => Flow::Cold(call_ref_slow),
    }
}

/// The function that a `call_indirect` means, if it is there and has the right type.
#[inline(always)]
fn indirect_callee(cx: &Store, ty: u32, table: u32, index: u32) -> Option<u32> {
    let instance = cx.instances.get(cx.hot.instance() as usize)?;
    let expected = *instance.types.get(ty as usize)?;
    let table = *instance.tables.get(table as usize)?;
    let slot = *cx.tables.get(table as usize)?.elements().get(index as usize)?;
    // Of a null element this makes a number that no function has.
    let func = slot.wrapping_sub(1);
    (cx.funcs.get(func as usize)?.ty == expected).then_some(func as u32)
}

/// Any `call`.
fn call_slow(r: &mut Regs, cx: &mut Store) -> Flow {
    let mut at = *r;
    at.next_byte();
    let index = at.imm_u32();
    let func = cx.hot.func(index);
    enter(r, at, cx, func)
}

/// Any `call_indirect`.
pub(super) fn call_indirect_slow(r: &mut Regs, cx: &mut Store) -> Flow {
    match resolve_indirect(r, cx) {
        Ok((at, func)) => enter(r, at, cx, func),
        Err(kind) => trap(r, cx, kind),
    }
}

/// Any `call_ref`.
fn call_ref_slow(r: &mut Regs, cx: &mut Store) -> Flow {
    match resolve_ref(r) {
        Ok((at, func)) => enter(r, at, cx, func),
        Err(kind) => trap(r, cx, kind),
    }
}

#[inline(always)]
pub(super) fn return_call(_: &mut Regs, _: &mut Store) -> Flow {
    Flow::Cold(return_call_slow)
}

#[inline(always)]
pub(super) fn return_call_indirect(_: &mut Regs, _: &mut Store) -> Flow {
    Flow::Cold(return_call_indirect_slow)
}

#[inline(always)]
pub(super) fn return_call_ref(_: &mut Regs, _: &mut Store) -> Flow {
    Flow::Cold(return_call_ref_slow)
}

fn return_call_slow(r: &mut Regs, cx: &mut Store) -> Flow {
    let mut at = *r;
    at.next_byte();
    let index = at.imm_u32();
    let func = cx.hot.func(index);
    replace(r, at, cx, func)
}

pub(super) fn return_call_indirect_slow(r: &mut Regs, cx: &mut Store) -> Flow {
    match resolve_indirect(r, cx) {
        Ok((at, func)) => replace(r, at, cx, func),
        Err(kind) => trap(r, cx, kind),
    }
}

fn return_call_ref_slow(r: &mut Regs, cx: &mut Store) -> Flow {
    match resolve_ref(r) {
        Ok((at, func)) => replace(r, at, cx, func),
        Err(kind) => trap(r, cx, kind),
    }
}

/// The registers after the call through a reference at `r`, with only the arguments left of its operands,
/// and the function that it calls, whose type was validated.
fn resolve_ref(r: &Regs) -> Result<(Regs, u32), TrapKind> {
    let mut at = *r;
    at.next_byte();
    at.skip_leb();
    let func = at.pop::<u64>().checked_sub(1).ok_or(TrapKind::NullFunctionReference)?;
    Ok((at, func as u32))
}

/// The registers after the indirect call at `r`, with only the arguments left of its operands, and
/// the function that it calls.
fn resolve_indirect(r: &Regs, cx: &Store) -> Result<(Regs, u32), TrapKind> {
    let mut at = *r;
    at.next_byte();
    let ty = at.imm_u32();
    let table = at.imm_u32();
    let instance = cx.current_instance();
    let expected = instance.types[ty as usize];
    let table = &cx.tables[instance.tables[table as usize] as usize];
    let index = pop_address(&mut at, table.address());
    let Some(slot) = table.element(index) else {
        let table_size = table.size().into();
        return Err(TrapKind::UndefinedElement { index, table_size });
    };
    let Some(func) = slot.checked_sub(1) else {
        return Err(TrapKind::UninitializedElement { index });
    };
    let actual = cx.funcs[func as usize].ty;
    if actual != expected {
        return Err(TrapKind::IndirectCallTypeMismatch {
            expected: (*cx.types[expected as usize]).clone(),
            actual: (*cx.types[actual as usize]).clone(),
        });
    }
    Ok((at, func as u32))
}

/// Calls `func`. `r` is at the call instruction, `at` after it with only the arguments left of its
/// operands.
fn enter(r: &mut Regs, at: Regs, cx: &mut Store, func: u32) -> Flow {
    match &cx.funcs[func as usize].code {
        FuncCode::Guest(_) => enter_guest(r, &at, cx, func),
        FuncCode::Host(_) => {
            let flow = call_host(r, at, cx, func);
            end_turn(flow, cx)
        }
        FuncCode::Stub(names) => {
            let (module, name) = (**names).clone();
            trap(r, cx, TrapKind::MissingImport { module, name })
        }
    }
}

/// Calls `func` in place of the running function, which is over: `r` and `at` as for [`enter`]. As an
/// endless loop may be made of such calls, this is a place to ask for interrupts.
fn replace(r: &mut Regs, at: Regs, cx: &mut Store, func: u32) -> Flow {
    match &cx.funcs[func as usize].code {
        FuncCode::Guest(_) if cx.interrupt.is_requested() => interrupted(r, cx),
        FuncCode::Guest(_) if cx.is_counted_out() => counted_out(r, cx),
        FuncCode::Guest(_) => {
            cx.save_regs(&at);
            if let Err(kind) = cx.replace_frame(func) {
                cx.save_regs(r);
                return trap(r, cx, kind);
            }
            begin(r, cx)
        }
        FuncCode::Host(_) => match call_host(r, at, cx, func) {
            // Its results are those of the function that it replaces.
            Flow::Next => {
                let flow = return_slow(r, cx);
                end_turn(flow, cx)
            }
            stopped => stopped,
        },
        FuncCode::Stub(_) => enter(r, at, cx, func),
    }
}

/// Ends the turn of the thread after a call of a host function that has asked for that.
fn end_turn(flow: Flow, cx: &mut Store) -> Flow {
    match flow {
        Flow::Next if cx.is_yielding() => {
            cx.stop = Some(Stop::TurnOver);
            Flow::Stop
        }
        flow => flow,
    }
}

fn enter_guest(r: &mut Regs, at: &Regs, cx: &mut Store, func: u32) -> Flow {
    if cx.interrupt.is_requested() {
        return interrupted(r, cx);
    }
    if cx.is_counted_out() {
        return counted_out(r, cx);
    }
    let (call, next) = (r.pc(&cx.hot), at.pc(&cx.hot));
    cx.save_regs(at);
    if let Err(kind) = cx.push_frame(func, 0) {
        return trap(r, cx, kind);
    }
    if let [.., caller, _] = &mut *cx.frames {
        caller.pc = call;
        caller.resume = Frame::position(next, caller.entry());
    }
    begin(r, cx)
}

/// Goes on at the start of the innermost frame's function.
fn begin(r: &mut Regs, cx: &mut Store) -> Flow {
    if cx.switch_tier() {
        return Flow::Stop;
    }
    if let Some(regs) = cx.load_regs() {
        *r = regs;
    }
    Flow::Next
}

/// Calls a host function; on an interrupt its call instruction is executed again later.
fn call_host(r: &mut Regs, mut at: Regs, cx: &mut Store, func: u32) -> Flow {
    let ty = cx.types[cx.funcs[func as usize].ty as usize].clone();
    let count = ty.params.len();
    let args: Vec<Value> = ty
        .params
        .iter()
        .enumerate()
        .map(|(i, &ty)| match ty {
            ValType::V128 => Value::V128(at.peek_vector(&cx.hot, count - 1 - i)),
            ty => Value::from_slot(ty, at.peek(count - 1 - i)),
        })
        .collect();
    cx.save_regs(r);
    if cx.stops_before_host_call(func) {
        return Flow::Stop;
    }
    let caller = InstanceId(cx.hot.instance);
    match cx.run_host(func, Some(caller), &args) {
        Ok(results) => {
            at.drop_operands(count);
            for value in results {
                match value {
                    Value::V128(vector) => at.push_vector(&cx.hot, vector),
                    value => at.push(value.to_slot()),
                }
            }
            // The host may have been given memory to write, but never more of it; positions stay.
            *r = at;
            Flow::Next
        }
        Err(HostError::Trap(message)) => trap(r, cx, TrapKind::Host(message)),
        Err(HostError::Interrupted) if cx.park_in_host() => Flow::Stop,
        Err(HostError::Interrupted) => interrupted(r, cx),
        Err(HostError::Exit(code)) => {
            cx.frames.clear();
            cx.stop = Some(Stop::Exit(Exit::HostExit(code)));
            Flow::Stop
        }
    }
}

/// Any return.
pub(super) fn return_slow(r: &mut Regs, cx: &mut Store) -> Flow {
    let marks = cx.frames.last().map_or(0, |frame| frame.marks);
    if marks == 0 && return_fast(r, cx) {
        return Flow::Next;
    }
    cx.save_regs(r);
    let Some(callee) = cx.frames.last() else { return Flow::Stop };
    let (fp, count) = (callee.fp as usize, cx.prepared[callee.prepared as usize].results as usize);
    let sp = cx.sp as usize;
    cx.stack.as_mut_slice().copy_within(sp - count..sp, fp);
    if marks & Frame::VECTORS != 0 {
        cx.high.as_mut_slice().copy_within(sp - count..sp, fp);
    }
    cx.sp = (fp + count) as u32;
    let goes_on = cx.finish_return();
    // Whoever stops saves the registers to the caller's frame.
    if let Some(regs) = cx.load_regs() {
        *r = regs;
    }
    if goes_on { Flow::Next } else { Flow::Stop }
}

impl Store {
    /// Ends the innermost frame, whose results are in its first slots and topmost; whether its caller goes on
    /// in place.
    pub(in crate::exec) fn finish_return(&mut self) -> bool {
        let Some(callee) = self.frames.pop() else { return false };
        if callee.marks & Frame::BASE != 0 {
            self.end_watchpoints(0);
            let results = self.slots_as_results(callee.func, callee.fp as usize);
            self.stop = Some(Stop::Exit(Exit::Finished(results)));
            return false;
        }
        let Some(caller) = self.frames.last_mut() else { return false };
        if !caller.is_threaded() {
            caller.pc = caller.next();
        }
        let in_place = !caller.is_threaded();
        if callee.marks & Frame::STOP != 0 {
            self.stop = Some(Stop::Exit(Exit::Returned));
        } else if callee.marks & Frame::STEP != 0 {
            self.stop = Some(Stop::StepReturn);
        }
        if callee.marks & Frame::WATCHED != 0 {
            self.stop_at_ended_watchpoints(self.frames.len());
        }
        in_place && self.stop.is_none()
    }

    /// Runs a host function and checks the types of its results.
    pub(in crate::exec) fn run_host(
        &mut self,
        func: u32,
        instance: Option<InstanceId>,
        args: &[Value],
    ) -> Result<Vec<Value>, HostError> {
        let ty = self.types[self.funcs[func as usize].ty as usize].clone();
        let mut results: Vec<Value> = ty.results.iter().map(|&ty| Value::zero(ty)).collect();
        let FuncCode::Host(host) = &mut self.funcs[func as usize].code else {
            return Err(HostError::Trap(String::from("this function is not the host's")));
        };
        if !matches!(self.host_calls, HostCalls::Allowed) {
            let name = alloc::format!("{}.{}", host.module, host.name);
            self.host_calls = HostCalls::Tried(name);
            return Err(HostError::Trap(String::from("the function may not call the host's")));
        }
        let Some(mut run) = host.run.take() else {
            return Err(HostError::Trap(String::from("the host function is already running")));
        };
        let repeated = self.interrupted_host.take() == Some(func);
        self.watches.host_begins(func);
        let outcome =
            run(&mut Caller { store: self, func, instance, repeated }, args, &mut results);
        if outcome == Err(HostError::Interrupted) {
            self.interrupted_host = Some(func);
        }
        if let FuncCode::Host(host) = &mut self.funcs[func as usize].code {
            host.run = Some(run);
        }
        outcome?;
        for (value, &ty) in results.iter().zip(&ty.results) {
            if !self.fits(*value, ty) {
                let FuncCode::Host(host) = &self.funcs[func as usize].code else { continue };
                return Err(HostError::Trap(alloc::format!(
                    "the host function {}.{} gave {} for a result of type {ty}",
                    host.module,
                    host.name,
                    value.ty()
                )));
            }
        }
        Ok(results)
    }
}
