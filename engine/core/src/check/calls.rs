//! How much of the guest's stack the calls of a module can need together.
//!
//! Functions that can call each other in a circle need no bound, unless each call in it takes the place of its caller.
//! Strongly connected components (Tarjan 1972) are found with a stack of its own, as deep nesting is foreign input.
//!
//! A callee's parameters lie where its arguments lay, on top of the caller's operands.

use alloc::vec::Vec;

use super::body::TAIL;

/// A function that the module defines.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// Slots of its frame, and of its parameters among them.
    slots: u64,
    params: u64,
    /// Byte of a call through a table or a reference.
    indirect: Option<u64>,
    /// Its first call among all.
    first: u32,
}

/// The functions of a module and which of them call which.
#[derive(Debug, Default)]
pub(super) struct CallGraph {
    /// Functions that are imported have the lowest indices, and no frames.
    imported: u32,
    nodes: Vec<Node>,
    calls: Vec<u32>,
}

/// The most that calls need from the program's entries on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// No entry leads to more.
    Bounded {
        /// Slots of 8 bytes of the deepest path.
        slots: u64,
        /// Functions on it, by index, from an entry on.
        path: Vec<u32>,
        /// Most calls that are active at once, on any path.
        calls: u64,
    },
    /// There is no bound, for one of these reasons, or both.
    Unbounded {
        /// Functions that call each other in a circle: each the next one, and the last the first.
        cycle: Option<Vec<u32>>,
        /// A function that calls what a table or a reference holds, and the byte of the call.
        indirect: Option<(u32, u64)>,
    },
}

impl CallGraph {
    pub(super) fn new(imported: u32, functions: usize) -> Self {
        Self { imported, nodes: Vec::with_capacity(functions), calls: Vec::new() }
    }

    /// Adds the next function; `calls` has [`TAIL`] in calls in tail position.
    pub(super) fn add(&mut self, slots: u64, params: u64, indirect: Option<u64>, calls: &[u32]) {
        self.nodes.push(Node { slots, params, indirect, first: self.calls.len() as u32 });
        let defined = calls.iter().filter(|&&call| call & !TAIL >= self.imported);
        self.calls.extend(defined.map(|call| call - self.imported));
    }

    /// Slots of the frame of each function.
    pub(super) fn frames(&self) -> impl Iterator<Item = u64> {
        self.nodes.iter().map(|node| node.slots)
    }

    fn calls(&self, node: usize) -> &[u32] {
        let end = self.nodes.get(node + 1).map_or(self.calls.len(), |next| next.first as usize);
        &self.calls[self.nodes[node].first as usize..end]
    }

    /// The most that calls of `entries` need; of imported ones nothing.
    pub(super) fn deepest(&self, entries: &[u32]) -> Depth {
        let mut search = Search::new(self);
        let defined = entries.iter().filter_map(|entry| entry.checked_sub(self.imported));
        let entries: Vec<u32> =
            defined.filter(|&entry| (entry as usize) < self.nodes.len()).collect();
        for &entry in &entries {
            search.visit(entry);
        }
        if search.cycle.is_some() || search.indirect.is_some() {
            let cycle = search.cycle.map(|cycle| cycle.iter().map(|f| f + self.imported).collect());
            let indirect = search.indirect.map(|(func, at)| (func + self.imported, at));
            return Depth::Unbounded { cycle, indirect };
        }
        let need = |entry: &&u32| search.needs[**entry as usize].slots;
        // The first of several that need as much.
        let deepest = entries.iter().rev().max_by_key(need);
        let calls = entries.iter().map(|&entry| search.needs[entry as usize].calls).max();
        Depth::Bounded {
            slots: deepest.as_ref().map_or(0, need),
            path: deepest.map_or_else(Vec::new, |&entry| search.path(entry)),
            calls: calls.unwrap_or_default(),
        }
    }
}

const NONE: u32 = u32::MAX;

/// What a function needs with all that it calls.
#[derive(Clone, Copy, Debug)]
struct Need {
    slots: u64,
    calls: u64,
    /// The function that it calls on its deepest path.
    next: u32,
}

struct Search<'a> {
    graph: &'a CallGraph,
    needs: Vec<Need>,
    /// Order in which functions were met, the least of those that each leads back to, and the component of each
    /// whose component is known.
    met: Vec<u32>,
    low: Vec<u32>,
    component: Vec<u32>,
    count: u32,
    components: u32,
    /// Functions whose component is not known.
    open: Vec<u32>,
    cycle: Option<Vec<u32>>,
    indirect: Option<(u32, u64)>,
}

impl<'a> Search<'a> {
    fn new(graph: &'a CallGraph) -> Self {
        let size = graph.nodes.len();
        Self {
            graph,
            needs: alloc::vec![Need { slots: 0, calls: 0, next: NONE }; size],
            met: alloc::vec![NONE; size],
            low: alloc::vec![NONE; size],
            component: alloc::vec![NONE; size],
            count: 0,
            components: 0,
            open: Vec::new(),
            cycle: None,
            indirect: None,
        }
    }

    /// Visits a function and all that it leads to.
    fn visit(&mut self, entry: u32) {
        if self.met[entry as usize] != NONE {
            return;
        }
        // Functions with the number of their calls that were followed.
        let mut active = Vec::from([(entry, 0)]);
        self.enter(entry);
        while let Some((node, followed)) = active.last_mut() {
            let node = *node as usize;
            if let Some(&call) = self.graph.calls(node).get(*followed) {
                *followed += 1;
                let callee = call & !TAIL;
                if self.met[callee as usize] == NONE {
                    self.enter(callee);
                    active.push((callee, 0));
                } else if self.component[callee as usize] == NONE {
                    self.low[node] = self.low[node].min(self.met[callee as usize]);
                }
                continue;
            }
            active.pop();
            if let Some(&(caller, _)) = active.last() {
                let caller = caller as usize;
                self.low[caller] = self.low[caller].min(self.low[node]);
            }
            if self.low[node] == self.met[node] {
                self.close(node as u32);
            }
        }
    }

    fn enter(&mut self, node: u32) {
        (self.met[node as usize], self.low[node as usize]) = (self.count, self.count);
        self.count += 1;
        self.open.push(node);
    }

    /// All functions that were met since `node` make a component: what they call outside it is known.
    fn close(&mut self, node: u32) {
        let first = self.open.iter().rposition(|&open| open == node).unwrap_or_default();
        let members = self.open.split_off(first);
        for &member in &members {
            self.component[member as usize] = self.components;
        }
        self.components += 1;
        let mut most = Need { slots: 0, calls: 0, next: NONE };
        for &member in &members {
            let need = self.need(member);
            let next = if need.slots > most.slots { need.next } else { most.next };
            most =
                Need { slots: most.slots.max(need.slots), calls: most.calls.max(need.calls), next };
        }
        for &member in &members {
            self.needs[member as usize] = most;
        }
    }

    /// What a function needs itself and for what it calls outside its component; a call inside it that leaves the
    /// caller's frame where it is has no bound.
    fn need(&mut self, func: u32) -> Need {
        let node = self.graph.nodes[func as usize];
        if let (None, Some(at)) = (self.indirect, node.indirect) {
            self.indirect = Some((func, at));
        }
        let mut need = Need { slots: node.slots, calls: 1, next: NONE };
        for &call in self.graph.calls(func as usize) {
            let (callee, is_tail) = (call & !TAIL, call & TAIL != 0);
            if self.component[callee as usize] == self.component[func as usize] {
                if !is_tail && self.cycle.is_none() {
                    self.cycle = Some(self.circle(func, callee));
                }
                continue;
            }
            let theirs = self.needs[callee as usize];
            let below = if is_tail {
                0
            } else {
                node.slots - self.graph.nodes[callee as usize].params.min(node.slots)
            };
            let slots = below.saturating_add(theirs.slots);
            if slots > need.slots {
                (need.slots, need.next) = (slots, callee);
            }
            need.calls = need.calls.max(theirs.calls + u64::from(!is_tail));
        }
        need
    }

    /// The shortest way back from `callee` to `caller`, both of one component, the caller first.
    fn circle(&self, caller: u32, callee: u32) -> Vec<u32> {
        let mut from = alloc::vec![NONE; self.graph.nodes.len()];
        let mut queue = Vec::from([callee]);
        from[callee as usize] = callee;
        let mut next = 0;
        while next < queue.len() && from[caller as usize] == NONE {
            let node = queue[next];
            next += 1;
            for &call in self.graph.calls(node as usize) {
                let to = call & !TAIL;
                if self.component[to as usize] == self.component[caller as usize]
                    && from[to as usize] == NONE
                {
                    from[to as usize] = node;
                    queue.push(to);
                }
            }
        }
        let mut way = Vec::from([caller]);
        let mut node = caller;
        while node != callee {
            node = from[node as usize];
            way.push(node);
        }
        way[1..].reverse();
        way
    }

    /// The deepest path from an entry on. In a circle of calls in tail position one function stands for all.
    fn path(&self, entry: u32) -> Vec<u32> {
        let mut path = Vec::new();
        let mut node = entry;
        while node != NONE {
            path.push(node + self.graph.imported);
            node = self.needs[node as usize].next;
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounded(slots: u64, path: &[u32], calls: u64) -> Depth {
        Depth::Bounded { slots, path: path.to_vec(), calls }
    }

    fn graph(imported: u32, functions: &[(u64, u64, &[u32])]) -> CallGraph {
        let mut graph = CallGraph::new(imported, functions.len());
        for &(slots, params, calls) in functions {
            graph.add(slots, params, None, calls);
        }
        graph
    }

    #[test]
    fn the_deepest_path_is_the_one_with_the_most_slots_and_arguments_count_once() {
        // 0 is imported; 1 calls 2 and 3, 2 calls 4 three deep.
        let graph = graph(
            1,
            &[(10, 0, &[0, 2, 3]), (5, 2, &[4]), (30, 1, &[0]), (5, 5, &[5]), (5, 0, &[])],
        );
        assert_eq!(graph.deepest(&[1]), bounded(39, &[1, 3], 4));
        assert_eq!(graph.deepest(&[2, 5]), bounded(10, &[2, 4, 5], 3));
        assert_eq!(graph.deepest(&[0]), bounded(0, &[], 0));
        assert_eq!(graph.deepest(&[]), bounded(0, &[], 0));
    }

    #[test]
    fn functions_that_call_each_other_are_told_as_a_circle_from_where_they_are_reached() {
        let functions: [(u64, u64, &[u32]); 5] =
            [(1, 0, &[1]), (1, 0, &[2, 4]), (1, 0, &[3]), (1, 0, &[1]), (1, 0, &[])];
        let graph = graph(0, &functions);
        let Depth::Unbounded { cycle: Some(cycle), indirect: None } = graph.deepest(&[0]) else {
            panic!()
        };
        let mut sorted = cycle.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [1, 2, 3]);
        for (i, func) in cycle.iter().enumerate() {
            let next = cycle[(i + 1) % cycle.len()];
            assert!(functions[*func as usize].2.contains(&next), "{cycle:?}");
        }
        assert_eq!(graph.deepest(&[4]), bounded(1, &[4], 1));
    }

    #[test]
    fn a_function_that_calls_itself_is_a_circle_of_one() {
        let graph = graph(3, &[(7, 1, &[3])]);
        let cycle = Some(Vec::from([3]));
        assert_eq!(graph.deepest(&[3]), Depth::Unbounded { cycle, indirect: None });
    }

    #[test]
    fn calls_in_tail_position_take_the_callers_place() {
        // 0 and 1 go on in each other for ever; 1 calls 2.
        let graph =
            graph(0, &[(10, 0, &[1 | TAIL]), (4, 0, &[2, TAIL]), (8, 1, &[3 | TAIL]), (9, 9, &[])]);
        assert_eq!(graph.deepest(&[0]), bounded(12, &[0, 2, 3], 2));
        assert_eq!(graph.deepest(&[2]), bounded(9, &[2, 3], 1));
    }

    #[test]
    fn a_call_through_a_table_has_no_bound() {
        let mut graph = CallGraph::new(0, 2);
        graph.add(1, 0, None, &[1]);
        graph.add(1, 0, Some(77), &[]);
        let indirect = Some((1, 77));
        assert_eq!(graph.deepest(&[0]), Depth::Unbounded { cycle: None, indirect });
    }

    #[test]
    fn a_chain_of_a_million_calls_needs_no_stack_of_the_host() {
        const LENGTH: u32 = 1_000_000;
        let mut graph = CallGraph::new(0, LENGTH as usize);
        for func in 0..LENGTH {
            let calls = [func + 1];
            graph.add(2, 0, None, if func + 1 < LENGTH { &calls } else { &[] });
        }
        let Depth::Bounded { slots, path, calls } = graph.deepest(&[0]) else { panic!() };
        assert_eq!((slots, path.len(), calls), (2_000_000, 1_000_000, 1_000_000));
    }
}
