//! `std::function`: what it calls.

use super::Formatted;
use crate::{
    Place, TypeKind,
    render::{Object, Renderer, ValueKind, View, view::Wrapper},
};

impl Renderer<'_> {
    /// `std::function` reads as what it calls: a function's name, or an object with what it captured.
    pub(super) fn cpp_function(&self, object: &Object) -> Formatted {
        if let (Some(storage), Some(invoker), Some(policy)) = (
            self.search(object, "__buf_"),
            self.any_of(object, &["__func_", "__invoker_"]),
            self.search(object, "__policy_"),
        ) {
            return self.policy_function(&storage, &invoker, &policy);
        }
        if let (Some(holder), Some(invoker)) =
            (self.search(object, "_M_functor"), self.search(object, "_M_invoker"))
        {
            return self.stored_function(&holder, &invoker);
        }
        // libc++'s older form: a pointer to an object with virtual functions, which has the callee.
        let Some(pointer) = self.search(object, "__f_") else { return Ok(None) };
        let Some(pointer) = self.inner_pointer(&pointer) else { return Ok(None) };
        let pointer = self.pointer(&pointer)?;
        if pointer.address == 0 {
            return Ok(Some(self.word_view("empty")));
        }
        let whole = pointer.target.and_then(|target| self.dynamic(target, pointer.address));
        let Some(whole) = whole else { return Ok(None) };
        let whole = self.object(whole.ty, Place::Memory(whole.address));
        let (Some(ty), Some(callee)) =
            (whole.type_argument(0), self.any_of(&whole, &["__func_", "__f_"]))
        else {
            return Ok(None);
        };
        Ok(Some(callee_view(ValueKind::Typed { ty, place: callee.place })))
    }

    /// libc++'s form with a policy: the function that calls it is a template for the callee's type.
    fn policy_function(&self, storage: &Object, invoker: &Object, policy: &Object) -> Formatted {
        let policy = self.pointer(policy)?;
        let Some(ty) = policy.target.filter(|_| policy.address != 0) else { return Ok(None) };
        let policy = self.object(ty, Place::Memory(policy.address));
        if let Some(is_null) = self.member(&policy, "__is_null")
            && self.unsigned(&is_null)? != 0
        {
            return Ok(Some(self.word_view("empty")));
        }
        let (Some(destroy), Some(invoker)) =
            (self.member(&policy, "__destroy"), self.inner_pointer(invoker))
        else {
            return Ok(None);
        };
        let is_large = self.pointer(&destroy)?.address != 0;
        let Some(callee) = self.callee_type(self.pointer(&invoker)?.address, 0) else {
            return Ok(None);
        };
        let place = if is_large {
            let Some(large) = self.member(storage, "__large") else { return Ok(None) };
            Place::Memory(self.pointer(&large)?.address)
        } else {
            storage.place.clone()
        };
        Ok(Some(callee_view(ValueKind::Typed { ty: callee, place })))
    }

    /// libstdc++'s form: the callee lies in the object, or a pointer to it where it is large.
    fn stored_function(&self, holder: &Object, invoker: &Object) -> Formatted {
        let Some(pointer) = self.inner_pointer(invoker) else { return Ok(None) };
        let invoker = self.pointer(&pointer)?.address;
        if invoker == 0 {
            return Ok(Some(self.word_view("empty")));
        }
        let Some(callee) = self.callee_type(invoker, 1) else { return Ok(None) };
        let room = self.size(&holder.ty).unwrap_or(0);
        let place = match (&holder.place, self.size_of(callee)) {
            (Place::Memory(address), Some(size)) if size > room => {
                Place::Memory(self.word(*address, self.size(&pointer.ty).unwrap_or(4))?)
            }
            (place, _) => place.clone(),
        };
        Ok(Some(callee_view(ValueKind::Typed { ty: callee, place })))
    }

    /// The argument of the template that a function in the table is made of.
    fn callee_type(&self, element: u64, argument: usize) -> Option<crate::TypeId> {
        let function = self.program.table_function(u32::try_from(element).ok()?)?;
        let ty = self.types.function_argument(function, argument)?;
        // A function is kept as a pointer to it.
        let is_function = matches!(self.bare(ty).kind, TypeKind::Function { .. });
        (!is_function).then_some(ty)
    }
}

fn callee_view(target: ValueKind) -> View {
    let concrete = match &target {
        ValueKind::Typed { ty, .. } => Some(*ty),
        _ => None,
    };
    View::Wrapper(Wrapper { target, memory: None, concrete })
}
