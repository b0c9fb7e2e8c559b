//! The built-in packs read; a broken pack says where.

use super::*;

fn faults(source: &PackSource) -> String {
    let faults = Pack::read(source).err().unwrap_or_default();
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_built_in_pack_reads_without_a_fault() {
    for id in builtin_ids() {
        let source = builtin_source(id).unwrap_or_default();
        assert_eq!(faults(&source), "", "{id}");
    }
}
