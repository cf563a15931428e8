//! The name section.
#[derive(Debug, Default)]
pub(crate) struct Names {}
impl Names {
    pub(crate) fn function<'a>(&self, _bytes: &'a [u8], _func: u32) -> Option<&'a str> {
        todo!()
    }
    pub(crate) fn local<'a>(&self, _bytes: &'a [u8], _func: u32, _local: u32) -> Option<&'a str> {
        todo!()
    }
    pub(crate) fn global<'a>(&self, _bytes: &'a [u8], _global: u32) -> Option<&'a str> {
        todo!()
    }
    pub(crate) fn module<'a>(&self, _bytes: &'a [u8]) -> Option<&'a str> {
        todo!()
    }
}
