//! What owns one value or refers to it: smart pointers, `optional`, `variant`.

use super::Formatted;
use crate::{
    Place,
    render::{
        Object, Problem, Renderer, Value, ValueKind, View,
        layout::{Brackets, Style},
        scalar::Integer,
        view::{Record, Wrapper},
    },
};

/// Alternatives of a `variant` that are gone through.
const ALTERNATIVES: u64 = 1024;

/// What the counts of a `shared_ptr` say.
struct Counts {
    strong: u64,
    weak: u64,
}

impl Renderer<'_> {
    /// `std::unique_ptr` reads as what it owns; one of an array only as an address.
    pub(super) fn cpp_unique(&self, object: &Object) -> Formatted {
        let Some(held) = self.any_of(object, &["__ptr_", "_M_t"]) else { return Ok(None) };
        let Some(pointer) = self.inner_pointer(&held) else { return Ok(None) };
        if object.ty.name.contains("[]") {
            return Ok(Some(Wrapper::inside(&pointer)));
        }
        self.owned(&pointer).map(Some)
    }

    /// What a pointer inside another value points to.
    fn owned(&self, pointer: &Object) -> Result<View, Problem> {
        let pointer = self.pointer(pointer)?;
        if pointer.address == 0 {
            return Ok(View::Leaf(Style::C.null().to_owned()));
        }
        match pointer.target {
            Some(target) => self.target_view(pointer.address, target),
            None => Ok(View::Leaf(format!("{:#x}", pointer.address))),
        }
    }

    /// `std::shared_ptr`: the value, then the counts.
    pub(super) fn cpp_shared(&self, object: &Object) -> Formatted {
        let Some(pointer) = self.any_of(object, &["__ptr_", "_M_ptr"]) else { return Ok(None) };
        let View::Wrapper(target) = self.owned(&pointer)? else {
            return Ok(Some(View::Leaf(Style::C.null().to_owned())));
        };
        let Some(counts) = self.counts(object)? else { return Ok(Some(View::Wrapper(target))) };
        let Counts { strong, weak } = counts;
        let mut fields = vec![Value { name: "*".to_owned(), kind: target.target }];
        fields.extend(notes(&counts));
        Ok(Some(View::Record(Record {
            head: String::new(),
            brackets: Brackets::C,
            fields,
            reads_as_first: Some(format!(" (strong {strong}, weak {weak})")),
        })))
    }

    /// `std::weak_ptr`: the value only while something else keeps it.
    pub(super) fn cpp_weak(&self, object: &Object) -> Formatted {
        let Some(pointer) = self.any_of(object, &["__ptr_", "_M_ptr"]) else { return Ok(None) };
        let Some(counts) = self.counts(object)? else {
            return Ok(Some(View::Leaf(Style::C.null().to_owned())));
        };
        if counts.strong == 0 {
            return Ok(Some(View::Leaf("expired".to_owned())));
        }
        let View::Wrapper(target) = self.owned(&pointer)? else {
            return Ok(Some(View::Leaf(Style::C.null().to_owned())));
        };
        let mut fields = vec![Value { name: "value".to_owned(), kind: target.target }];
        fields.extend(notes(&counts));
        Ok(Some(View::Record(Record {
            head: format!("weak (strong {}, weak {})", counts.strong, counts.weak),
            brackets: Brackets::Hidden,
            fields,
            reads_as_first: None,
        })))
    }

    /// The counts of a `shared_ptr` or `weak_ptr`; `None` where it points to nothing.
    fn counts(&self, object: &Object) -> Result<Option<Counts>, Problem> {
        let Some(control) = self.any_of(object, &["__cntrl_", "_M_pi"]) else { return Ok(None) };
        let pointer = self.pointer(&control)?;
        let Some(target) = pointer.target.filter(|_| pointer.address != 0) else { return Ok(None) };
        let block = self.object(target, Place::Memory(pointer.address));
        let count = |name| match self.search(&block, name) {
            Some(count) => Ok(self.integer(&count)?.value()),
            None => Ok::<_, Problem>(None),
        };
        // libc++ counts from -1. All strong owners together are one weak one.
        let (strong, weak) = match (count("__shared_owners_")?, count("_M_use_count")?) {
            (Some(strong), _) => (strong + 1, count("__shared_weak_owners_")?.map(|weak| weak + 1)),
            (None, Some(strong)) => (strong, count("_M_weak_count")?),
            (None, None) if block.ty.name.contains("__shared_weak_count") => {
                let size = self.size(&control.ty).unwrap_or(4);
                let (strong, weak) = self.undescribed_counts(pointer.address, size)?;
                (strong + 1, Some(weak + 1))
            }
            (None, None) => return Ok(None),
        };
        let weak = weak.unwrap_or(0) - i128::from(strong > 0);
        match (u64::try_from(strong), u64::try_from(weak)) {
            (Ok(strong), Ok(weak)) => Ok(Some(Counts { strong, weak })),
            _ => Err(Problem::invalid(format!("shared_ptr: {strong} owners, {weak} weak ones"))),
        }
    }

    /// The counts of libc++, whose class compilers describe only where the library itself is compiled:
    /// two numbers of the size of a pointer behind a pointer. Programs and library may be of different
    /// versions, so that this never changes.
    fn undescribed_counts(&self, block: u64, size: u64) -> Result<(i128, i128), Problem> {
        let count = |index| {
            let bits = self.word(block.saturating_add(index * size), size)?;
            let bytes = bits.to_le_bytes();
            let width = usize::try_from(size).unwrap_or(8).min(8);
            Ok::<_, Problem>(Integer::from_le_bytes(&bytes[..width], true).value().unwrap_or(0))
        };
        Ok((count(1)?, count(2)?))
    }

    /// `std::reference_wrapper` reads as what it refers to.
    pub(super) fn cpp_reference_wrapper(&self, object: &Object) -> Formatted {
        match self.any_of(object, &["__f_", "_M_data"]) {
            Some(pointer) => self.owned(&pointer).map(Some),
            None => Ok(None),
        }
    }

    /// `std::optional` reads as what it holds.
    pub(super) fn cpp_optional(&self, object: &Object) -> Formatted {
        let Some(engaged) = self.any_of(object, &["__engaged_", "_M_engaged"]) else {
            return Ok(None);
        };
        if !self.flag("optional", &engaged)? {
            return Ok(Some(self.word_view("nullopt")));
        }
        Ok(self.inside(object, &["__val_", "__value_", "_M_value"]))
    }

    /// `std::expected` reads as its value or its error.
    pub(super) fn cpp_expected(&self, object: &Object) -> Formatted {
        let Some(has_value) = self.any_of(object, &["__has_val_", "_M_has_value"]) else {
            return Ok(None);
        };
        if self.flag("expected", &has_value)? {
            return Ok(self.inside(object, &["__val_", "_M_val"]));
        }
        let Some(error) = self.any_of(object, &["__unex_", "_M_unex"]) else { return Ok(None) };
        Ok(Some(View::Record(Record {
            head: "unexpected".to_owned(),
            brackets: Brackets::Parentheses,
            fields: vec![Value { name: "error".to_owned(), kind: error.kind() }],
            reads_as_first: None,
        })))
    }

    fn flag(&self, what: &str, flag: &Object) -> Result<bool, Problem> {
        match self.unsigned(flag)? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(Problem::invalid(format!("{what}: bool {other:#x}"))),
        }
    }

    /// `std::variant` reads as the alternative that it holds.
    pub(super) fn cpp_variant(&self, object: &Object) -> Formatted {
        let Some(index) = self.any_of(object, &["__index", "__index_", "_M_index"]) else {
            return Ok(None);
        };
        let index = self.integer(&index)?;
        let all = object.composite().map_or(0, |composite| composite.template_parameters.len());
        if (Integer { signed: true, ..index }).value() == Some(-1) {
            return Ok(Some(self.word_view("valueless")));
        }
        let position = u64::try_from(index.bits).unwrap_or(u64::MAX);
        let known = usize::try_from(position).ok().filter(|position| *position < all);
        let Some(known) = known.filter(|_| position < ALTERNATIVES) else {
            let message = format!("variant: alternative {} of {all}", index.bits);
            return Err(Problem::invalid(message));
        };
        let (Some(ty), Some(mut holder)) =
            (object.type_argument(known), self.any_of(object, &["__data", "_M_u"]))
        else {
            return Ok(None);
        };
        for _ in 0..position {
            let rest = ["__tail", "_M_rest"].iter().find_map(|name| self.member(&holder, name));
            let Some(rest) = rest else { return Ok(None) };
            holder = rest;
        }
        let head = ["__head", "_M_first"].iter().find_map(|name| self.member(&holder, name));
        let Some(head) = head else { return Ok(None) };
        // libstdc++ has room for the value there, libc++ the value.
        let held = self.any_of(&head, &["__value", "_M_storage"]).unwrap_or(head);
        let target = ValueKind::Typed { ty, place: held.place };
        Ok(Some(View::Wrapper(Wrapper { target, memory: None, concrete: Some(ty) })))
    }
}

fn notes(counts: &Counts) -> [Value; 2] {
    let note = |name: &str, count: u64| Value {
        name: name.to_owned(),
        kind: ValueKind::Text(count.to_string()),
    };
    [note("strong", counts.strong), note("weak", counts.weak)]
}
