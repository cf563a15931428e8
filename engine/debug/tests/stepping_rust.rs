//! Steps through what Rust makes of a line: chains of iterators, `?`, `match`, loops, futures, what is dropped.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::stepped;
use expect_test::expect;
use wrtd_debug::Motion::{self, StepIn, StepOver};

/// Where steps lead from a marker, without what all lines have in common.
fn walk(build: &str, part: &str, marker: &str, motion: Motion, times: usize) -> String {
    let mut scene = stepped("rust", build, &[part]).only_at(marker);
    let mut text = String::new();
    for _ in 0..times {
        text += &scene.go(motion);
        text += "\n";
        if scene.session.exit_code().is_some() {
            break;
        }
    }
    text.replace("Step steps::", "").replace(&format!("{part}::"), "")
}

#[test]
fn a_chain_of_iterators_is_stepped_through() {
    let expected = expect![[r#"
        halves chains.rs:18 | .map(|number| {
        halves chains.rs:22 | .collect();
        halves::{{closure}} chains.rs:16 | let even = numbers.iter().copied().filter(|number| is_even(*number)); // BREAK: lazy
        is_even chains.rs:28 | black_box(number) % 2 == 0 // BREAK: is even
        is_even chains.rs:29 | }
        halves::{{closure}} chains.rs:16 | let even = numbers.iter().copied().filter(|number| is_even(*number)); // BREAK: lazy
        is_even chains.rs:28 | black_box(number) % 2 == 0 // BREAK: is even
        is_even chains.rs:29 | }
        halves::{{closure}} chains.rs:19 | let half = number / 2; // BREAK: closure
        halves::{{closure}} chains.rs:20 | half + 1
        halves::{{closure}} chains.rs:21 | })
        halves::{{closure}} chains.rs:16 | let even = numbers.iter().copied().filter(|number| is_even(*number)); // BREAK: lazy
        is_even chains.rs:28 | black_box(number) % 2 == 0 // BREAK: is even
        is_even chains.rs:29 | }
        halves::{{closure}} chains.rs:16 | let even = numbers.iter().copied().filter(|number| is_even(*number)); // BREAK: lazy
        is_even chains.rs:28 | black_box(number) % 2 == 0 // BREAK: is even
        is_even chains.rs:29 | }
        halves::{{closure}} chains.rs:19 | let half = number / 2; // BREAK: closure
        halves::{{closure}} chains.rs:20 | half + 1
        halves::{{closure}} chains.rs:21 | })
    "#]];
    expected.assert_eq(&walk("o0", "chains", "lazy", StepIn, 20));
    let expected = expect![[r#"
        halves chains.rs:22 | .collect();
        halves::{{closure}} (inlined) chains.rs:16 | let even = numbers.iter().copied().filter(|number| is_even(*number)); // BREAK: lazy
        is_even chains.rs:28 | black_box(number) % 2 == 0 // BREAK: is even
        is_even chains.rs:29 | }
        halves::{{closure}} (inlined) chains.rs:16 | let even = numbers.iter().copied().filter(|number| is_even(*number)); // BREAK: lazy
        is_even chains.rs:28 | black_box(number) % 2 == 0 // BREAK: is even
        is_even chains.rs:29 | }
        halves::{{closure}} (inlined) chains.rs:19 | let half = number / 2; // BREAK: closure
        halves::{{closure}} (inlined) chains.rs:20 | half + 1
        halves::{{closure}} (inlined) chains.rs:16 | let even = numbers.iter().copied().filter(|number| is_even(*number)); // BREAK: lazy
        is_even chains.rs:28 | black_box(number) % 2 == 0 // BREAK: is even
        is_even chains.rs:29 | }
        halves::{{closure}} (inlined) chains.rs:16 | let even = numbers.iter().copied().filter(|number| is_even(*number)); // BREAK: lazy
        is_even chains.rs:28 | black_box(number) % 2 == 0 // BREAK: is even
        is_even chains.rs:29 | }
        halves::{{closure}} (inlined) chains.rs:19 | let half = number / 2; // BREAK: closure
    "#]];
    expected.assert_eq(&walk("o2", "chains", "lazy", StepIn, 16));
    let expected = expect![[r#"
        halves chains.rs:18 | .map(|number| {
        halves chains.rs:22 | .collect();
        halves chains.rs:24 | }
        tour chains.rs:10 | println!("{}", total(&numbers));
    "#]];
    expected.assert_eq(&walk("o0", "chains", "lazy", StepOver, 4));
    let expected = expect![[r#"
        halves chains.rs:22 | .collect();
        halves chains.rs:24 | }
        tour (inlined) chains.rs:10 | println!("{}", total(&numbers));
        tour (inlined) chains.rs:11 | println!("{}", visited(&numbers));
    "#]];
    expected.assert_eq(&walk("o2", "chains", "lazy", StepOver, 4));
}

#[test]
fn a_loop_is_stepped_through() {
    let expected = expect![[r#"
        total chains.rs:34 | for (place, number) in numbers.iter().enumerate() {
        total chains.rs:35 | if is_even(*number) {
        total chains.rs:38 | sum += *number * place as u32; // BREAK: odd
        total chains.rs:34 | for (place, number) in numbers.iter().enumerate() {
        total chains.rs:35 | if is_even(*number) {
        total chains.rs:34 | for (place, number) in numbers.iter().enumerate() {
        total chains.rs:35 | if is_even(*number) {
        total chains.rs:38 | sum += *number * place as u32; // BREAK: odd
        total chains.rs:34 | for (place, number) in numbers.iter().enumerate() {
        total chains.rs:35 | if is_even(*number) {
        total chains.rs:34 | for (place, number) in numbers.iter().enumerate() {
        total chains.rs:40 | sum // BREAK: total end
        total chains.rs:41 | }
    "#]];
    expected.assert_eq(&walk("o0", "chains", "total", StepOver, 13));
    let expected = expect![[r#"
        total chains.rs:34 | for (place, number) in numbers.iter().enumerate() {
        total chains.rs:35 | if is_even(*number) {
        total chains.rs:34 | for (place, number) in numbers.iter().enumerate() {
        total chains.rs:35 | if is_even(*number) {
        total chains.rs:34 | for (place, number) in numbers.iter().enumerate() {
        total chains.rs:35 | if is_even(*number) {
        total chains.rs:38 | sum += *number * place as u32; // BREAK: odd
        total chains.rs:34 | for (place, number) in numbers.iter().enumerate() {
        total chains.rs:35 | if is_even(*number) {
    "#]];
    expected.assert_eq(&walk("o2", "chains", "odd", StepOver, 9));
}

#[test]
fn a_question_mark_is_stepped_through_where_it_goes_on_and_where_it_returns() {
    let expected = expect![[r#"
        sum results.rs:35 | for word in text.split(' ') {
        sum results.rs:36 | let number: u32 = word.parse()?; // BREAK: question
        sum results.rs:37 | sum += limited(number)?;
        limited results.rs:44 | if number > 100 {
        limited results.rs:47 | Ok(number) // BREAK: limited
        limited results.rs:48 | }
        sum results.rs:35 | for word in text.split(' ') {
        sum results.rs:36 | let number: u32 = word.parse()?; // BREAK: question
        sum results.rs:37 | sum += limited(number)?;
        limited results.rs:44 | if number > 100 {
        limited results.rs:47 | Ok(number) // BREAK: limited
        limited results.rs:48 | }
        sum results.rs:35 | for word in text.split(' ') {
        sum results.rs:39 | limited(sum) // BREAK: sum end
        limited results.rs:44 | if number > 100 {
        limited results.rs:47 | Ok(number) // BREAK: limited
        limited results.rs:48 | }
        sum results.rs:40 | }
        tour results.rs:22 | Ok(sum) => println!("{sum}"),
        tour results.rs:20 | for text in ["3 4", "3 x", "90 20"] {
        tour results.rs:21 | match sum(black_box(text)) {
        sum results.rs:34 | let mut sum = 0; // BREAK: sum
        sum results.rs:35 | for word in text.split(' ') {
        sum results.rs:36 | let number: u32 = word.parse()?; // BREAK: question
        sum results.rs:37 | sum += limited(number)?;
        limited results.rs:44 | if number > 100 {
        limited results.rs:47 | Ok(number) // BREAK: limited
        limited results.rs:48 | }
        sum results.rs:35 | for word in text.split(' ') {
        sum results.rs:36 | let number: u32 = word.parse()?; // BREAK: question
        Step <steps::Problem as core::convert::From<core::num::error::ParseIntError>>::from results.rs:15 | black_box(Self::NoNumber) // BREAK: from
        Step <steps::Problem as core::convert::From<core::num::error::ParseIntError>>::from results.rs:16 | }
    "#]];
    expected.assert_eq(&walk("o0", "results", "sum", StepIn, 32));
    let expected = expect![[r#"
        sum results.rs:37 | sum += limited(number)?;
        limited results.rs:44 | if number > 100 {
        limited results.rs:48 | }
        sum results.rs:35 | for word in text.split(' ') {
        sum results.rs:36 | let number: u32 = word.parse()?; // BREAK: question
        sum results.rs:37 | sum += limited(number)?;
        limited results.rs:44 | if number > 100 {
        limited results.rs:48 | }
        sum results.rs:35 | for word in text.split(' ') {
        sum results.rs:39 | limited(sum) // BREAK: sum end
        limited results.rs:44 | if number > 100 {
        limited results.rs:48 | }
        sum results.rs:40 | }
        tour (inlined) results.rs:22 | Ok(sum) => println!("{sum}"),
        tour (inlined) results.rs:20 | for text in ["3 4", "3 x", "90 20"] {
        tour (inlined) results.rs:21 | match sum(black_box(text)) {
        tour (inlined) results.rs:20 | for text in ["3 4", "3 x", "90 20"] {
        tour (inlined) results.rs:21 | match sum(black_box(text)) {
        sum results.rs:37 | sum += limited(number)?;
        limited results.rs:44 | if number > 100 {
        limited results.rs:48 | }
        sum results.rs:35 | for word in text.split(' ') {
        sum results.rs:36 | let number: u32 = word.parse()?; // BREAK: question
        Step <steps::Problem as core::convert::From<core::num::error::ParseIntError>>::from results.rs:16 | }
        sum results.rs:40 | }
        tour (inlined) results.rs:23 | Err(Problem::NoNumber) => println!("{text} is no sum"),
    "#]];
    expected.assert_eq(&walk("o2", "results", "question", StepIn, 26));
    let expected = expect![[r#"
        sum results.rs:35 | for word in text.split(' ') {
        sum results.rs:36 | let number: u32 = word.parse()?; // BREAK: question
        sum results.rs:37 | sum += limited(number)?;
        sum results.rs:35 | for word in text.split(' ') {
        sum results.rs:36 | let number: u32 = word.parse()?; // BREAK: question
        sum results.rs:37 | sum += limited(number)?;
        sum results.rs:35 | for word in text.split(' ') {
        sum results.rs:39 | limited(sum) // BREAK: sum end
        sum results.rs:40 | }
    "#]];
    expected.assert_eq(&walk("o0", "results", "sum", StepOver, 9));
}

#[test]
fn a_match_is_stepped_through() {
    let expected = expect![[r#"
        name results.rs:53 | 0 => "none",
        name results.rs:52 | match number { // BREAK: match
        name results.rs:61 | }
        tour results.rs:27 | for number in 0..4 {
        tour results.rs:28 | println!("{}", name(black_box(number)));
        tour results.rs:27 | for number in 0..4 {
        tour results.rs:28 | println!("{}", name(black_box(number)));
        tour results.rs:27 | for number in 0..4 {
        tour results.rs:28 | println!("{}", name(black_box(number)));
        tour results.rs:27 | for number in 0..4 {
        tour results.rs:30 | }
        main main.rs:20 | if is_wanted("drops") {
        main main.rs:23 | if is_wanted("futures") {
        main main.rs:26 | if is_wanted("lines") {
        main main.rs:29 | }
        exited 0
    "#]];
    expected.assert_eq(&walk("o0", "results", "match", StepOver, 18));
    let expected = expect![[r#"
        name results.rs:53 | 0 => "none",
        name results.rs:61 | }
        main main.rs:20 | if is_wanted("drops") {
        main main.rs:23 | if is_wanted("futures") {
        main main.rs:26 | if is_wanted("lines") {
        main main.rs:29 | }
        exited 0
    "#]];
    expected.assert_eq(&walk("o2", "results", "match", StepOver, 9));
}

#[test]
fn what_is_dropped_is_stepped_into_where_its_scope_ends() {
    let expected = expect![[r#"
        guarded drops.rs:24 | let boxed = Box::new(Guard { name: "boxed" });
        guarded drops.rs:26 | let _inner = Guard { name: "inner" };
        guarded drops.rs:27 | black_box(number);
        guarded drops.rs:28 | } // BREAK: inner scope
        Step <steps::Guard as core::ops::drop::Drop>::drop drops.rs:12 | let name = black_box(self.name); // BREAK: drop
        Step <steps::Guard as core::ops::drop::Drop>::drop drops.rs:13 | println!("dropped {name}");
        Step <steps::Guard as core::ops::drop::Drop>::drop drops.rs:14 | }
        guarded drops.rs:29 | drop(boxed); // BREAK: explicit drop
        Step <steps::Guard as core::ops::drop::Drop>::drop drops.rs:12 | let name = black_box(self.name); // BREAK: drop
        Step <steps::Guard as core::ops::drop::Drop>::drop drops.rs:13 | println!("dropped {name}");
        Step <steps::Guard as core::ops::drop::Drop>::drop drops.rs:14 | }
        guarded drops.rs:30 | let length = outer.name.len() as u32; // BREAK: before the end
        guarded drops.rs:31 | number + length
        guarded drops.rs:32 | } // BREAK: guarded end
        Step <steps::Guard as core::ops::drop::Drop>::drop drops.rs:12 | let name = black_box(self.name); // BREAK: drop
        Step <steps::Guard as core::ops::drop::Drop>::drop drops.rs:13 | println!("dropped {name}");
        Step <steps::Guard as core::ops::drop::Drop>::drop drops.rs:14 | }
    "#]];
    expected.assert_eq(&walk("o0", "drops", "guarded", StepIn, 17));
    let expected = expect![[r#"
        guarded drops.rs:24 | let boxed = Box::new(Guard { name: "boxed" });
        guarded drops.rs:26 | let _inner = Guard { name: "inner" };
        guarded drops.rs:27 | black_box(number);
        guarded drops.rs:28 | } // BREAK: inner scope
        Step <steps::Guard as core::ops::drop::Drop>::drop drops.rs:12 | let name = black_box(self.name); // BREAK: drop
        Step <steps::Guard as core::ops::drop::Drop>::drop drops.rs:13 | println!("dropped {name}");
        Step <steps::Guard as core::ops::drop::Drop>::drop drops.rs:14 | }
        Step <steps::Guard as core::ops::drop::Drop>::drop drops.rs:12 | let name = black_box(self.name); // BREAK: drop
        Step <steps::Guard as core::ops::drop::Drop>::drop drops.rs:13 | println!("dropped {name}");
        Step <steps::Guard as core::ops::drop::Drop>::drop drops.rs:14 | }
        guarded drops.rs:32 | } // BREAK: guarded end
        Step <steps::Guard as core::ops::drop::Drop>::drop drops.rs:12 | let name = black_box(self.name); // BREAK: drop
        Step <steps::Guard as core::ops::drop::Drop>::drop drops.rs:13 | println!("dropped {name}");
        Step <steps::Guard as core::ops::drop::Drop>::drop drops.rs:14 | }
        guarded drops.rs:31 | number + length
    "#]];
    expected.assert_eq(&walk("o2", "drops", "guarded", StepIn, 15));
    let expected = expect![[r#"
        guarded drops.rs:24 | let boxed = Box::new(Guard { name: "boxed" });
        guarded drops.rs:26 | let _inner = Guard { name: "inner" };
        guarded drops.rs:27 | black_box(number);
        guarded drops.rs:28 | } // BREAK: inner scope
        guarded drops.rs:29 | drop(boxed); // BREAK: explicit drop
        guarded drops.rs:30 | let length = outer.name.len() as u32; // BREAK: before the end
        guarded drops.rs:31 | number + length
        guarded drops.rs:32 | } // BREAK: guarded end
        tour drops.rs:19 | }
    "#]];
    expected.assert_eq(&walk("o0", "drops", "guarded", StepOver, 9));
}

#[test]
fn an_async_block_is_stepped_through_from_poll_to_poll() {
    let expected = expect![[r#"
        answer futures.rs:34 | async fn answer(first: u32) -> u32 {
        answer futures.rs:43 | }
        run futures.rs:47 | let mut future = pin!(future);
        run futures.rs:48 | let mut context = Context::from_waker(Waker::noop());
        run futures.rs:50 | if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
        answer::{{closure}} futures.rs:34 | async fn answer(first: u32) -> u32 {
        answer::{{closure}} futures.rs:35 | let second = first + 1; // BREAK: async begin
        answer::{{closure}} futures.rs:36 | let later = Later { is_ready: false }.await; // BREAK: await
        Step <steps::Later as core::future::future::Future>::poll futures.rs:20 | if self.is_ready {
        Step <steps::Later as core::future::future::Future>::poll futures.rs:23 | self.is_ready = true;
        Step <steps::Later as core::future::future::Future>::poll futures.rs:24 | context.waker().wake_by_ref();
        Step <steps::Later as core::future::future::Future>::poll futures.rs:25 | Poll::Pending // BREAK: pending
        Step <steps::Later as core::future::future::Future>::poll futures.rs:26 | }
        answer::{{closure}} futures.rs:34 | async fn answer(first: u32) -> u32 {
        answer::{{closure}} futures.rs:36 | let later = Later { is_ready: false }.await; // BREAK: await
        Step <steps::Later as core::future::future::Future>::poll futures.rs:20 | if self.is_ready {
        Step <steps::Later as core::future::future::Future>::poll futures.rs:21 | return Poll::Ready(black_box(20)); // BREAK: ready
        Step <steps::Later as core::future::future::Future>::poll futures.rs:26 | }
        answer::{{closure}} futures.rs:37 | let inner = async {
        answer::{{closure}} futures.rs:41 | let sum = inner.await; // BREAK: await block
        answer::{{closure}}::{{closure}} futures.rs:37 | let inner = async {
        answer::{{closure}}::{{closure}} futures.rs:38 | let more = black_box(second) + later; // BREAK: async block
        answer::{{closure}}::{{closure}} futures.rs:39 | more * 2
        answer::{{closure}}::{{closure}} futures.rs:40 | };
        answer::{{closure}} futures.rs:42 | sum - first // BREAK: async end
        answer::{{closure}} futures.rs:43 | }
        run futures.rs:54 | }
    "#]];
    expected.assert_eq(&walk("o0", "futures", "run", StepIn, 27));
    let expected = expect![[r#"
        answer::{{closure}} (inlined) futures.rs:34 | async fn answer(first: u32) -> u32 {
        answer::{{closure}} (inlined) futures.rs:35 | let second = first + 1; // BREAK: async begin
        answer::{{closure}} (inlined) futures.rs:36 | let later = Later { is_ready: false }.await; // BREAK: await
        Step <steps::Later as core::future::future::Future>::poll futures.rs:20 | if self.is_ready {
        Step <steps::Later as core::future::future::Future>::poll futures.rs:23 | self.is_ready = true;
        Step <steps::Later as core::future::future::Future>::poll futures.rs:24 | context.waker().wake_by_ref();
        Step <steps::Later as core::future::future::Future>::poll futures.rs:26 | }
        answer::{{closure}} (inlined) futures.rs:34 | async fn answer(first: u32) -> u32 {
        answer::{{closure}} (inlined) futures.rs:36 | let later = Later { is_ready: false }.await; // BREAK: await
        Step <steps::Later as core::future::future::Future>::poll futures.rs:20 | if self.is_ready {
        Step <steps::Later as core::future::future::Future>::poll futures.rs:21 | return Poll::Ready(black_box(20)); // BREAK: ready
        Step <steps::Later as core::future::future::Future>::poll futures.rs:26 | }
        answer::{{closure}} (inlined) futures.rs:41 | let sum = inner.await; // BREAK: await block
        answer::{{closure}} (inlined) futures.rs:36 | let later = Later { is_ready: false }.await; // BREAK: await
    "#]];
    expected.assert_eq(&walk("o2", "futures", "await", StepIn, 14));
    let expected = expect![[r#"
        answer::{{closure}} futures.rs:36 | let later = Later { is_ready: false }.await; // BREAK: await
        run futures.rs:54 | }
        tour futures.rs:31 | println!("{answer}");
        tour futures.rs:32 | }
        main main.rs:26 | if is_wanted("lines") {
        main main.rs:29 | }
        exited 0
    "#]];
    expected.assert_eq(&walk("o0", "futures", "async begin", StepOver, 12));
}
