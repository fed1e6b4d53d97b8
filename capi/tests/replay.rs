//! Runs the fuzz target `capi` over the files that are kept in `fuzz/corpus` and `fuzz/regressions`.

mod everything;

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

#[test]
fn replay() {
    for (kind, least) in [("corpus", 1), ("regressions", 0)] {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz").join(kind).join("capi");
        let mut found = 0;
        for entry in fs::read_dir(&directory).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            let data = fs::read(&path).expect("a file");
            assert!(catch_unwind(|| everything::ask(&data)).is_ok(), "{}", path.display());
            found += 1;
        }
        assert!(found >= least, "{}: nothing", directory.display());
    }
}
